"""Questions of lecture 6 on layer patterns, the bridge to PyTorch and batch normalisation."""

from math import log

import numpy as np

from utils.quiz.question import Choice, Number, Question
from utils.reference.layers import batch_norm
from utils.reference.losses import cross_entropy
from utils.reference.optimizers import sgd
from utils.shapes import Dense, memory_table, parameters
from utils.shapes.patterns import pattern

BATCH = np.array([[1.0], [3.0], [5.0], [7.0]])
RATE, SLOPE = 0.1, 3.0
MOMENTUM = 0.1
CLASSES = 10


def first_dense(blocks: int, pooled: bool = True) -> Dense:
    """Return the first fully connected layer of the pattern with N = 1 and K = 1 on a 3 × 32 × 32 image."""
    return next(layer for layer in pattern(1, blocks, 1, pooled=pooled) if isinstance(layer, Dense))


def deeper_and_lighter() -> str:
    """Return which of N, M and K, raised by 1 from 1, 2, 1, lowers the number of parameters."""
    raised = {"convs": pattern(2, 2, 1), "blocks": pattern(1, 3, 1), "dense": pattern(1, 2, 2)}
    lighter = [name for name, layers in raised.items() if parameters(layers) < parameters(pattern(1, 2, 1))]
    return lighter[0] if len(lighter) == 1 else "none"


def running_mean(batches: int) -> float:
    """Return the running mean that starts at 0, after so many batches, each of BATCH's mean."""
    mean = 0.0
    for _ in range(batches):
        mean += MOMENTUM * (BATCH.mean() - mean)
    return float(mean)


def batches_until(share: float) -> int:
    """Return after how many batches the running mean first exceeds this share of BATCH's mean."""
    return next(count for count in range(1, 1000) if running_mean(count) > share * BATCH.mean())


def normalised_by_hand(correction: int = 0) -> float:
    """Return the last value of BATCH, normalised; with ``correction`` 1 by the unbiased variance."""
    if correction:
        return float((BATCH[-1, 0] - BATCH.mean()) / BATCH.std(ddof=correction))
    return float(batch_norm(BATCH, np.ones(1), np.zeros(1)).out[-1, 0])


def move(calls: int) -> float:
    """Return how far a weight of slope SLOPE moves in one step after so many calls of backward."""
    start = np.zeros(1)
    return float(abs(sgd(start, np.array([SLOPE]) * calls, RATE)[0]))


def loss_of_shares() -> float:
    """Return the least cross-entropy that a one-hot vector, taken for scores, can have."""
    return cross_entropy(np.eye(CLASSES)[:1], np.array([0]))


