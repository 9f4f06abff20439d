"""Anchors: the boxes that a detector starts from, the same few at every place of a feature map."""

from collections.abc import Sequence

import numpy as np

from utils.reference.border import Array, number
from utils.shapes.integers import Pair, pair


def anchors(
    size: Pair, stride: int | Pair, sizes: Sequence[float], ratios: Sequence[float], offset: float = 0.0
) -> Array:
    """Return the anchors (height width A, 4), float32 boxes in pixels, of a feature map of ``size`` (height, width).

    At every place, row by row, stand A = ratios x sizes boxes, all sizes of the first ratio first. A box of size s and
    ratio r = height / width measures s / sqrt(r) by s sqrt(r), so that its area is s^2. Centres lie ``stride`` pixels
    apart, beginning ``offset`` strides from the corner: 0 puts them on multiples of the stride, 0.5 in the middle of
    the cells. Raises ValueError for sizes and ratios that are not positive. Source: Ren et al., "Faster R-CNN" (2015),
    section 3.1.
    """
    if not isinstance(size, tuple | list):
        raise ValueError(f"size must be a pair (height, width), got {size!r}")
    (height, width), (down, across) = pair("size", size, 1), pair("stride", stride, 1)
    s, roots = _positive("sizes", sizes), np.sqrt(_positive("ratios", ratios))[:, None]
    half_width, half_height = (s / roots).ravel() / 2, (s * roots).ravel() / 2
    shapes = np.stack([-half_width, -half_height, half_width, half_height], axis=1)
    rows, columns = np.mgrid[:height, :width] + number("offset", offset)
    centres = np.stack([columns * across, rows * down] * 2, axis=-1)
    return (centres[:, :, None] + shapes).reshape(-1, 4).astype(np.float32)


def _positive(name: str, values: Sequence[float]) -> Array:
    if isinstance(values, str | int | float) or not len(values):
        raise ValueError(f"{name} must be a sequence of at least one number, got {values!r}")
    numbers = np.array([number(f"each of {name}", value, 0) for value in values])
    if (numbers == 0).any():
        raise ValueError(f"{name} must be above 0, got {list(values)}")
    return numbers
