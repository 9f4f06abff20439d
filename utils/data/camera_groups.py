"""Which images come from one camera, guessed from the images: the competition does not say which boat took them.

Images of one camera have one size, and much the same picture when they are shrunk to a few pixels. So, within each
size, an image joins the first group whose founder it looks like, or founds the next. That is an estimate: one boat
may be two groups (by day and by night), two boats with like decks may be one.
"""

import numpy as np

THUMB = 8
"""Pixels of a thumbnail's side."""
ALIKE = 0.75
"""Correlation of two thumbnails from which on they count as of one camera; chosen on DeckCam, whose boats are known."""


def camera_groups(shapes: np.ndarray, thumbs: np.ndarray) -> np.ndarray:
    """Return the group (N,) int64, from 0, of images whose ``shapes`` are (N, 2) and ``thumbs`` (N, 8, 8, 3) uint8."""
    flat = thumbs.reshape(len(thumbs), -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    groups = np.full(len(flat), -1, np.int64)
    for founder in range(len(flat)):
        if groups[founder] < 0:
            same = (shapes == shapes[founder]).all(axis=1) & (flat @ flat[founder] >= ALIKE)
            same[founder] = True
            groups[same & (groups < 0)] = groups.max() + 1
    return groups
