"""Questions of lecture 5 on receptive fields."""

import numpy as np

from utils.quiz.question import Choice, Number, Question
from utils.shapes import Conv, Relu, architectures, receptive_field, up_to
from utils.shapes.conv_arithmetic import input_size


def field_of_convs(*layers: tuple[int, int], padding: int = 0) -> int:
    """Return the receptive field of a stack of convolutions given as (kernel, stride)."""
    return receptive_field(Conv("conv", 1, 1, kernel, stride, padding) for kernel, stride in layers).size


def field_of_vgg(name: str) -> int:
    """Return the receptive field of the units of VGG-16's layer ``name``, in pixels."""
    return receptive_field(up_to(architectures["vgg16"], name)).size


def units_on_photo_only(size: int = 224, units: int = 14) -> int:
    """Return how many units along one axis of VGG-16's conv5_3 see no padding."""
    field = receptive_field(up_to(architectures["vgg16"], "conv5_3"))
    first = [field.offset + unit * field.stride for unit in range(units)]
    return sum(pixel >= 0 and pixel + field.size <= size for pixel in first)


def paths_to_one_unit() -> np.ndarray:
    """Return from each cell of a strip how many paths lead up to one unit of VGG-16's conv5_3, (196,) float."""
    paths = np.ones(1)
    for layer in reversed(up_to(architectures["vgg16"], "conv5_3")):
        if not isinstance(layer, Relu):
            window = layer.window(1)
            apart = np.zeros((len(paths) - 1) * window.stride + 1)
            apart[:: window.stride] = paths
            paths = np.convolve(apart, np.ones(window.kernel))
    return paths


def middle_half() -> float:
    """Return the share of all paths, along both axes, that begin in the middle half of the field (separable)."""
    paths = paths_to_one_unit()
    quarter = len(paths) // 4
    return float(paths[quarter:-quarter].sum() / paths.sum()) ** 2


SHARES = {"quarter": 0.25, "half": 0.5, "most": 0.88, "all": 0.999}
"""Shares to choose from."""


QUESTIONS = (
    Question(
        id="field-of-vgg",
        prompt="VGG-16 on a 224 × 224 photo. One unit of its last convolution, **conv5_3**, from the middle of the "
        "map, is a single number. How many pixels wide is the square of the photo that can influence it? (It stands on 12 more convolutions of "
        "3 × 3 and on 4 poolings of 2 × 2, stride 2. Guess now, and come back when you can compute it.)",
        kind=Number(unit="pixels"),
        key=lambda: field_of_vgg("conv5_3"),
        wrong=(
            (3, "Three units of the layer below. But those see more than one pixel each."),
            (lambda: field_of_convs(*[(3, 1)] * 13), "That is 13 convolutions without the poolings between them."),
            (lambda: 13 * 3, "Windows of neighbours overlap: fields do not add up like that."),
            (224, "A good guess, and nearly: a little border of the photo stays outside."),
            (lambda: field_of_vgg("pool5"), "That is one layer too far: the last pooling, pool5."),
            (lambda: field_of_vgg("conv5_2"), "That is one layer too early: conv5_2."),
        ),
        otherwise="No shame: nobody guesses this. Leave it, and come back when you have the rule.",
        why="1, then 2 more at stride 1, twice; 1 more for a pooling; 2 · 2 more at stride 2 ... up to 2 · 16.",
    ),
    Question(
        id="field-of-three-convs",
        prompt="Three 3 × 3 convolutions, stride 1, one on top of the other. How wide is the patch of input that one "
        "unit of the third can see?",
        kind=Number(),
        key=lambda: field_of_convs((3, 1), (3, 1), (3, 1)),
        wrong=(
            (9, "Three times three, if the windows stood side by side. They overlap."),
            (27, "Multiplying is right where windows do not overlap, that is where the stride is the kernel size."),
            (3, "That is what it sees of the *second* layer."),
            (5, "That is after two."),
            (8, "Each layer adds $F - 1$ cells. To how many do you add it at the start?"),
        ),
        otherwise="One unit sees 3 of the layer below; those 3, side by side, see how many of the layer below that?",
        why="1, 3, 5, 7: each layer adds $F - 1 = 2$. As far as one 7 × 7, with 27 weights instead of 49 a channel pair.",
    ),
    Question(
        id="claim-field-formula",
        claim="Receptive field: input_field_size = output_field_size - 1) * stride - 2 * padding + kernel_size",
        prompt="Put the missing parenthesis back and try it on **one** layer, kernel 3, stride 1, **padding 1**, and one "
        "output unit. How many cells does that unit *really* look at?",
        kind=Number(),
        key=lambda: field_of_convs((3, 1), padding=1),
        wrong=(
            (lambda: input_size(1, 3, 1, 1), "So says the formula. Write down which cells a 3-wide window covers."),
            (5, "Padding does not widen the window, either."),
            (2, "At the very border one of them is padding. But the window has three weights."),
        ),
        otherwise="How many weights has the window?",
        why="Three, whatever the padding. The formula answers another question: which *input size* gives this output.",
    ),
    Question(
        id="units-without-padding",
        prompt="VGG-16 on a 224 × 224 photo: conv5_3 has **14 × 14** places. From how many of them does a unit see "
        "photo only, and no padding at all?",
        kind=Number(),
        key=lambda: units_on_photo_only() ** 2,
        wrong=(
            (units_on_photo_only, "That is along one axis. There are two axes."),
            (196, "That is all of them, as if nobody had padded."),
            (lambda: 12 * 12, "Only the outermost ring? Padding creeps in from every layer below."),
            (0, "Nearly none. The field is narrower than the photo, so somewhere it fits."),
        ),
        otherwise="Unit i begins at pixel -90 + 16 i and sees 196 pixels. For which i does that stay within 0 to 223?",
        why="Units 6 and 7 along each axis: their fields begin at pixels 6 and 22.",
    ),
    Question(
        id="middle-half-of-the-field",
        prompt="All weights equal. Which share of all the paths that reach a unit of conv5_3 begins in the **middle half** "
        "of its field (half along each axis, so a quarter of the area)?",
        kind=Choice(
            options={
                "quarter": "a quarter, as its area",
                "half": "about half",
                "most": "nearly nine tenths",
                "all": "practically all",
            },
            shuffle=False,
        ),
        key=lambda: min(SHARES, key=lambda name: abs(SHARES[name] - middle_half())),
        wrong=(
            ("quarter", "If every pixel had the same number of paths. The corner of the field has a single one."),
            ("half", "More. Thirteen steps of left, straight or right: how often do nearly all go the same way?"),
            ("all", "Along one axis it is more than nine tenths; now take that share of that share."),
        ),
        why="Steps left and right cancel: a sum of many lands near its middle.",
    ),
)
