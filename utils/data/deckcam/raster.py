"""Polygons filled by whole numbers alone, so that every machine fills the same pixels."""

from typing import NamedTuple

import numpy as np


class Patch(NamedTuple):
    """The pixels of a shape: ``mask`` (h, w) bool over the ``rows`` and ``columns`` of a picture."""

    rows: slice
    columns: slice
    mask: np.ndarray


def patch(points: np.ndarray, height: int, width: int) -> Patch:
    """Return the pixels inside a polygon of ``points`` (P, 2), x and y, rounded to whole pixels; clipped to a picture.

    A pixel is inside if an odd number of edges crosses its row at its column or to the left (even-odd rule).
    """
    corners = np.rint(points).astype(np.int64)
    left, top = np.clip(corners.min(axis=0), 0, (width, height)).tolist()
    right, bottom = np.clip(corners.max(axis=0), 0, (width, height)).tolist()
    rows = np.arange(top, bottom)[:, None]
    crossed, columns = _crossings(corners, rows)
    cells = (rows - top) * (right - left + 1) + np.clip(columns, left, right) - left
    counts = np.bincount(cells[crossed], minlength=(bottom - top) * (right - left + 1))
    parity = np.cumsum(counts.reshape(bottom - top, right - left + 1)[:, :-1], axis=1) & 1
    return Patch(slice(top, bottom), slice(left, right), parity.astype(bool))


def paint(canvas: np.ndarray, points: np.ndarray, colour: object, opacity: float = 1.0) -> None:
    """Fill a polygon of ``points`` (P, 2) in ``canvas``, (H, W) or (H, W, C), with ``colour``, in place."""
    rows, columns, mask = patch(points, *canvas.shape[:2])
    part = canvas[rows, columns]
    colour = np.asarray(colour, np.float32)
    part[mask] = colour if opacity == 1 else part[mask] * (1 - opacity) + colour * opacity


def _crossings(corners: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which edge crosses which of ``rows`` (h, 1), bool, and in which column: a division rounded up, (h, P)."""
    following = np.concatenate([corners[1:], corners[:1]])
    falls = following[:, 1:] > corners[:, 1:]
    (x, y), (x1, y1) = np.where(falls, corners, following).T, np.where(falls, following, corners).T
    return (y <= rows) & (rows < y1), x - (y - rows) * (x1 - x) // np.maximum(y1 - y, 1)