PATTERNS = (
    Question(
        id="pattern-deeper-and-lighter",
        prompt="$N = 1$, $M = 2$, $K = 1$ on 32 × 32 × 3: blocks of 16 and 32 filters of 3 × 3, a hidden FC layer of 128. Raise **one** of the three "
        "numbers by 1. Which of them makes the network *deeper and lighter*: more layers, fewer parameters?",
        kind=Choice(
            options={
                "convs": "$N$, a second convolution in each block",
                "blocks": "$M$, a third block, of 64 filters",
                "dense": "$K$, a second hidden FC layer",
                "none": "none: more layers are more parameters",
            },
            shuffle=False,
        ),
        key=deeper_and_lighter,
        wrong=(
            ("convs", "Two more convolutions, and the first FC layer reads what it read before."),
            ("dense", "A layer of $128 \\cdot 128$ weights more, and nothing gets smaller."),
            (
                "none",
                "Most weights sit in the first FC layer. Which of the three numbers decides how many inputs it has?",
            ),
        ),
        why=lambda: (
            f"{parameters(pattern(1, 2, 1)):,} parameters become {parameters(pattern(1, 3, 1)):,}: one more pool leaves a quarter of the places, at twice the "
            "maps, so the first FC layer reads half as much, and that saves more than the new convolution costs."
        ),
    ),
    Question(
        id="pattern-inputs-of-fc",
        prompt="An image of 32 × 32, $M = 3$ blocks with 16, 32 and 64 filters, padded 3 × 3 convolutions, a 2 × 2 pool after each. "
        "**How many numbers** does the first FC layer read?",
        kind=Number(),
        key=lambda: first_dense(3).inputs,
        wrong=(
            (64, "Those are the maps. Each still has several places."),
            (lambda: 64 * 32 * 32, "That is without pooling."),
            (lambda: 64 * 4, "The maps are square: 4 rows *and* 4 columns."),
            (lambda: 64 * 8 * 8, "Three pools halve three times."),
        ),
        otherwise="Halve 32 once a block, square it, times the filters of the last block.",
        why="$32 / 2^3 = 4$, and $4 \\cdot 4 \\cdot 64 = 1{,}024$.",
    ),
    Question(
        id="pattern-without-pools",
        prompt="Leave out all three pools of that network. By **what factor** do the weights of its first FC layer grow?",
        kind=Number(),
        key=lambda: first_dense(3, pooled=False).weights // first_dense(3).weights,
        wrong=(
            (8, "The maps are wider by that factor. And taller."),
            (
                lambda: parameters(pattern(1, 3, 1, pooled=False)) // parameters(pattern(1, 3, 1)),
                "That is the whole network. Only the first FC is asked for.",
            ),
            (4, "That is one pool."),
            (1, "Pooling has no weights, but the FC layer behind it has one for every place that is left."),
        ),
        otherwise="Compare $32 \\cdot 32$ places with $4 \\cdot 4$.",
        why="$(32 / 4)^2 = 64$: what pooling saves, it saves in the layer behind the last pool.",
    ),
    Question(
        id="pattern-where-memory",
        prompt="For $N = 2$, $M = 3$, $K = 1$ on 32 × 32: **which row** of the table leaves the most values behind?",
        kind=Choice(
            options={
                "INPUT": "the input",
                "conv1_1": "the first convolution",
                "conv3_2": "the last convolution",
                "fc1": "the first FC layer",
            },
            shuffle=False,
        ),
        key=lambda: max(memory_table(pattern(2, 3, 1), (3, 32, 32)), key=lambda row: row.values).name,
        wrong=(
            ("INPUT", "3 channels against 16 filters, at the same width."),
            ("conv3_2", "Filters doubled twice, but the places were quartered twice."),
            ("fc1", "It has the most *weights*, and leaves 128 values behind."),
        ),
        why="Each block doubles the filters and quarters the places: memory is spent at the front, weights at the back.",
    ),
)

BRIDGE = (
    Question(
        id="bridge-backward-twice",
        prompt="A weight has the slope 3. You call `loss.backward()` for two batches that both give this slope, *without* `optimiser.zero_grad()` between "
        "them, and then step once with plain SGD, rate 0.1. **How far** does the weight move?",
        kind=Number(decimals=2, near=0),
        key=lambda: move(2),
        wrong=(
            (lambda: move(1), "`backward` *adds* to `.grad`, and nobody emptied it."),
            (lambda: move(3), "Two calls, two slopes."),
            (0, "The second call does not undo the first."),
            (lambda: 2 * SLOPE, "That is what `.grad` holds. Times the rate."),
        ),
        otherwise="What does `.grad` hold after both calls? Times the rate.",
        why="$0.1 \\cdot (3 + 3) = 0.6$. Gradients add up until they are emptied.",
    ),
    Question(
        id="bridge-softmax-twice",
        prompt="`nn.CrossEntropyLoss` takes scores. Somebody feeds it softmax *probabilities*, of 10 classes. **What is the lowest loss** "
        "that a network can reach then?",
        kind=Number(decimals=2, unit="nats"),
        key=loss_of_shares,
        wrong=(
            (0, "Put in the best probabilities there are, 1 and nine zeros, *as scores*."),
            (lambda: log(CLASSES), "That is the loss of ten equal scores."),
            (1, "The lead is 1 at most; the loss is $\\log(1 + 9 e^{-1})$."),
            (lambda: -log(1 / (1 + 1 / np.e)), "That is with two classes."),
            (1.5, "Rounded too early: two decimals are asked for."),
        ),
        otherwise="The scores are at best 1, 0, …, 0. Their cross-entropy is $\\log(e + 9) - 1$.",
        why="$\\log(e + 9) - 1 = 1.46$. The code runs, learns badly, and never says why.",
    ),
    Question(
        id="random-labels",
        prompt="Homework 1's slide trains a network on images of noise with *random* labels, 10 classes. Which **loss** on new data is the best one can hope for?",
        kind=Number(decimals=2, unit="nats"),
        key=lambda: cross_entropy(np.zeros((1, CLASSES)), np.array([0])),
        wrong=(
            (0, "It may learn the training labels by heart. The new ones are drawn afresh."),
            (0.1, "That is the accuracy to expect."),
            (1, "That is $\\log_{10} 10$; the loss takes the natural logarithm."),
            (lambda: log(2), "That is for two classes."),
        ),
        otherwise="Nothing is known about the label, so each class gets a tenth of the probability.",
        why="$-\\log 0.1 = 2.30$, at an accuracy of 0.10. A network that stands there has learned nothing, yet.",
    ),
)

