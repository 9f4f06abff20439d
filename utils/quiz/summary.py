"""The final self-test of the course: a question of each of lectures 1 to 9."""

import numpy as np

from utils.quiz.question import Number, Question
from utils.reference.activations import relu
from utils.reference.averaging import mixture
from utils.reference.gradient_check import numerical_gradient
from utils.reference.layers import dropout
from utils.reference.losses import log_loss, multiclass_hinge
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.counts import conv_parameters, dense_parameters
from utils.shapes.fields import receptive_field
from utils.shapes.layers import Conv

SCORES = (1.5, 2.0, -0.5, 1.0)
"""Of four classes; the first is the right one."""
KEEP, ACTIVATION = 0.75, 6.0
SURE, RARE = 0.95, 0.001
"""What a model gives to the truth of nine frames, and of the tenth."""
MEMBERS = (0.6, 0.1)
"""What two models give to the truth."""
STACK = ((3, 2), (3, 1), (3, 1))
"""Kernel and stride of three layers."""


def hinge(scores: tuple[float, ...] = SCORES, margin: float = 1.0) -> float:
    """Return the hinge loss of an example whose class is the first."""
    return multiclass_hinge(np.array([scores]), np.array([0]), margin)


def slope_through_relu(b: float) -> float:
    """Return ds/dw at w = 2 for s = 3 relu(w x + b) with x = -1, measured."""
    return round(float(numerical_gradient(lambda w: float(3 * relu(w * -1 + b).sum()), np.array([2.0]))[0]), 6)


def kept_activation() -> float:
    """Return what inverted dropout makes of ACTIVATION where it lets it through."""
    kept = dropout(np.full(1000, ACTIVATION), KEEP, np.random.default_rng(0))[0]
    return round(float(kept.max()), 6)


def bottleneck(channels: int = 256, narrow: int = 64) -> int:
    """Return the weights of 1 x 1 down, 3 x 3, 1 x 1 up, without biases."""
    parts = (channels, narrow, 1), (narrow, narrow, 3), (narrow, channels, 1)
    return sum(conv_parameters(*part, biases=False) for part in parts)


def wide(channels: int = 256) -> int:
    """Return the weights of one 3 x 3 convolution that keeps all channels, without biases."""
    return conv_parameters(channels, channels, 3, biases=False)


def bluffed(frames: int = 10, rare: float = RARE) -> float:
    """Return the log-loss over ``frames`` of which the last gets ``rare`` for the truth and the others SURE."""
    truth = np.array([SURE] * (frames - 1) + [rare])
    return log_loss(np.stack([truth, 1 - truth], axis=1), np.zeros(frames, int))


def together() -> tuple[float, float]:
    """Return the log-loss of the mean of MEMBERS, and the mean of their log-losses."""
    return tuple(float(losses[0]) for losses in mixture(np.array(MEMBERS)[:, None]))


def field(layers: tuple[tuple[int, int], ...] = STACK) -> int:
    """Return the width of the input that one output of ``layers`` sees."""
    return receptive_field(Conv("conv", 1, 1, kernel, stride, 0) for kernel, stride in layers).size


