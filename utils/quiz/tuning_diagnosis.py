"""Questions of lecture 3 on reading curves, on augmentation and on batch normalisation; keys are real training runs."""

from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np

from utils.data.digits_split import load_digits_split
from utils.quiz.question import Choice, Number, Question
from utils.reference.augmentation import half_shifted, mirrored, shifted, upside_down
from utils.reference.border import Array
from utils.reference.layers import batch_norm
from utils.reference.losses import cross_entropy
from utils.reference.patients import PATIENTS, treat
from utils.reference.training import Settings, examples, train

SEEDS = range(5)
CHANGES = {
    "sideways": (partial(half_shifted, right=1), partial(half_shifted, right=-1)),
    "vertical": (partial(shifted, down=1), partial(shifted, down=-1)),
    "mirrored": (mirrored,),
    "upside": (upside_down,),
}
"""Ways to make more digits of few."""
OTHER_LENGTHS = {
    "sideways, 1 pixel": (partial(shifted, right=1), partial(shifted, right=-1)),
    "vertical, 1/2 pixel": (partial(half_shifted, down=1), partial(half_shifted, down=-1)),
}
"""The two moves again, each as far as the other goes in ``CHANGES``: direction is compared at equal length."""


@cache
def best_treatment(fault: str, treatments: tuple[tuple[str, str], ...]) -> str:
    """Return the name of that treatment, of (name, label) pairs, after which validation accuracy ends highest."""
    patient = next(patient for patient in PATIENTS if patient.fault.name == fault)
    data = tuple(examples(*part) for part in load_digits_split())
    return max(treatments, key=lambda pair: treat(patient, pair[1], *data).val_accuracy[-1])[0]


