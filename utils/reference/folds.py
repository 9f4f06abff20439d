"""Folds: examples dealt out so that those of a group, say of one boat, stay together, and the classes stay mixed."""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, labels, number
from utils.shapes.integers import whole


class Parts(NamedTuple):
    """How many examples of each class are trained on, and how many are kept for validation: both (C,) int64."""

    train: Array
    validation: Array


def floored_split(y: Array, classes: int, share: float = 0.8) -> Parts:
    """Return the sizes of a split that trains on the floor of ``share`` of each class of ``y`` (N,), integers from 0.

    A floating-point product such as 0.7 * 10 may fall a hair short of a whole number, which is not floored away.
    """
    counts = np.bincount(labels("y", y, np.size(y), whole("classes", classes, 1)), minlength=classes)
    train = np.floor(np.round(number("share", share, 0, 1) * counts, 9)).astype(np.int64)
    return Parts(train, counts - train)


def grouped_folds(y: Array, groups: Array, folds: int) -> Array:
    """Return the fold of each example, (N,) int64 from 0 to ``folds`` - 1; all of a group are in the same one.

    ``y`` (N,) are labels, integers from 0, ``groups`` (N,) integers of any kind. Groups are dealt out one by one, those
    with the most uneven classes first, each to the fold that leaves every class spread most evenly over the folds: the
    least sum over the classes of the variance, over the folds, of the share of the class that each one holds. Ties go
    to the fold with the fewest examples, then the first. The order of the rows does not matter. Raises ValueError for
    fewer groups than folds.
    """
    y = labels("y", y, np.size(y), np.iinfo(np.int64).max)
    names, group = np.unique(labels("groups", groups, len(y), np.iinfo(np.int64).max), return_inverse=True)
    if len(names) < whole("folds", folds, 2):
        raise ValueError(f"groups must be at least as many as the {folds} folds, got {len(names)}")
    counts = np.zeros((len(names), int(y.max()) + 1))
    np.add.at(counts, (group, y), 1)
    counts = counts[:, counts.any(axis=0)]
    shares, held, sizes = counts / counts.sum(axis=0), np.zeros((folds, counts.shape[1])), np.zeros(folds)
    fold_of = np.zeros(len(names), np.int64)
    for place, one in enumerate(np.argsort(-counts.var(axis=1), kind="stable")):
        empty, left = sizes == 0, len(names) - place
        open_folds = np.flatnonzero(empty) if empty.sum() >= left else np.arange(folds)
        costs = [_unevenness(held, fold, shares[one]) for fold in open_folds]
        best = open_folds[np.lexsort((sizes[open_folds], np.round(costs, 12)))[0]]
        held[best] += shares[one]
        sizes[best] += counts[one].sum()
        fold_of[one] = best
    return fold_of[group]


def _unevenness(held: Array, fold: int, shares: Array) -> float:
    """Return how unevenly the classes would lie if ``fold`` got ``shares`` (C,) of them on top of ``held`` (F, C)."""
    then = held.copy()
    then[fold] += shares
    return float(then.var(axis=0).sum())
