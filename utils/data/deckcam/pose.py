"""How a drawing is laid on the deck: its size, its turn and its flips, for pixels and, in whole numbers, for masks."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from utils.data.deckcam.fish import Drawing

_ONE = 1 << 16
"""1 in the fixed-point numbers in which masks are turned."""


class Pose(NamedTuple):
    """The size that a drawing gets, in pixels before it is turned by ``turn`` radians, and whether it is mirrored."""

    width: float
    height: float
    turn: float
    mirrored: bool
    upended: bool


def laid(drawing: Drawing, pose: Pose) -> Drawing:
    """Return ``drawing`` in ``pose``, in the smallest upright rectangle around it.

    A pixel of the new mask is that of the old one where the pixel's middle comes from, in whole numbers.
    """
    cosine, sine = np.cos(pose.turn), np.sin(pose.turn)
    across = int(abs(cosine) * pose.width + abs(sine) * pose.height) + 1
    down = int(abs(sine) * pose.width + abs(cosine) * pose.height) + 1
    height, width = drawing.mask.shape
    x = np.array([cosine, sine]) * width / pose.width * (-1 if pose.mirrored else 1)
    y = np.array([-sine, cosine]) * height / pose.height * (-1 if pose.upended else 1)
    middle = np.array([across, down]) / 2
    rows = (*x, width / 2 - x @ middle, *y, height / 2 - y @ middle)
    picture = drawing.picture.transform((across, down), Image.Transform.AFFINE, rows, Image.Resampling.BILINEAR)
    return Drawing(picture, _taken(drawing.mask, np.rint(np.array(rows) * _ONE).astype(np.int64), down, across))


def _taken(mask: np.ndarray, rows: np.ndarray, down: int, across: int) -> np.ndarray:
    """Return what of ``mask`` lies under each of (down, across) pixels by the affine ``rows`` (6,) in fixed point."""
    x, y = 2 * np.arange(across) + 1, 2 * np.arange(down)[:, None] + 1
    column = (rows[0] * x + rows[1] * y + 2 * rows[2]) // (2 * _ONE)
    row = (rows[3] * x + rows[4] * y + 2 * rows[5]) // (2 * _ONE)
    padded = np.pad(mask, 1)
    return padded[np.clip(row + 1, 0, mask.shape[0] + 1), np.clip(column + 1, 0, mask.shape[1] + 1)]
