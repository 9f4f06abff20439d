"""Losses: what a score costs, and how the cost changes with the score.

Scores ``s`` are (N, C) floats, a row of C classes for each of N examples; ``y`` are the true classes, (N,) integers
from 0 to C - 1. Every loss is a mean over the batch, in nats where logarithms are taken, and every ``f_backward`` is
the gradient of that mean with regard to the scores. An empty batch has no mean: ValueError.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, labels, number, shaped
from utils.shapes.integers import whole


class Both(NamedTuple):
    """A loss and its gradient with regard to the scores."""

    loss: float
    ds: Array


class RankingGradients(NamedTuple):
    """The gradients of ``ranking_hinge`` with regard to its arguments."""

    ds: Array
    ds_c: Array


def softmax(s: Array) -> Array:
    """Return p_c = e^(s_c) / sum_j e^(s_j) for each row of ``s`` (N, C).

    Subtracting a row's largest score changes nothing and keeps every exponential within 1.
    """
    exponentials = np.exp(_shifted(s))
    exponentials /= exponentials.sum(axis=1, keepdims=True)
    return exponentials


def log_softmax(s: Array) -> Array:
    """Return log p_c = s_c - log sum_j e^(s_j) for each row of ``s`` (N, C), exact where p itself would round to 0."""
    shifted = _shifted(s)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def cross_entropy(s: Array, y: Array) -> float:
    """Return the mean over the batch of -sum_c y_c log p_c with p = softmax(s).

    ``y`` holds labels (N,), so that only log p of the true class counts, or distributions (N, C): rows of floats from
    0 that sum to one. Raises ValueError for labels out of range and for rows that are no distribution.
    """
    s, y = _scores(s), np.asarray(y)
    log_p = log_softmax(s)
    if y.ndim == 1:
        y = labels("y", y, *s.shape)
        return float(-log_p[np.arange(len(y)), y].mean())
    y = _distributions(y, s)
    return float(-np.multiply(y, log_p, where=y > 0, out=np.zeros_like(s)).sum() / len(s))


def cross_entropy_backward(s: Array, y: Array) -> Array:
    """Return the gradient (N, C) of ``cross_entropy`` with regard to ``s``; arguments and errors are the same."""
    s, y = _scores(s), np.asarray(y)
    ds = softmax(s)
    if y.ndim == 1:
        y = labels("y", y, *s.shape)
        ds[np.arange(len(y)), y] -= 1
    else:
        ds -= _distributions(y, s)
    ds /= len(s)
    return ds


def cross_entropy_and_backward(s: Array, y: Array) -> Both:
    """Return ``cross_entropy`` and ``cross_entropy_backward`` for labels (N,), taking each exponential once."""
    s = _scores(s)
    y = labels("y", y, *s.shape)
    rows = np.arange(len(y))
    shifted = _shifted(s)
    of_the_truth = shifted[rows, y]
    ds = np.exp(shifted, out=shifted)
    sums = ds @ np.ones(s.shape[1], s.dtype)
    ds *= (1 / (len(s) * sums))[:, None]
    ds[rows, y] -= 1 / len(s)
    return Both(float((np.log(sums) - of_the_truth).mean()), ds)


def multiclass_hinge(s: Array, y: Array, margin: float = 1.0) -> float:
    """Return the mean over the batch of sum over j != y of max(0, s_j - s_y + margin)."""
    violations, _ = _violations(s, y, margin)
    return float(np.maximum(violations, 0).sum() / len(violations))


def multiclass_hinge_backward(s: Array, y: Array, margin: float = 1.0) -> Array:
    """Return the gradient (N, C): 1/N for each wrong class within the margin, minus their count over N for the true.

    At the kink, where s_j - s_y + margin = 0, the slope is taken as 0.
    """
    violations, y = _violations(s, y, margin)
    ds = (violations > 0).astype(violations.dtype)
    ds[np.arange(len(y)), y] = -ds.sum(axis=1)
    ds /= len(ds)
    return ds


def ranking_hinge(s: Array, s_c: Array, margin: float = 1.0) -> float:
    """Return the mean over the batch of J = max(margin + s_c - s, 0).

    ``s`` are the scores of true windows and ``s_c`` of corrupt ones, floats of one shape, (N,) or a single number.
    Raises ValueError for integers, shapes that differ, an empty batch and a margin below 0.
    """
    return float(np.mean(np.maximum(_violation(s, s_c, margin), 0)))


def ranking_hinge_backward(s: Array, s_c: Array, margin: float = 1.0) -> RankingGradients:
    """Return dJ/ds = -1/N and dJ/ds_c = 1/N where margin + s_c - s > 0, and 0 elsewhere, the kink included."""
    violation = _violation(s, s_c, margin)
    share = (violation > 0).astype(violation.dtype) / violation.size
    return RankingGradients(-share, share)


def log_loss(p: Array, y: Array, eps: float = 1e-15) -> float:
    """Return the mean over the batch of -log p_y, as Kaggle scores it: the mean of ``log_losses``."""
    each = log_losses(p, y, eps)
    if not each.size:
        raise ValueError(f"p must hold at least one row and one class, got {np.shape(p)}")
    return float(each.mean())


def log_losses(p: Array, y: Array, eps: float = 1e-15) -> Array:
    """Return -log p_y of each row, (N,) float64, as Kaggle scores it.

    ``p`` (N, C) are floats from 0; each row is rescaled to sum to one, then every value is clipped to [eps, 1 - eps],
    all in float64. Raises ValueError for negative or infinite values and for rows that sum to zero.
    """
    p = floats("p", p, "N, C").astype(np.float64)
    y = labels("y", y, *p.shape)
    eps = number("eps", eps, 0, 0.5)
    sums = p.sum(axis=1, keepdims=True)
    if not (np.isfinite(sums).all() and (p >= 0).all() and (sums > 0).all()):
        raise ValueError("p must hold finite numbers of at least 0 with a positive sum in each row, got others")
    of_the_truth = np.clip((p / sums)[np.arange(len(y)), y], eps, 1 - eps)
    return -np.log(of_the_truth, where=of_the_truth > 0, out=np.full(len(y), -np.inf))


def one_hot(y: Array, classes: int) -> Array:
    """Return (N, classes) float64 rows that are 1 at the label and 0 elsewhere; ``y`` (N,) from 0 to classes - 1."""
    rows = np.eye(whole("classes", classes, 1))
    return rows[labels("y", y, np.size(y), classes)]


def _scores(s: Array) -> Array:
    s = floats("s", s, "N, C")
    if not s.size:
        raise ValueError(f"s must hold at least one row and one class, got {s.shape}")
    return s


def _shifted(s: Array) -> Array:
    s = floats("s", s, "N, C")
    if not s.shape[1]:
        raise ValueError(f"s must hold at least one class, got {s.shape}")
    with np.errstate(over="ignore", invalid="ignore"):  # an infinite largest score has no softmax: nan, as in PyTorch
        return s - s.max(axis=1, keepdims=True)


def _distributions(y: Array, s: Array) -> Array:
    y = shaped("y", y, s.shape, "labels (N,) or distributions of the scores' shape")
    sums = y.sum(axis=1)
    if not ((y >= 0).all() and np.allclose(sums, 1, rtol=0, atol=1e-5)):
        worst = sums[np.argmax(np.abs(sums - 1))]
        raise ValueError(f"y must hold rows from 0 that sum to one, got a row with sum {worst:g}, least {y.min():g}")
    return y.astype(s.dtype, copy=False)


def _violations(s: Array, y: Array, margin: float) -> tuple[Array, Array]:
    """Return s_j - s_y + margin, with 0 in the column of the truth, and the checked labels."""
    s = _scores(s)
    y = labels("y", y, *s.shape)
    rows = np.arange(len(y))
    violations = s - (s[rows, y] - number("margin", margin, 0))[:, None]
    violations[rows, y] = 0
    return violations, y


def _violation(s: Array, s_c: Array, margin: float) -> Array:
    s = floats("s", s)
    s_c = shaped("s_c", s_c, s.shape, "s's shape")
    if s.size == 0:
        raise ValueError(f"s must hold at least one score, got shape {s.shape}")
    return number("margin", margin, 0) + s_c - s
