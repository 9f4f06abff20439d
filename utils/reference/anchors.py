"""Anchors: the boxes that a detector starts from, the same few at every place of a feature map."""

from collections.abc import Sequence

import numpy as np

from utils.reference.border import Array, floats, number
from utils.reference.boxes import as_boxes, iou
from utils.shapes.integers import Pair, pair

BACKGROUND, IGNORED = -1, -2
"""What ``assign`` says in place of an object: none is near; one is near, but not enough to be told either way."""


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
    s, roots = _positive("sizes", sizes), np.sqrt(_positive("ratios", ratios))[:, None]
    shapes = np.stack([(s / roots).ravel(), (s * roots).ravel()], axis=1)
    return place(shapes, size, stride, offset)


def place(shapes: Array, size: Pair, stride: int | Pair, offset: float = 0.0) -> Array:
    """Return boxes of the given ``shapes`` (A, 2), width and height in pixels, at every place of a map: as ``anchors``.

    Raises ValueError for shapes that are not positive.
    """
    if not isinstance(size, tuple | list):
        raise ValueError(f"size must be a pair (height, width), got {size!r}")
    (height, width), (down, across) = pair("size", size, 1), pair("stride", stride, 1)
    shapes = floats("shapes", shapes, "A, 2")
    if shapes.shape[1] != 2 or not (shapes > 0).all():
        raise ValueError(f"shapes must be (A, 2) widths and heights above 0, got {shapes.tolist()}")
    half = shapes / 2
    rows, columns = np.mgrid[:height, :width] + number("offset", offset)
    centres = np.stack([columns * across, rows * down] * 2, axis=-1)
    return (centres[:, :, None] + np.concatenate([-half, half], axis=1)).reshape(-1, 4).astype(np.float32)


def assign(anchors: Array, boxes: Array, limits: tuple[float, float] = (0.3, 0.7), best: bool = True) -> Array:
    """Return for each of the ``anchors`` (A, 4) the index of its object among ``boxes`` (G, 4), BACKGROUND or IGNORED.

    An anchor belongs to the object that it overlaps most, at an IoU of at least the higher of ``limits``; below the
    lower it is background, between them ignored. With ``best`` each object also gets the anchor that overlaps it most
    (the first of equals), however little, if any does at all. Raises ValueError for limits that are not from 0 to 1,
    the lower first. Source: Ren et al., "Faster R-CNN" (2015), section 3.1.2.
    """
    low, high = (number("each of limits", limit, 0, 1) for limit in limits)
    if low > high:
        raise ValueError(f"limits must be the lower and the higher, got {low:g} and {high:g}")
    overlaps = iou(as_boxes("anchors", anchors).astype(float), as_boxes("boxes", boxes).astype(float))
    if not overlaps.size:
        return np.full(len(overlaps), BACKGROUND)
    value = overlaps.max(axis=1)
    found = np.where(value >= high, overlaps.argmax(axis=1), np.where(value < low, BACKGROUND, IGNORED))
    if best:
        met = np.flatnonzero(overlaps.max(axis=0) > 0)
        found[overlaps.argmax(axis=0)[met]] = met
    return found


def _positive(name: str, values: Sequence[float]) -> Array:
    if isinstance(values, str | int | float) or not len(values):
        raise ValueError(f"{name} must be a sequence of at least one number, got {values!r}")
    numbers = np.array([number(f"each of {name}", value, 0) for value in values])
    if (numbers == 0).any():
        raise ValueError(f"{name} must be above 0, got {list(values)}")
    return numbers
