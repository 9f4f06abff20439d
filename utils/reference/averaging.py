"""Averaging: one answer out of several, and why it cannot be worse than they are on average.

Let p_m be the probability that member m of M gives to the truth. Since -log is convex, -log of the mean of the p_m is
at most the mean of the -log p_m (Jensen): in each image, so also in the mean of all. It can still lose to the best
member. Clipping can break it, by at most 1/e: members that give the truth less than eps are let off with eps each, and
their mean is not. For the geometric mean the same holds with equality before its rows are rescaled, and rescaling only
raises them, as no such row sums to more than one.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped


class Mixture(NamedTuple):
    """Losses (N,) in nats: of the mean of the members, and of the members in the mean."""

    together: Array
    apart: Array


def arithmetic_mean(p: Array) -> Array:
    """Return the mean (N, C) over the members of their probabilities ``p`` (M, N, C), floats, rows that sum to one."""
    return _members(p).mean(axis=0)


def geometric_mean(p: Array) -> Array:
    """Return exp of the mean logarithm over the members of ``p`` (M, N, C), each row rescaled to sum to one.

    It is the softmax of the mean of the members' scores. Raises ValueError where the members leave a row no class that
    all of them hold possible.
    """
    p = _members(p)
    with np.errstate(divide="ignore"):
        means = np.exp(np.log(p).mean(axis=0))
    sums = means.sum(axis=1, keepdims=True)
    if not (sums > 0).all():
        raise ValueError("p must leave every row a class that no member gives 0, got a row without one")
    return means / sums


def mixture(p: Array, weights: Array | None = None, eps: float = 1e-15) -> Mixture:
    """Return the log-losses of the weighted mean of members, and the weighted mean of theirs, both (N,) float64.

    ``p`` (M, N) are the probabilities from 0 to 1 that each of M members gives to the truth of N examples, floats:
    -log sum_m w_m p_m against -sum_m w_m log p_m, every probability clipped to [eps, 1 - eps] before its logarithm is
    taken. ``weights`` (M,) are floats from 0, not all 0, rescaled to sum to one; None: all alike.
    """
    p = floats("p", p, "M, N").astype(np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p must hold probabilities from 0 to 1, got others")
    weights = shaped("weights", np.ones(len(p)) if weights is None else weights, p.shape[:1], "one for each member,")
    if not ((weights >= 0) & np.isfinite(weights)).all() or not weights.sum() > 0:
        raise ValueError("weights must be finite numbers from 0, at least one above, got others")
    share, eps = weights / weights.sum(), number("eps", eps, 0, 0.5)
    return Mixture(-np.log(np.clip(share @ p, eps, 1 - eps)), -share @ np.log(np.clip(p, eps, 1 - eps)))


def _members(p: Array) -> Array:
    p = floats("p", p, "M, N, C")
    if not len(p):
        raise ValueError(f"p must hold at least one member, got {p.shape}")
    if not (p >= 0).all() or not np.allclose(p.sum(axis=2), 1, rtol=0, atol=1e-3):
        raise ValueError("p must hold rows from 0 that sum to one, got others")
    return p
