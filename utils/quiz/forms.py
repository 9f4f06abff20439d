"""The test before and after the course: two parallel forms, the same concepts with other numbers.

Half of a class takes form A before and form B after, the other half the other way round, so that what the forms differ
in cancels out. An item is judged right or wrong and says nothing else: a hint would teach in the middle of a
measurement. Every key is computed by ``utils.reference`` or ``utils.shapes``.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from utils.quiz.kinds import Kind, Number, Shape, Unreadable
from utils.reference.anchors import anchors
from utils.reference.backpropagation import count_work
from utils.reference.boxes import encode, iou
from utils.reference.convolution import cross_correlate
from utils.reference.losses import cross_entropy, log_loss, multiclass_hinge
from utils.reference.subnetworks import all_masks, arithmetic_mean, mask_probabilities
from utils.reference.suppression import nms
from utils.shapes import Conv, Pool, conv_parameters, dense_parameters, memory_table, output_shape, receptive_field

NAMES = ("a", "b")
CLASSES = 8


class Item(NamedTuple):
    """One question of a form: its concept, the lecture that teaches it, text, kind of answer and computed key."""

    concept: str
    lecture: int
    prompt: str
    kind: Kind
    key: Callable[[], object]


def form(name: str) -> tuple[Item, ...]:
    """Return the items of form ``name``, "a" or "b", in the order of the lectures; raises ValueError for another."""
    if name not in NAMES:
        raise ValueError(f"a form must be one of {', '.join(NAMES)}, got {name!r}")
    return tuple(build(*numbers[NAMES.index(name)]) for build, numbers in CONCEPTS.items())


def is_right(item: Item, answer: str) -> bool:
    """Tell whether a typed answer is the key of an item; one that cannot be read, or none at all, is not."""
    try:
        given = item.kind.canonical(answer, item.concept)
    except Unreadable:
        return False
    return item.kind.canonical(item.key(), item.concept) in item.kind.accepted(given)


def entropy(true: float, other: float) -> Item:
    """Softmax cross-entropy of two scores."""
    return Item(
        "softmax cross-entropy",
        1,
        f"A classifier gives the scores {true:g} (the true class) and {other:g}. What is its softmax cross-entropy loss, in "
        "nats?",
        Number(decimals=2),
        lambda: cross_entropy(np.array([[true, other]]), np.array([0])),
    )


def hinge(true: float, others: tuple[float, float]) -> Item:
    """The multiclass hinge of three scores."""
    return Item(
        "hinge loss",
        1,
        f"Three scores: {true:g} for the true class, {others[0]:g} and {others[1]:g} for the others. What is the multiclass "
        "hinge loss with margin 1?",
        Number(decimals=2, near=0),
        lambda: multiclass_hinge(np.array([[true, *others]]), np.array([0])),
    )


def paths(sizes: tuple[int, ...]) -> Item:
    """Paths against edges of a fully connected network."""
    return Item(
        "paths and edges",
        2,
        f"A fully connected network has layers of {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} units. Along how many "
        "paths does an input reach an output, over all inputs together?",
        Number(),
        lambda: count_work(sizes).paths,
    )


def kept(keep: float, activation: float) -> Item:
    """What dropout does to an expectation."""
    return Item(
        "dropout",
        3,
        f"In training, a unit with activation {activation:g} is kept with probability {keep:g} and else set to 0; nothing is "
        "rescaled. Which value does the next layer receive on average?",
        Number(decimals=2, near=0),
        lambda: arithmetic_mean(activation * all_masks(1), mask_probabilities(all_masks(1), keep))[0],
    )


def window(rows: tuple[tuple[int, ...], ...], kernel: tuple[tuple[int, ...], ...]) -> Item:
    """One output of a sliding window."""
    image, weights = np.array(rows, float), np.array(kernel, float)
    return Item(
        "convolution",
        4,
        f"A patch of an image has the rows {_rows(rows)}, a kernel the rows {_rows(kernel)}. What does a convolutional layer "
        "(which does not turn the kernel) answer there?",
        Number(),
        lambda: cross_correlate(image, weights)[0, 0],
    )


def sharing(channels: int, filters: int, kernel: int) -> Item:
    """Parameters of a convolutional layer."""
    return Item(
        "parameters of a layer",
        4,
        f"A convolutional layer has {filters} filters of {kernel} × {kernel} on an input with {channels} channels, each "
        "filter with a bias. How many parameters does it have?",
        Number(),
        lambda: conv_parameters(channels, filters, kernel),
    )


def volume(size: int, filters: int, kernel: int, stride: int, padding: int) -> Item:
    """The output volume of a layer."""
    layer = Conv("conv", 3, filters, kernel, stride=stride, padding=padding)
    return Item(
        "output size",
        5,
        f"An image of {size} × {size} × 3 meets {filters} filters of {kernel} × {kernel} with stride {stride} and padding "
        f"{padding}. Which volume comes out?",
        Shape(names=("height", "width", "depth")),
        lambda: _spoken(output_shape((layer,), (3, size, size))),
    )


def field(kernels: tuple[int, ...], pool: int) -> Item:
    """The receptive field of a stack."""
    convolutions = [Conv(f"conv{place}", 1, 1, kernel) for place, kernel in enumerate(kernels)]
    layers = (*convolutions[:-1], Pool("pool", pool, pool), convolutions[-1])
    named = ", ".join(f"a {kernel} × {kernel} convolution" for kernel in kernels[:-1])
    return Item(
        "receptive field",
        5,
        f"One after the other: {named}, a {pool} × {pool} pooling with stride {pool}, and a {kernels[-1]} × {kernels[-1]} "
        "convolution; the convolutions have stride 1. How many pixels wide is the part of the image that one output sees?",
        Number(),
        lambda: receptive_field(layers).size,
    )


def memory(size: int, filters: int) -> Item:
    """Memory that a layer's output takes."""
    layer = Conv("conv", 3, filters, 3, padding=1)
    return Item(
        "memory of activations",
        6,
        f"A layer answers one image with {filters} maps of {size} × {size} numbers in float32. How much memory do they take, "
        "in MB (millions of bytes)?",
        Number(decimals=2, unit="MB"),
        lambda: 4 * memory_table((layer,), (3, size, size))[-1].values / 1e6,
    )


