"""Questions of lecture 7 on the data and the score: what knowing nothing earns, by hand, clipped, and hedged."""

import numpy as np

from utils.data.competition import COUNTS
from utils.quiz.question import Choice, Number, Question
from utils.reference.baselines import prior, uniform
from utils.reference.losses import log_loss, log_losses

LABELS = np.repeat(np.arange(len(COUNTS)), list(COUNTS.values()))
"""The label of each of the competition's training images."""

TWO = np.array([[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]])
TWO_TRUTHS = np.array([0, 2])
"""Two frames, the same answer to both: albacore, yellowfin, no fish."""

RIGHT = 0.9
"""How often the classifier of the hedge is right."""


def shares() -> np.ndarray:
    """Return the share (8,) of each class."""
    return prior(LABELS, 1, len(COUNTS))[0]


def by_rarity() -> list[str]:
    """Return the names of the classes, the rarest first."""
    return sorted(COUNTS, key=COUNTS.__getitem__)


def prior_score() -> float:
    """Return the log-loss of the class prior on all images."""
    return log_loss(prior(LABELS, len(LABELS), len(COUNTS)), LABELS)


def hedged(belief: float, right: float = RIGHT) -> float:
    """Return the expected log-loss of ``belief`` on one's answer, the rest spread evenly over seven classes."""
    rows = np.tile([belief, *[(1 - belief) / 7] * 7], (2, 1))
    return float(np.dot([right, 1 - right], log_losses(rows, np.array([0, 1]))))


def best_hedge() -> float:
    """Return the belief, in hundredths, that ``hedged`` likes best."""
    beliefs = np.arange(1, 101) / 100
    return float(min(beliefs, key=hedged))


def rescaled(row: list[float]) -> float:
    """Return the log-loss of one row of eight whose first class is true."""
    return log_loss(np.array([row], float), np.array([0]))


DATA = (
    Question(
        id="rarest-class",
        prompt="Guess before you count: which class has the fewest images in the training set?",
        kind=Choice(options={name: name for name in COUNTS}, shuffle=False),
        key=lambda: by_rarity()[0],
        wrong=tuple(
            (name, f"Of the eight classes, {place} {'is' if place == 1 else 'are'} rarer still.")
            for place, name in enumerate(by_rarity())
            if place
        ),
        why=f"One image in {round(len(LABELS) / min(COUNTS.values()))}. A model that never says it loses hardly any accuracy.",
    ),
    Question(
        id="always-albacore",
        prompt=f"{COUNTS['ALB']:,} of {len(LABELS):,} images show albacore. A classifier says *albacore* to everything, "
        "without looking. How many percent of the images does it get right?",
        kind=Number(decimals=1, unit="%"),
        key=lambda: 100 * shares().max(),
        wrong=(
            (12.5, "That is one class of eight. The classes are not equally common."),
            (lambda: 100 - 100 * shares().max(), "That is how many it gets wrong."),
            (
                lambda: 100 * COUNTS["ALB"] / (len(LABELS) - COUNTS["NoF"]),
                "You left out the images without a fish. They are answered too, and wrongly.",
            ),
        ),
        otherwise="The share of albacore among all images, in percent.",
        why="Nearly half, with closed eyes. Accuracy flatters whoever bets on the commonest class.",
    ),
)