def augmented(copies: Sequence[Callable[[Array], Array]] = (), few: int = 50, seed: int = 0) -> float:
    """Return the validation accuracy after training on ``few`` digits and a changed copy of each by each of ``copies``.

    Every network sees about as many examples in all.
    """
    training, validation = load_digits_split(seed)
    images = training.images[:few]
    more = np.concatenate([images, *(copy(images) for copy in copies)])
    given = examples(more, np.tile(training.labels[:few], 1 + len(copies)))
    settings = Settings(epochs=60 // (1 + len(copies)))
    return float(train(given, examples(*validation), settings, seed).val_accuracy[-1])


@cache
def best_augmentation() -> str:
    """Return the name of the change whose mean validation accuracy over five splits is highest."""
    return max(CHANGES, key=lambda change: np.mean([augmented(CHANGES[change], seed=seed) for seed in SEEDS]))


def loss_of_knowing_the_shares(share: float = 0.9) -> float:
    """Return the least cross-entropy of an answer that is the same for all examples, ``share`` of them of one of two classes."""
    y = (np.arange(100) >= 100 * share).astype(int)
    believed = np.linspace(0.01, 0.99, 99)
    return min(cross_entropy(np.tile(np.log([p, 1 - p]), (100, 1)), y) for p in believed)


def of_a_single_example(beta: float = 3.0) -> float:
    """Return what batch normalisation in training makes of a batch of one value, with gamma 2 and this beta."""
    return float(batch_norm(np.array([[7.0]]), np.array([2.0]), np.array([beta])).out[0, 0])


SMALL = (
    ("data", "all 400 examples"),
    ("wider", "32 hidden units"),
    ("dropout", "dropout, keep 0.5"),
    ("decay", "weight decay 0.01"),
)
LEARNT_BY_HEART = (
    ("data", "all 400 examples"),
    ("wider", "128 hidden units"),
    ("longer", "twice the epochs"),
    ("narrow", "8 hidden units"),
)

QUESTIONS = (
    Question(
        id="loss-of-knowing-the-shares",
        prompt="A network that has learnt nothing about ten equally frequent classes costs $\\ln 10$: lecture 1 had that. Now "
        "there are **two** classes, and nine photos in ten show the first. The network learns how frequent they are, "
        "and otherwise ignores what it sees. At which mean cross-entropy, in nats, does it end?",
        kind=Number(decimals=2),
        key=loss_of_knowing_the_shares,
        wrong=(
            (lambda: np.log(2), "That is one half for each. It has learnt better: 0.9 and 0.1."),
            (lambda: -np.log(0.9), "That is a photo of the frequent class. One in ten costs more."),
            (lambda: np.log(10), "That is a photo of the rare class. Nine in ten cost less."),
            (lambda: loss_of_knowing_the_shares() / np.log(2), "That is in bits. Nats are natural logarithms."),
        ),
        otherwise="$-\\ln 0.9$ for nine photos in ten, $-\\ln 0.1$ for one in ten. The mean of all?",
        why="$-0.9 \\ln 0.9 - 0.1 \\ln 0.1$. A loss that comes to rest there has learnt the frequencies and nothing else; "
        "where all $C$ classes are equally frequent, that is $\\ln C$.",
    ),
    Question(
        id="noise-of-a-minibatch",
        prompt="The gradient of a minibatch is a mean over its examples, drawn at random. You go from batches of 4 to "
        "batches of **64**. By which factor does the noise of the gradient (its standard deviation) shrink?",
        kind=Number(),
        key=lambda: float(np.sqrt(64 / 4)),
        wrong=(
            (16, "That is the variance. The standard deviation shrinks with the root."),
            (1, "A mean of more is a better mean."),
            (60, "Not the difference: the ratio, and of that the root."),
            (8, "That is from batches of 1."),
        ),
        otherwise="The standard deviation of a mean of $n$ is $\\sigma / \\sqrt{n}$.",
        why="$\\sqrt{16}$: 16 times the work for a quarter of the noise. Which is why small batches pay.",
    ),
    Question(
        id="claim-no-gap",
        claim="There is no gap between training and validation accuracy, and we should increase the training size.",
        prompt="A network learns from 200 digits. Its training accuracy ends at about 60%, its validation accuracy a dozen "
        "points below, both level: far more is missing in training than between the two. Which of these helps it **most**?",
        kind=Choice(
            options={
                "data": "twice as many digits",
                "wider": "a hidden layer of 32 units, not of 2",
                "dropout": "dropout, keeping half",
                "decay": "weight decay",
            }
        ),
        key=lambda: best_treatment("model too small", SMALL),
        wrong=(
            ("data", "It cannot even fit the 200 it has. Try it on the third ward: training hardly moves."),
            ("dropout", "That takes a unit away every other time. From two."),
            ("decay", "That pulls weights to 0: for a model that fits too well, not one that cannot fit."),
        ),
        why="No gap, or a small one beside what is missing in training: the model is too small, or held back too much. A "
        "*large* gap is what more data closes.",
    ),
    Question(
        id="what-closes-a-gap",
        prompt="Another network learns from 30 digits: training accuracy 100%, validation accuracy more than 30 points below "
        "it. Which of these helps it **most**?",
        kind=Choice(
            options={
                "data": "all 400 digits that there are",
                "wider": "128 hidden units instead of 32",
                "longer": "twice the epochs",
                "narrow": "8 hidden units instead of 32",
            }
        ),
        key=lambda: best_treatment("overfitting", LEARNT_BY_HEART),
        wrong=(
            (
                "wider",
                "It fits all it has already. (On the third ward it does not hurt, either: that surprised a generation.)",
            ),
            ("longer", "Its training accuracy is 100%: there is nothing left to learn from these 30."),
            ("narrow", "Try it on the third ward: training gets worse, and validation far worse. The gap grows."),
        ),
        why="The gap is what 30 examples do not tell. Only more of them do; augmentation is the next best thing.",
    ),
    Question(
        id="which-augmentation",
        prompt="Fifty digits, each with changed copies beside it. Over five splits, which change does **best** on 200 digits "
        "that the network has not seen?",
        kind=Choice(
            options={
                "sideways": "copies half a pixel to the left and to the right",
                "vertical": "copies one pixel up and down",
                "mirrored": "copies with left and right exchanged",
                "upside": "copies turned upside down",
            }
        ),
        key=best_augmentation,
        wrong=(
            ("vertical", "A good guess. But look at the digits: they fill all eight rows, so a row of ink falls off."),
            ("mirrored", "Nobody writes a 3 that way, and a mirrored 2 is no 2."),
            ("upside", "A 6 becomes a 9, and is still called 6."),
        ),
        why="A change must keep the label *and* make what could have been in the data. Sideways, there is room in the "
        "frame.",
    ),
    Question(
        id="batch-norm-of-one",
        prompt="Put this into the formula: training mode, $\\gamma = 2$, $\\beta = 3$, on a batch with a **single** example whose "
        "value is 7. What comes out?",
        kind=Number(),
        key=of_a_single_example,
        wrong=(
            (7, "The mean of the batch is taken away first. What is the mean of one number?"),
            (17, "That is $2 \\cdot 7 + 3$, without normalising."),
            (0, "$x - \\text{mean}$ is 0, yes. Then comes $\\beta$."),
            (5, "$x - \\text{mean}$ is 0 and not 1."),
        ),
        otherwise="The mean of the batch is 7 itself.",
        why="$\\beta$, whatever the example is: it is its own mean. (PyTorch refuses such a batch.)",
    ),
)
