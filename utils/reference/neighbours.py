"""Nearest neighbours: whoever looks most alike is asked for the answer, and nothing is ever learned.

Source: Cover and Hart, "Nearest neighbor pattern classification" (1967).
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, labels, number
from utils.shapes.integers import whole


class Votes(NamedTuple):
    """What the nearest say, and what one would say without them: both (N, C) float64, rows that sum to one."""

    shares: Array
    prior: Array


def squared_distances(x: Array, others: Array) -> Array:
    """Return the squared Euclidean distance (N, M) of each row of ``x`` (N, D) to each of ``others`` (M, D), floats.

    It is |x|^2 - 2 x.o + |o|^2, one matrix product; what rounding would leave below 0 is 0. Raises ValueError where
    the rows have not the same length.
    """
    x, others = floats("x", x, "N, D"), floats("others", others, "M, D")
    if x.shape[1] != others.shape[1]:
        raise ValueError(f"others must have rows of {x.shape[1]} numbers as x has, got {others.shape[1]}")
    squares = [(rows * rows).sum(axis=1) for rows in (x, others)]
    return np.maximum(squares[0][:, None] + squares[1] - 2 * (x @ others.T), 0)


def nearest(distances: Array, k: int) -> Array:
    """Return the places (N, k) int64 of the ``k`` least ``distances`` (N, M) of each row, the least first.

    Of places that are equally far the first comes first, save that any may be left out where they do not all fit.
    """
    distances = floats("distances", distances, "N, M")
    if whole("k", k, 1) > distances.shape[1]:
        raise ValueError(f"k must be at most the {distances.shape[1]} places that there are, got {k}")
    chosen = np.sort(np.argpartition(distances, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(np.take_along_axis(distances, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1).astype(np.int64)


def votes(distances: Array, y: Array, classes: int, k: int = 20) -> Votes:
    """Return how the ``k`` nearest vote for each row of ``distances`` (N, M), and the prior of labels ``y`` (M,)."""
    y = labels("y", y, np.shape(distances)[1], whole("classes", classes, 1))
    chosen = y[nearest(distances, k)]
    shares = np.stack([(chosen == label).mean(axis=1) for label in range(classes)], axis=1)
    prior = np.bincount(y, minlength=classes) / len(y)
    return Votes(shares, np.tile(prior, (len(shares), 1)))


def cross_validated_votes(distances: Array, y: Array, fold: Array, classes: int, k: int = 20) -> Votes:
    """Return the votes (N, C) on each of N examples by those of all other folds.

    ``distances`` (N, N) are between the examples, ``y`` (N,) their labels, ``fold`` (N,) integers of any kind.
    Raises ValueError for fewer than two folds.
    """
    distances = floats("distances", distances, "N, N")
    y = labels("y", y, len(distances), whole("classes", classes, 1))
    fold = labels("fold", fold, len(y), np.iinfo(np.int64).max)
    if len(np.unique(fold)) < 2:
        raise ValueError(f"fold must hold at least two folds, got {len(np.unique(fold))}")
    found = Votes(*np.zeros((2, len(y), classes)))
    for one in np.unique(fold):
        held, rest = np.flatnonzero(fold == one), np.flatnonzero(fold != one)
        for table, part in zip(found, votes(distances[np.ix_(held, rest)], y[rest], classes, k), strict=True):
            table[held] = part
    return found


def trusting(ballot: Votes, trust: float) -> Array:
    """Return (N, C): the neighbours' shares weighted by ``trust``, from 0 to 1, plus the prior weighted by the rest."""
    trust = number("trust", trust, 0, 1)
    return trust * ballot.shares + (1 - trust) * ballot.prior