def prior(share: float) -> Item:
    """Log-loss of a guess that ignores the image."""
    return Item(
        "log-loss",
        7,
        f"{share:.0%} of all photos show no fish. Somebody always answers *no fish* with probability {share:g} and *fish* with "
        f"{1 - share:g}. What is the log-loss, in nats, on photos of this mix?",
        Number(decimals=2),
        lambda: _expected(share),
    )


def head(features: int) -> Item:
    """What is trained when a trunk is frozen."""
    return Item(
        "frozen trunk",
        8,
        f"A pretrained trunk ends in {features:,} features. It is frozen, and a new fully connected layer with biases for "
        f"{CLASSES} classes is put on top. How many parameters are trained?",
        Number(),
        lambda: dense_parameters(features, CLASSES),
    )


def average(one: float, other: float) -> Item:
    """The log-loss of an ensemble."""
    return Item(
        "ensembles",
        9,
        f"Two models give the true class the probabilities {one:g} and {other:g}. What is the log-loss of the average of "
        "their predictions?",
        Number(decimals=2),
        lambda: log_loss(np.array([[(one + other) / 2, 1 - (one + other) / 2]]), np.array([0])),
    )


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> Item:
    """Intersection over union."""
    return Item(
        "intersection over union",
        10,
        f"Two boxes, by left, top, right and bottom edge: ({_listed(one)}) and ({_listed(other)}). What is their "
        "intersection over union?",
        Number(decimals=2),
        lambda: iou(np.array([one], float), np.array([other], float))[0, 0],
    )