QUESTIONS = (
    Question(
        id="final-hinge",
        prompt="*Lecture 1.* Scores 1.5, 2.0, −0.5, 1.0; the first class is the right one. **Hinge loss** with a margin of 1?",
        kind=Number(),
        key=hinge,
        wrong=(
            (0.5, "You left the margin out: 2.0 must be beaten *by 1*."),
            (3.0, "The right class has compared itself with itself: that adds a margin of 1 for nothing."),
            (1.5, "Only the strongest rival? All of them count, and 1.0 is nearer than a margin, too."),
            (1.0, "Negative terms do not pay back: max(0, …) for each rival."),
        ),
        otherwise="max(0, s − 1.5 + 1) for each of the three wrong classes.",
        why="$1.5 + 0 + 0.5 = 2$. The third class, two points behind, costs nothing.",
    ),
    Question(
        id="final-shut-relu",
        prompt="*Lecture 2.* $s = 3\\,\\text{relu}(w x + b)$ with $w = 2$, $x = -1$, $b = 1$. **What is** $ds/dw$?",
        kind=Number(),
        key=lambda: slope_through_relu(1.0),
        wrong=(
            (lambda: slope_through_relu(5.0), "That holds where the ReLU is open. Here $z = 2 \\cdot (-1) + 1$."),
            (3, "You lost $x$ on the way, and the ReLU is shut besides."),
            (-1, "That is $dz/dw$. Two more factors lie on the path to $s$."),
        ),
        otherwise="One path, three factors: 3, the slope of the ReLU at $z$, and $x$.",
        why="$z = -1$, the ReLU is shut, and a factor of 0 on a path makes the whole path 0: this weight learns nothing from this example.",
    ),
    Question(
        id="final-dropout",
        prompt="*Lecture 3.* Inverted dropout keeps units with probability 0.75. A unit with activation 6 is kept. **What value** does the next layer see in training?",
        kind=Number(),
        key=kept_activation,
        wrong=(
            (
                6,
                "Then the mean over masks would be 4.5, and the test, with all units, would see more than training did.",
            ),
            (4.5, "That is the mean over masks without rescaling. The kept ones are *divided* by 0.75."),
            (24, "Divide by the probability of being kept, not of being dropped."),
        ),
        otherwise="Its mean over all masks must be 6.",
        why="$6 / 0.75 = 8$, three times of four, and 0 else: 6 on average, so that at test time nothing is left to do.",
    ),
    Question(
        id="final-shared-weights",
        prompt="*Lecture 4.* 128 filters of 3 × 3 on a volume with 64 channels, each with a bias. **How many parameters?**",
        kind=Number(),
        key=lambda: conv_parameters(64, 128, 3),
        wrong=(
            (lambda: conv_parameters(64, 128, 3, biases=False), "One bias a filter is missing."),
            (128 * 10, "A filter goes through the whole depth: 3 · 3 · 64 weights."),
            (128 * 64 * 10, "One bias a filter, not one for each of its channels."),
        ),
        otherwise="$128 \\cdot (3 \\cdot 3 \\cdot 64 + 1)$.",
        why="73,856, and the same for an image of 32 pixels or 3,000: sharing makes the count independent of the size.",
    ),
    Question(
        id="final-floor",
        prompt="*Lecture 5.* A 7 × 7 kernel with stride 2 and padding 3 on 224 × 224, as frameworks do it. **How wide is the output?**",
        kind=Number(),
        key=lambda: output_size(224, 7, 2, 3, floor=True),
        wrong=(
            (
                113,
                "The last window does not fit: $(224 - 7 + 6)/2 = 111.5$, and frameworks round *down* before they add 1.",
            ),
            (111, "Fence posts: add 1 after the division."),
            (109, "The padding is on both sides."),
            (224, "That would be stride 1."),
        ),
        otherwise="$\\lfloor (224 - 7 + 2 \\cdot 3) / 2 \\rfloor + 1$.",
        why="112. One line of the padding is never read, and nobody notices.",
    ),
    Question(
        id="final-field",
        prompt="*Lecture 5 again.* Three layers of 3 × 3, the first with stride 2, the others with stride 1. **How many input pixels** across does one output see?",
        kind=Number(),
        key=field,
        wrong=(
            (
                lambda: field(((3, 1), (3, 1), (3, 1))),
                "That is without the stride. Behind a stride of 2 each step is worth two pixels.",
            ),
            (9, "Kernels do not add up: each layer adds $k - 1$, times the strides *before* it."),
            (15, "The first layer's own window is not stretched by its own stride."),
        ),
        otherwise="$3 + 2 \\cdot 2 + 2 \\cdot 2$.",
        why="11: the strides before a layer stretch what it adds.",
    ),
    Question(
        id="final-bottleneck",
        prompt="*Lecture 6.* 256 channels. A bottleneck goes 1 × 1 down to 64, 3 × 3, and 1 × 1 back up; its rival is one 3 × 3 with all 256. **How many times** fewer weights has the bottleneck (no biases)?",
        kind=Number(digits=2),
        key=lambda: wide() / bottleneck(),
        wrong=(
            (16, "That is the 3 × 3 alone, $(256/64)^2$. The two 1 × 1 have to be paid for."),
            (4, "Weights grow with the product of channels in and out."),
            (11, "Down *and* up: two layers of 1 × 1."),
        ),
        otherwise=lambda: f"{wide():,} against $256 \\cdot 64 + 9 \\cdot 64 \\cdot 64 + 64 \\cdot 256$.",
        why=lambda: f"{wide():,} / {bottleneck():,}: two more non-linearities for an eighth of the price.",
    ),
    Question(
        id="final-bluff",
        prompt="*Lecture 7.* A model gives the truth 0.95 on nine frames and 0.001 on the tenth. **Its log-loss** over the ten?",
        kind=Number(decimals=2),
        key=bluffed,
        wrong=(
            (0.05, "That is the loss on the nine. The tenth alone costs 6.9."),
            (6.91, "That is the tenth alone. Average over all ten."),
            (0.16, "You took the logarithm of the mean; take the mean of the logarithms."),
            (7.37, "Divide by ten."),
        ),
        otherwise="$-(9 \\ln 0.95 + \\ln 0.001)/10$.",
        why="0.74: one bluff costs fifteen times what nine good answers do. *Nobody* should say 0.001 about a boat that they have never seen.",
    ),
    Question(
        id="final-new-head",
        prompt="*Lecture 8.* A frozen trunk gives 2,048 numbers an image. You put a new head for 5 classes on it. **How many parameters learn?**",
        kind=Number(),
        key=lambda: dense_parameters(2048, 5),
        wrong=(
            (lambda: dense_parameters(2048, 5, biases=False), "Each class has a bias as well."),
            (2048, "A weight for each number *and* class."),
            (lambda: dense_parameters(2048, 1000), "Those are ImageNet's 1,000 classes, which were taken off."),
        ),
        otherwise="$2048 \\cdot 5 + 5$.",
        why="10,245, so few that some hundred images will do; all else was learned by somebody else.",
    ),
    Question(
        id="final-average",
        prompt="*Lecture 9.* Two models give the truth 0.6 and 0.1. **By how much** is the log-loss of their mean below the mean of their log-losses?",
        kind=Number(decimals=2),
        key=lambda: together()[1] - together()[0],
        wrong=(
            (1.05, "That is the loss of the mean itself, $-\\ln 0.35$."),
            (1.41, "That is the mean of the losses."),
            (0, "It would be 0 if both said the same. $-\\ln$ is curved."),
            (-0.54, "That compares with the *better* of the two, and there averaging loses."),
        ),
        otherwise="$-\\ln 0.35$ against $(-\\ln 0.6 - \\ln 0.1)/2$.",
        why="$1.41 - 1.05 = 0.36$. Never negative, by Jensen; and yet the better of the two alone has 0.51.",
    ),
)
