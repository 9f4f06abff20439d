"""How often boxes cover each pixel: what is done anew for every box is done that many times for the pixel."""

import numpy as np

from utils.reference.border import Array
from utils.reference.boxes import as_boxes
from utils.shapes.integers import Pair, pair


def coverage(boxes: Array, size: int | Pair) -> Array:
    """Return how many of ``boxes`` (R, 4), rounded to whole pixels, cover each pixel of an image of ``size``: (H, W).

    Parts outside of the image do not count. Each box adds 1 where it begins and takes 1 away where it ends; the sums
    down and across are the counts, so that a box costs the same however large it is. Raises ValueError for what is no
    list of boxes.
    """
    height, width = pair("size", size, 1)
    edges = np.rint(as_boxes("boxes", boxes)).astype(int)
    x1, x2 = np.clip(edges[:, 0::2], 0, width).T
    y1, y2 = np.clip(edges[:, 1::2], 0, height).T
    x2, y2 = np.maximum(x1, x2), np.maximum(y1, y2)
    steps = np.zeros((height + 1, width + 1), int)
    for rows, columns, sign in (y1, x1, 1), (y1, x2, -1), (y2, x1, -1), (y2, x2, 1):
        np.add.at(steps, (rows, columns), sign)
    return steps.cumsum(axis=0).cumsum(axis=1)[:height, :width]