SCORE = (
    Question(
        id="log-loss-by-hand",
        prompt="Two frames. To both you answer: albacore 0.7, yellowfin 0.2, no fish 0.1. The first shows an albacore, the "
        "second no fish. What is the log-loss?",
        kind=Number(decimals=2),
        key=lambda: log_loss(TWO, TWO_TRUTHS),
        wrong=(
            (
                lambda: -np.log(TWO[[0, 1], TWO_TRUTHS].mean()),
                "That is the logarithm of the mean. First the logarithm of each frame, then the mean.",
            ),
            (lambda: log_losses(TWO, TWO_TRUTHS).sum(), "That is the sum of both. The score is the mean."),
            (lambda: log_loss(TWO, TWO_TRUTHS) / np.log(10), "That is in base 10. Ours is the natural logarithm."),
            (lambda: log_losses(TWO, TWO_TRUTHS)[0], "That is the first frame alone."),
            (lambda: log_losses(TWO, TWO_TRUTHS)[1], "That is the second frame alone."),
        ),
        otherwise="$-\\log 0.7$ for the first frame, $-\\log 0.1$ for the second, then the mean.",
        why="$(0.357 + 2.303)/2$. The second frame, of which you believed one part in ten, costs over six times as much.",
    ),
    Question(
        id="log-loss-uniform",
        prompt="You know nothing and say so: an eighth for each of eight classes, for every image. What do you score?",
        kind=Number(decimals=3),
        key=lambda: log_loss(uniform(len(LABELS), len(COUNTS)), LABELS),
        wrong=(
            (3, "That is in bits, by the logarithm to base 2."),
            (lambda: np.log10(8), "That is in base 10."),
            (0.125, "That is the probability. The score is minus its logarithm."),
            (lambda: prior_score(), "That is what knowing the classes' shares earns. Here you do not know them."),
        ),
        otherwise="Minus the natural logarithm of one eighth; every image costs the same.",
        why="$\\log 8$, whatever the images show. Whoever scores above it would do better with closed eyes.",
    ),
    Question(
        id="log-loss-prior",
        prompt="You have seen the counts: "
        + ", ".join(f"{name} {count}" for name, count in COUNTS.items())
        + ". So you answer every image with those shares. What do you score on these images? (A calculator, or a cell "
        "of your own.)",
        kind=Number(decimals=2),
        key=prior_score,
        wrong=(
            (lambda: -np.log(shares().max()), "That is what an albacore costs. The rare classes cost more."),
            (
                lambda: -np.log(shares()).mean(),
                "You gave every class the same weight. Albacore comes far more often than opah: weight by the shares.",
            ),
            (lambda: prior_score() / np.log(2), "That is in bits."),
            (lambda: prior_score() / np.log(10), "That is in base 10."),
            (lambda: np.log(len(COUNTS)), "That is the uniform answer. Knowing the shares must be worth something."),
        ),
        otherwise="For each class its share times minus the logarithm of its share, and the sum of the eight.",
        why="It is the *entropy* of the classes, and no other answer that is the same for every image does better.",
    ),
    Question(
        id="row-rescaled",
        prompt="Albacore or yellowfin? You hand in 0.9 for albacore, 0.9 for yellowfin and 0 for all others; rows are "
        "rescaled to sum to one before they are scored. It was an albacore. What does the image cost?",
        kind=Number(decimals=2),
        key=lambda: rescaled([0.9, 0, 0, 0, 0, 0, 0, 0.9]),
        wrong=(
            (lambda: -np.log(0.9), "That is $-\\log 0.9$. But your row sums to 1.8."),
            (0, "That would be certainty. You were equally sure of something else."),
            (lambda: -np.log(0.9 / 8), "You divided by the number of classes, not by the sum of the row."),
            (lambda: np.log(8), "That is the cost of knowing nothing. You knew that it is one of two."),
        ),
        otherwise="Divide the row by its sum. What is left for the albacore?",
        why="Half and half, so $\\log 2$: you cannot be sure of two things.",
    ),
    Question(
        id="one-bluff",
        prompt="You give an image 1 for yellowfin, 0 for everything else. It is a shark. Probabilities are clipped to at "
        "least $10^{-15}$. What does this one image cost?",
        kind=Number(decimals=1, or_none="it is infinite"),
        key=lambda: rescaled([0, 0, 0, 0, 0, 0, 0, 1]),
        wrong=(
            (None, "It would be, without the clipping. What is $-\\log 10^{-15}$?"),
            (15, "That is in base 10. Times $\\log 10$, about 2.3."),
            (0, "That is what it costs if you are right."),
            (1, "That is a mistake counted. Log-loss asks how sure you were."),
        ),
        otherwise="Fifteen times the natural logarithm of 10.",
        why="As much as sixteen or seventeen images about which you know nothing at all.",
    ),
    Question(
        id="bluffed-board",
        prompt="A good classifier is right on nine images of ten. Its author hands in hard answers, 1 and 0. What does it "
        "score?",
        kind=Number(decimals=2),
        key=lambda: hedged(1.0),
        wrong=(
            (0.1, "That is its share of mistakes. Each of them costs more than 1."),
            (lambda: rescaled([0, 0, 0, 0, 0, 0, 0, 1]), "That is a single mistake. One image in ten is one."),
            (lambda: hedged(1.0, 1 - RIGHT), "That is the other way round: right on one of ten."),
            (lambda: hedged(RIGHT), "That is what it *could* score, with honest answers."),
        ),
        otherwise="Nine images cost nothing, the tenth costs what the bluff of the question before cost.",
        why="Worse than knowing nothing, with nine of ten right! The score is not after your answers, but after how much "
        "you would stake on them.",
    ),
    Question(
        id="honest-hedge",
        prompt="The same classifier, right on nine of ten. Now you put a belief $h$ on its answer and spread the rest evenly "
        "over the other seven classes. Which $h$ scores best?",
        kind=Number(decimals=2, near=0),
        key=best_hedge,
        wrong=(
            (1, "You have just seen what that scores."),
            *(
                (belief, f"Nine images then cost little, but the tenth costs $-\\log({1 - belief:.2f}/7)$.")
                for belief in (0.95, 0.98, 0.99)
            ),
            (0.5, "That is too shy: the nine right ones cost $\\log 2$ each."),
            (0.125, "That would throw away all that the classifier knows."),
        ),
        otherwise="Write $-0.9 \\log h - 0.1 \\log((1 - h)/7)$. Where is its slope by $h$ zero?",
        why="$0.9/h = 0.1/(1 - h)$ gives $h = 0.9$: say what you know, neither more nor less. A score with that property "
        "is called *proper*.",
    ),
    Question(
        id="honest-hedge-score",
        prompt="And what does it score with that $h$?",
        kind=Number(decimals=2),
        key=lambda: hedged(best_hedge()),
        wrong=(
            (lambda: -np.log(RIGHT), "That is what a right answer costs. One in ten is wrong."),
            (
                lambda: -RIGHT * np.log(RIGHT) - (1 - RIGHT) * np.log(1 - RIGHT),
                "Where it is wrong, the truth has not the whole 0.1, but a seventh of it.",
            ),
            (lambda: hedged(1.0), "That is the bluff."),
        ),
        otherwise="$-0.9 \\log 0.9 - 0.1 \\log(0.1/7)$.",
        why="The same answers, the same mistakes, and nearly seven times less, without any training.",
    ),
)

QUESTIONS = (*DATA, *SCORE)
