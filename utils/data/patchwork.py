"""A picture of three regions to group by hand: A with a hole in it, B that plugs the hole, C beside A."""

import numpy as np

from utils.reference.grouping import Regions, Segmentation

NAMES = ("A", "B", "C")
COLOUR = ((0.5, 0.5, 0.0, 0.0), (0.0, 0.5, 0.5, 0.0), (0.5, 0.25, 0.25, 0.0))
"""A histogram of four bins for each region; real ones have 75."""
TEXTURE = ((0.75, 0.25), (0.25, 0.75), (0.5, 0.5))
"""Of two bins; real ones have 240."""


def patchwork() -> Segmentation:
    """Return the segmentation of 10 × 10 pixels: A (54 pixels), B (6) inside of A, C (40); B and C do not touch."""
    labels = np.zeros((10, 10), int)
    labels[:, 6:] = 2
    labels[4:7, 2:4] = 1
    boxes = np.array([[0, 0, 6, 10], [2, 4, 4, 7], [6, 0, 10, 10]], float)
    regions = Regions(np.bincount(labels.ravel()).astype(float), boxes, np.array(COLOUR), np.array(TEXTURE), 100)
    return Segmentation(labels, regions, np.array([[0, 1], [0, 2]]))