NORM = (
    Question(
        id="batchnorm-by-hand",
        prompt="One channel, a batch of four: **1, 3, 5, 7**. Batch normalisation with $\\gamma = 1$, $\\beta = 0$, in training. What becomes of the 7?",
        kind=Number(decimals=2),
        key=normalised_by_hand,
        wrong=(
            (
                lambda: normalised_by_hand(1),
                "You divided by $m - 1$. In the batch the variance is divided by $m$; only the running one is not.",
            ),
            (3, "That is $7 - 4$. Now divide by the standard deviation."),
            (0.6, "You divided by the variance. Its root is meant."),
            (7, "It is the largest, and it is not left alone."),
            (1.3, "Rounded too early: two decimals are asked for."),
        ),
        otherwise="Mean 4, squared distances 9, 1, 1, 9.",
        why="$(7 - 4) / \\sqrt{5} = 1.34$.",
    ),
    Question(
        id="batchnorm-running",
        prompt="The running mean starts at 0, and every batch that comes has the mean 4. After **how many batches** does it first stand above 3.6, nine tenths of the way?",
        kind=Number(),
        key=lambda: batches_until(0.9),
        wrong=(
            (1, lambda: f"After one it stands at {running_mean(1):g}: only a tenth of the new mean goes in."),
            (2, "The other way round: the *new* value has the share of a tenth."),
            (9, "The first batch brings 0.4. The second brings a tenth of what is *still missing*, which is less."),
            (10, "The first batch brings 0.4. The second a tenth of what is *still missing*, which is less than that."),
            (
                lambda: batches_until(0.9) - 1,
                lambda: f"Then it stands at {running_mean(batches_until(0.9) - 1):.2f}: one more.",
            ),
        ),
        otherwise="Each batch leaves nine tenths of what is missing: what is missing after $n$ batches is $4 \\cdot 0.9^n$.",
        why=lambda: (
            f"$0.9^{{{batches_until(0.9)}}}$ is the first power below a tenth. Evaluate after fewer batches, and the layer subtracts a mean that it has not yet reached."
        ),
    ),
    Question(
        id="batchnorm-frozen",
        prompt="You train a finished network a little further, on new photos, in batches of **two**. Why do people *freeze* its batch normalisation meanwhile: let it use "
        "the running statistics of its first training, and leave them as they are?",
        kind=Choice(
            options={
                "noise": "mean and spread of two images are poor estimates, far from those that the later layers were trained with",
                "speed": "normalising takes most of the time",
                "gamma": "$\\gamma$ and $\\beta$ cannot be trained on small batches",
                "memory": "running statistics take less memory than batch statistics",
            }
        ),
        key=lambda: "noise",
        wrong=(
            ("speed", "It takes a small share, and frozen it is still computed."),
            ("gamma", "They can; they have gradients in either mode."),
            ("memory", "Two numbers a channel, a mean and a variance, in either mode."),
        ),
        why="What becomes of one image would depend on its single neighbour, and the running statistics would drift after such batches.",
    ),
)

QUESTIONS = PATTERNS + BRIDGE + NORM
