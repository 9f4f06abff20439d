"""Questions of lecture 5 on two famous first layers, and on a famous caption."""

from fractions import Fraction
from math import prod

from utils.quiz.conv_arithmetic import formula, volume
from utils.quiz.question import Choice, Number, Question
from utils.shapes import architectures, conv_parameters, steps
from utils.shapes.conv_arithmetic import output_size

PRINTED = {"input": 150_528, "conv1": 253_440, "conv2": 186_624, "conv3": 64_896, "conv4": 64_896, "conv5": 43_264}
"""Units a layer, as the caption of figure 2 in Krizhevsky et al. (2012) counts them."""


def padding_that_fits(size: int, kernel: int, stride: int) -> int | None:
    """Return the smallest padding with which a layer fits, or None: after ``stride`` tries the rests repeat."""
    for padding in range(stride):
        if formula(size, kernel, stride, padding).denominator == 1:
            return padding
    return None


def counted_wrong() -> str:
    """Return the layer of AlexNet whose printed count is not height times width times depth of its volume."""
    counted = {"input": 3 * 224 * 224}
    for layer, _, output in steps(architectures["alexnet"], (3, 227, 227)):
        if layer.name in PRINTED:
            counted[layer.name] = prod(output)
    (name,) = (name for name, printed in PRINTED.items() if counted[name] != printed)
    return name


QUESTIONS = (
    Question(
        id="alexnet-conv1-parameters",
        prompt="AlexNet's first layer: input **227 × 227 × 3**, **96** filters of **11 × 11**, stride 4, no padding. "
        "How many parameters does it learn, biases included?",
        kind=Number(),
        key=lambda: conv_parameters(3, 96, 11),
        wrong=(
            (lambda: conv_parameters(3, 96, 11, biases=False), "Those are the weights. Each filter has a bias, too."),
            (lambda: prod(volume(227, 11, 96, 4)), "Those are the units. The units of a slice share one filter."),
            (lambda: conv_parameters(1, 96, 11), "Each filter reaches through all three channels."),
            (
                lambda: prod(volume(227, 11, 96, 4)) * 364,
                "That is without sharing: a filter of its own for every unit.",
            ),
            (lambda: conv_parameters(3, 1, 11), "That is one filter."),
        ),
        otherwise="One filter has $11 \\cdot 11 \\cdot 3$ weights and a bias. The size of the image plays no part.",
        why="$96 \\cdot (11 \\cdot 11 \\cdot 3 + 1)$; neither the stride nor the size of the image enters.",
    ),
    Question(
        id="padding-for-224",
        claim="The first layer filters a 224 × 224 × 3 image with 11 × 11 kernels at stride 4.",
        prompt="Which is the smallest padding, the same at both ends, with which this fits exactly?",
        kind=Number(or_none="none fits"),
        key=lambda: padding_that_fits(224, 11, 4),
        wrong=(
            (0, lambda: f"Then the output would be {float(formula(224, 11, 4))} wide."),
            (1, lambda: f"Then the output would be {float(formula(224, 11, 4, 1))} wide."),
            (
                2,
                lambda: (
                    f"Then {float(formula(224, 11, 4, 2))}. Frameworks floor it, and reimplementations do just this."
                ),
            ),
            (3, "Three pixels are missing, but padding comes twice: at both ends."),
            (
                lambda: Fraction(3, 2),
                "Three missing pixels, half at each end: good sum, but pixels do not come in halves.",
            ),
        ),
        otherwise="$(224 - 11 + 2P)/4$ must be whole. Is $224 - 11$ even or odd? And $2P$?",
        why="$224 - 11 = 213$ is odd and $2P$ is even, so the sum is odd, and 4 divides no odd number.",
    ),
    Question(
        id="resnet-conv1",
        prompt="ResNet's first layer: **224 × 224** input, **7 × 7** kernels, **stride 2**, **padding 3**. "
        "How wide is the output that you get?",
        kind=Number(or_none="an error"),
        key=lambda: output_size(224, 7, 2, 3, floor=True),
        wrong=(
            (lambda: formula(224, 7, 2, 3), "That is the formula. What does a framework make of the half?"),
            (113, "Rounded the wrong way: the last window would stick out."),
            (lambda: output_size(224, 7, 2, floor=True), "That is without padding."),
            (None, "It does not fit, and yet it has been run billions of times."),
            (111, "Those are the steps."),
        ),
        otherwise="$(224 - 7 + 2 \\cdot 3)/2 + 1$, rounded down.",
        why=lambda: f"The formula says {float(formula(224, 7, 2, 3))}, frameworks floor.",
    ),
    Question(
        id="caption-of-alexnet",
        prompt="The caption of AlexNet's figure 2 counts the units of each volume. **Which count is wrong**, that is, "
        "not height × width × depth of its volume? (conv1 has 96 filters of 11 × 11 with stride 4, and its "
        "windows cover 227 pixels. Pooling is 3 × 3 with stride 2, after conv1 and conv2; conv2 is 5 × 5 with padding 2 and 256 filters, the others are 3 × 3 with "
        "padding 1 and 384, 384, 256 filters.)",
        kind=Choice(options={name: f"{name}: {printed:,}" for name, printed in PRINTED.items()}, shuffle=False),
        key=counted_wrong,
        wrong=(
            ("input", "$224 \\cdot 224 \\cdot 3$: multiply it out."),
            ("conv2", "Pooling 3 × 3 with stride 2 makes 27 of 55, padding 2 keeps it: $27 \\cdot 27 \\cdot 256$."),
            ("conv3", "Another pooling makes 13 of 27: $13 \\cdot 13 \\cdot 384$."),
            ("conv4", "The same volume as conv3, and the same count."),
            ("conv5", "$13 \\cdot 13 \\cdot 256$: multiply it out."),
        ),
        why=lambda: (
            f"conv1 is $55 \\cdot 55 \\cdot 96$ = {prod(volume(227, 11, 96, 4)):,}. The printed {PRINTED['conv1']:,} is "
            f"55 · {PRINTED['conv1'] // (55 * 96)} · 96. Where might a 48 come from, in a network on two GPUs?"
        ),
    ),
)
