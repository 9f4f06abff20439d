"""Boxes: (R, 4) floats x1, y1, x2, y2 in pixels, half-open, so that the width is x2 - x1.

A box with x2 <= x1 or y2 <= y1 is degenerate: it has no area and overlaps nothing.
"""

import numpy as np

from utils.reference.border import Array, floats
from utils.shapes.integers import Pair, whole


def area(b: Array) -> Array:
    """Return the areas (R,) in square pixels of boxes (R, 4); 0 for degenerate ones."""
    b = as_boxes("b", b)
    return np.maximum(b[:, 2] - b[:, 0], 0) * np.maximum(b[:, 3] - b[:, 1], 0)


def iou(a: Array, b: Array) -> Array:
    """Return the intersection over union (A, B) of each of the boxes ``a`` (A, 4) with each of ``b`` (B, 4).

    From 0 (apart) to 1 (the same); 0 for degenerate boxes. Raises ValueError for values that are not finite.
    """
    a, b = as_boxes("a", a), as_boxes("b", b)
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = a.T[:, :, None], b.T.copy()[:, None]
    common = np.minimum(ax2, bx2)
    common -= np.maximum(ax1, bx1)
    height = np.minimum(ay2, by2)
    height -= np.maximum(ay1, by1)
    np.maximum(common, 0, out=common)
    common *= np.maximum(height, 0, out=height)
    union = np.add(area(a)[:, None], area(b), out=height)
    union -= common
    np.maximum(union, np.finfo(union.dtype).tiny, out=union)
    common /= union
    return common


def encode(boxes: Array, anchors: Array) -> Array:
    """Return the offsets (tx, ty, tw, th), (R, 4), that lead from each of ``anchors`` (R, 4) to its box (R, 4).

        tx = (x - xa) / wa,    ty = (y - ya) / ha,    tw = log(w / wa),    th = log(h / ha)

    with centres x, y, widths w and heights h. Raises ValueError for degenerate boxes and anchors, whose logarithms do
    not exist. Source: Girshick et al., "Rich feature hierarchies" (2014), appendix C.
    """
    boxes, anchors = _matching(("boxes", boxes), ("anchors", anchors))
    centre, size = _centre_and_size("boxes", boxes)
    anchor_centre, anchor_size = _centre_and_size("anchors", anchors)
    return np.concatenate([(centre - anchor_centre) / anchor_size, np.log(size / anchor_size)], axis=1)


def decode(offsets: Array, anchors: Array) -> Array:
    """Return the boxes (R, 4) that ``offsets`` (R, 4) lead to from ``anchors`` (R, 4): the inverse of ``encode``.

    Raises ValueError for degenerate anchors, and for tw or th so large that the box would be infinite.
    """
    offsets, anchors = _matching(("offsets", offsets), ("anchors", anchors))
    anchor_centre, anchor_size = _centre_and_size("anchors", anchors)
    limit = np.log(np.finfo(np.result_type(offsets, anchors)).max) / 2
    if offsets.size and (largest := offsets[:, 2:].max()) > limit:
        raise ValueError(f"offsets must have tw and th of at most {limit:.0f}, got {largest:g}")
    centre, half = anchor_centre + offsets[:, :2] * anchor_size, anchor_size * np.exp(offsets[:, 2:]) / 2
    return np.concatenate([centre - half, centre + half], axis=1)


def clip(boxes: Array, size: Pair) -> Array:
    """Return the boxes (R, 4) cut off at the borders of an image of ``size`` (height, width) in pixels."""
    boxes = as_boxes("boxes", boxes)
    if not isinstance(size, tuple | list) or len(size) != 2:
        raise ValueError(f"size must be a pair (height, width), got {size!r}")
    height, width = whole("height", size[0], 1), whole("width", size[1], 1)
    return np.clip(boxes, 0, np.array([width, height, width, height], boxes.dtype))


def as_boxes(name: str, value: Array) -> Array:
    """Return ``value`` as finite boxes (R, 4); else ValueError. No box at all may be written as an empty list."""
    array = np.asarray(value)
    if array.shape == (0,):
        array = array.reshape(0, 4)
    array = floats(name, array, "R, 4")
    if array.shape[1] != 4:
        raise ValueError(f"{name} must have the shape (R, 4), got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}")
    return array


def _matching(one: tuple[str, Array], other: tuple[str, Array]) -> tuple[Array, Array]:
    first, second = as_boxes(*one), as_boxes(*other)
    if len(first) != len(second):
        raise ValueError(f"{other[0]} must be as many as {one[0]}, {len(first)}, got {len(second)}")
    return first, second


def _centre_and_size(name: str, b: Array) -> tuple[Array, Array]:
    size = b[:, 2:] - b[:, :2]
    degenerate = (size <= 0).any(axis=1)
    if degenerate.any():
        raise ValueError(f"{name} must have x1 < x2 and y1 < y2, got {b[degenerate][0].tolist()}")
    return b[:, :2] + size / 2, size
