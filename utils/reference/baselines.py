"""What knowing nothing scores: the two answers that every probability must be compared with."""

import numpy as np

from utils.reference.border import Array, labels
from utils.shapes.integers import whole


def uniform(count: int, classes: int) -> Array:
    """Return (count, classes) float64 rows in which all classes are as likely; their log-loss is log(classes)."""
    return np.full((whole("count", count, 0), whole("classes", classes, 1)), 1 / classes)


def prior(y: Array, count: int, classes: int) -> Array:
    """Return (count, classes) float64 rows that hold the share of each class among ``y`` (N,), integers from 0.

    On the labels themselves their log-loss is the entropy -sum_c q_c log q_c of the shares q; of all answers that are
    the same for every row, none does better. Raises ValueError where there are no labels to count.
    """
    y = labels("y", y, np.size(y), whole("classes", classes, 1))
    if not len(y):
        raise ValueError("y must hold at least one label, got none")
    shares = np.bincount(y, minlength=classes) / len(y)
    return np.tile(shares, (whole("count", count, 0), 1))
