"""Averaging: one answer out of several, and why it cannot be worse than they are on average.

Let p_m be the probability that member m of M gives to the truth. Since -log is convex, -log of the mean of the p_m is
at most the mean of the -log p_m (Jensen): in each image, so also in the mean of all. It can still lose to the best
member, and clipping can break it by as much as log 1 - eps. For the geometric mean the same holds with equality before
its rows are rescaled, and rescaling only raises them, as no such row sums to more than one.
"""

import numpy as np

from utils.reference.border import Array, floats


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


def _members(p: Array) -> Array:
    p = floats("p", p, "M, N, C")
    if not len(p):
        raise ValueError(f"p must hold at least one member, got {p.shape}")
    if not (p >= 0).all() or not np.allclose(p.sum(axis=2), 1, rtol=0, atol=1e-3):
        raise ValueError("p must hold rows from 0 that sum to one, got others")
    return p
