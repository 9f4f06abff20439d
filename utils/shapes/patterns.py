"""The pattern of most ConvNets as data: INPUT -> [[CONV -> RELU] * N -> POOL?] * M -> [FC -> RELU] * K -> FC."""

from collections.abc import Sequence
from math import prod

from utils.shapes.branches import Branches, Residual
from utils.shapes.integers import whole
from utils.shapes.layers import Architecture, Conv, Dense, Pool, Relu, Shape
from utils.shapes.tables import output_shape

MOST_FILTERS = 512
"""Filters double from block to block up to this many, as in the VGG networks."""


def pattern(
    convs: int,
    blocks: int,
    dense: int,
    input: Shape = (3, 32, 32),
    filters: int = 16,
    width: int = 128,
    classes: int = 10,
    pooled: bool = True,
) -> Architecture:
    """Return N = ``convs``, M = ``blocks``, K = ``dense`` of the pattern, for images ``input`` (C, H, W).

    The first block has ``filters`` filters, each further one twice as many; hidden fully connected layers have
    ``width`` outputs. Raises ValueError where a number is below its least, or pooling has nothing left to halve.
    """
    blocks, filters = whole("blocks", blocks, 1), whole("filters", filters, 1)
    stages = [(convs, min(filters * 2**block, max(filters, MOST_FILTERS))) for block in range(blocks)]
    return staged(stages, [width] * whole("dense", dense, 0), input, classes, pooled)


def staged(
    stages: Sequence[tuple[int, int]], dense: Sequence[int], input: Shape, classes: int, pooled: bool = True
) -> Architecture:
    """Return a network of ``stages``, pairs (number of 3x3 convolutions, filters), and fully connected layers.

    Each stage is closed by a 2x2 pool if ``pooled``; the fully connected layers have ``dense`` outputs, the last one
    ``classes``. Raises ValueError as ``pattern``. Source: Simonyan and Zisserman, "Very deep convolutional networks"
    (2015), table 1.
    """
    layers: list = []
    channels = input[0]
    for block, (count, filters) in enumerate(stages, start=1):
        for place in range(1, whole("convs", count, 1) + 1):
            layers += [Conv(f"conv{block}_{place}", channels, filters, 3, padding=1), Relu(f"relu{block}_{place}")]
            channels = whole("filters", filters, 1)
        layers += [Pool(f"pool{block}", 2, floor=True)] if pooled else []
    inputs = prod(output_shape(tuple(layers), input))
    for place, outputs in enumerate(dense, start=1):
        layers += [Dense(f"fc{place}", inputs, outputs), Relu(f"relu_fc{place}")]
        inputs = whole("width", outputs, 1)
    return (*layers, Dense(f"fc{len(dense) + 1}", inputs, whole("classes", classes, 1)))


def depth(architecture: Architecture) -> int:
    """Return the number of convolutions and fully connected layers on the longest path from input to output."""
    total = 0
    for layer in architecture:
        if isinstance(layer, Branches | Residual):
            total += max(depth(branch) for branch in layer.branches)
        elif isinstance(layer, Conv | Dense):
            total += 1
    return total
