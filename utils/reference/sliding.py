"""Windows without looking: every box, a grid of boxes, boxes by lot. What a proposal method must beat."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from utils.reference.border import Array, number
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.integers import Pair, pair, whole


def box_count(size: Pair) -> int:
    """Return how many boxes with corners at whole pixels an image of ``size`` (height, width) holds.

    Two of the W + 1 lines between columns bound a box, and two of the H + 1 between rows:

        count = W (W + 1) / 2 · H (H + 1) / 2
    """
    height, width = pair("size", size, 1)
    return height * (height + 1) // 2 * (width * (width + 1) // 2)


def window_count(size: Pair, window: Pair, stride: int = 1) -> int:
    """Return at how many places a ``window`` (height, width) stands in an image of ``size`` (height, width), floored.

    Raises ValueError where it is larger than the image.
    """
    axes = zip(pair("size", size, 1), pair("window", window, 1), strict=True)
    rows, columns = (output_size(extent, side, stride, floor=True) for extent, side in axes)
    return rows * columns


def sliding_windows(
    size: Pair, sides: Sequence[float], ratios: Sequence[float] = (0.5, 1, 2), step: float = 0.25
) -> Array:
    """Return windows (R, 4), float64, over an image of ``size`` (height, width), in the order of ``sides``.

    A window of side s and ratio r is s sqrt(r) high and s / sqrt(r) wide, rounded to pixels; it moves by ``step`` times
    its own height and width, at least a pixel. Those that do not fit are left out. Raises ValueError for a step of 0.
    """
    height, width = pair("size", size, 1)
    if number("step", step, 0) == 0:
        raise ValueError("step must be more than 0, got 0")
    windows = []
    for side, ratio in product(sides, ratios):
        tall, wide = (max(1, round(number("sides", side, 0) * shape)) for shape in (ratio**0.5, ratio**-0.5))
        tops = range(0, height - tall + 1, max(1, round(step * tall)))
        lefts = range(0, width - wide + 1, max(1, round(step * wide)))
        windows += [(left, top, left + wide, top + tall) for top, left in product(tops, lefts)]
    return np.array(windows, float).reshape(-1, 4)


def random_boxes(count: int, size: Pair, rng: np.random.Generator) -> Array:
    """Return ``count`` boxes (count, 4), float64, each as likely as any other of ``box_count(size)``."""
    count, (height, width) = whole("count", count, 0), pair("size", size, 1)
    (x1, x2), (y1, y2) = (_two_lines(count, extent, rng) for extent in (width, height))
    return np.stack([x1, y1, x2, y2], axis=1).astype(float)


def _two_lines(count: int, extent: int, rng: np.random.Generator) -> Array:
    """Return two different lines (2, count) out of 0 to ``extent``, the lower first."""
    first = rng.integers(0, extent + 1, count)
    second = rng.integers(0, extent, count)
    return np.sort(np.stack([first, second + (second >= first)]), axis=0)