def suppressed(boxes: tuple[tuple[int, ...], ...], scores: tuple[float, ...]) -> Item:
    """Boxes that survive non-maximum suppression."""
    named = "; ".join(f"({_listed(box)}) with score {score:g}" for box, score in zip(boxes, scores, strict=True))
    return Item(
        "non-maximum suppression",
        10,
        f"A detector finds {len(boxes)} boxes (left, top, right, bottom): {named}. How many remain after non-maximum "
        "suppression at an overlap (IoU) of 0.5?",
        Number(),
        lambda: len(nms(np.array(boxes, float), np.array(scores), 0.5)),
    )


def offset(proposal: tuple[int, ...], truth: tuple[int, ...]) -> Item:
    """What box regression must predict."""
    return Item(
        "box regression",
        11,
        f"A proposal is ({_listed(proposal)}), the object's box ({_listed(truth)}), by left, top, right and bottom edge. Which "
        "offset $t_x$ must box regression predict?",
        Number(decimals=2, near=0),
        lambda: encode(np.array([truth], float), np.array([proposal], float))[0, 0],
    )


def boxes_of_a_map(size: tuple[int, int], sizes: int, ratios: int) -> Item:
    """Anchors of a feature map."""
    return Item(
        "anchors",
        13,
        f"A region proposal network stands on a feature map of {size[0]} × {size[1]} places, with {sizes} sizes and {ratios} "
        "aspect ratios. How many anchors does it score?",
        Number(),
        lambda: len(anchors(size, 16, range(1, sizes + 1), range(1, ratios + 1))),
    )


def _rows(rows: tuple[tuple[int, ...], ...]) -> str:
    return ", ".join(f"({_listed(row)})" for row in rows)


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _spoken(size: tuple[int, int, int]) -> tuple[int, int, int]:
    depth, height, width = size
    return height, width, depth


def _expected(share: float) -> float:
    """Return the cross-entropy of a share with itself, by the log-loss on a hundred photos of that mix."""
    without = round(100 * share)
    y = np.repeat([0, 1], [without, 100 - without])
    return log_loss(np.tile([share, 1 - share], (100, 1)), y)


CONCEPTS: Mapping[Callable[..., Item], tuple[tuple, tuple]] = {
    entropy: ((2.0, 1.0), (1.0, 3.0)),
    hinge: ((1.5, (0.9, 1.7)), (2.2, (2.5, 1.6))),
    paths: (((3, 4, 5, 2),), ((2, 6, 3, 3),)),
    kept: ((0.8, 6.0), (0.6, 4.0)),
    window: (
        (((1, 0, 2), (3, 1, 0), (0, 2, 4)), ((1, 0, -1), (2, 0, -2), (1, 0, -1))),
        (((2, 1, 0), (0, 3, 1), (4, 1, 2)), ((1, 2, 1), (0, 0, 0), (-1, -2, -1))),
    ),
    sharing: ((16, 32, 3), (8, 20, 5)),
    volume: ((32, 12, 5, 3, 0), (28, 6, 4, 2, 1)),
    field: (((3, 3, 3), 2), ((5, 3, 3), 3)),
    memory: ((56, 128), (112, 48)),
    prior: ((0.9,), (0.8,)),
    head: ((512,), (2048,)),
    average: ((0.9, 0.5), (0.8, 0.2)),
    overlap: (((0, 0, 4, 4), (2, 0, 6, 4)), ((0, 0, 6, 4), (2, 2, 8, 6))),
    suppressed: (
        (((0, 0, 10, 10), (1, 0, 11, 10), (20, 0, 30, 10)), (0.9, 0.8, 0.7)),
        (((0, 0, 10, 10), (0, 6, 10, 16), (1, 1, 11, 11), (30, 0, 40, 10)), (0.6, 0.8, 0.9, 0.3)),
    ),
    offset: (((0, 0, 20, 40), (5, 0, 25, 40)), ((10, 10, 50, 30), (26, 10, 66, 30))),
    boxes_of_a_map: (((40, 30), 3, 3), ((20, 25), 4, 2)),
}
"""Each concept with the numbers of form A and of form B."""
