"""Which images come from one camera, guessed from the images: the competition does not say which boat took them.

Images of one camera have one size, and much the same picture when they are shrunk to a few pixels. So two images of
one size that are alike are of one group, and so are all that a chain of such pairs connects. That is an estimate: one
boat may be several groups (by day and by night), boats with like decks may be one. On DeckCam's 48 training boats,
whose images all have one size, it makes 125 groups; 77% of the images are in a group most of which is of their boat,
and 67% are in the largest group of their boat.
"""

import numpy as np

THUMB = 8
"""Pixels of a thumbnail's side."""
ALIKE = 0.75
"""Correlation of two thumbnails from which on they count as of one camera."""


def camera_groups(shapes: np.ndarray, thumbs: np.ndarray) -> np.ndarray:
    """Return the group (N,) int64, from 0, of images whose ``shapes`` are (N, 2) and ``thumbs`` (N, 8, 8, 3) uint8."""
    flat = thumbs.reshape(len(thumbs), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), np.float32(1e-6))
    groups = np.full(len(flat), -1, np.int64)
    while (groups < 0).any():
        waiting, group = [int(np.argmin(groups))], groups.max() + 1
        groups[waiting] = group
        while waiting:
            image = waiting.pop()
            like = (groups < 0) & (shapes == shapes[image]).all(axis=1) & (flat @ flat[image] >= ALIKE)
            groups[like] = group
            waiting += np.flatnonzero(like).tolist()
    return groups
