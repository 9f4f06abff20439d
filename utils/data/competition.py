"""Facts of the competition "The Nature Conservancy Fisheries Monitoring" (Kaggle, 2016), and the form of such data."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

CLASSES = ("ALB", "BET", "DOL", "LAG", "NoF", "OTHER", "SHARK", "YFT")
"""Albacore, bigeye tuna, dolphinfish, opah (moonfish), no fish, other fish, shark, yellowfin tuna: the labels."""

COUNTS = {"ALB": 1719, "BET": 200, "DOL": 117, "LAG": 67, "NoF": 465, "OTHER": 299, "SHARK": 176, "YFT": 734}
"""Images of each class in the competition's training set, 3,777 together."""


class Fisheries(NamedTuple):
    """Frames of cameras over decks; in a frame all fish are of one class.

    ``source`` says which data it is. ``images[i]`` is (H, W, 3) uint8, RGB; ``labels`` (N,) int64 count CLASSES;
    ``boats`` (N,) int64; ``boxes[i]`` (R, 4) float32, x1 y1 x2 y2 in pixels of ``images[i]``, half-open, empty where
    there is no fish or nobody drew boxes; ``names`` are file names.
    """

    source: str
    images: Sequence[np.ndarray]
    labels: np.ndarray
    boats: np.ndarray
    boxes: tuple[np.ndarray, ...]
    names: tuple[str, ...]
