"""A linear support vector machine, and the search for the negatives that matter to it.

Sources: Chapelle, "Training a support vector machine in the primal" (2007), for Newton's method on the squared hinge
loss; Felzenszwalb et al., "Object detection with discriminatively trained part-based models" (2010), section 4.4, for
hard negatives.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped
from utils.shapes.integers import whole

BIAS = 1e-9
"""What the squared bias counts, so that there is one answer even where no example counts."""


class Round(NamedTuple):
    """One round of mining: how many negatives were learnt from, how many of the others turned out hard, the weights."""

    kept: int
    hard: int
    weights: Array


def svm_scores(x: Array, weights: Array) -> Array:
    """Return the scores (N,) of ``x`` (N, D) under ``weights`` (D + 1,), the bias last: s = w . x + b."""
    return x @ weights[:-1] + weights[-1]


def linear_svm(x: Array, y: Array, costs: Array, most: int = 100) -> Array:
    """Return the weights (D + 1,), the bias last, of the machine that tells ``x`` (N, D) with y = 1 from y = -1.

    They minimise |w|^2 / 2 + sum of costs max(0, 1 - y s)^2, ``costs`` (N,) being what a mistake is paid for with. Only
    examples within the margin, y s < 1, count in a Newton step, which solves for them as if no other would ever come
    in: at most ``most`` such steps. Raises ValueError where ``y`` is anything but 1 and -1.
    """
    x = floats("x", x, "N, D").astype(np.float64)
    y, costs = shaped("y", y, (len(x),), "one of 1 and -1 a row"), shaped("costs", costs, (len(x),), "one a row")
    if not np.isin(y, (1, -1)).all():
        raise ValueError(f"y must hold 1 and -1, got {y[~np.isin(y, (1, -1))][0]:g}")
    z = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    shrink = np.append(np.ones(x.shape[1]), BIAS)
    weights = np.zeros(len(shrink))
    for _ in range(most):
        inside = y * (z @ weights) < 1
        curvature = np.diag(shrink) + 2 * (z[inside].T * costs[inside]) @ z[inside]
        target = np.linalg.solve(curvature, 2 * z[inside].T @ (costs[inside] * y[inside]))
        if np.array_equal(y * (z @ target) < 1, inside):
            return target
        weights = _better(weights, target, lambda w: _objective(w, shrink, z, y, costs))
    return weights


def mine(positive: Array, negative: Array, first: Array, costs: tuple[float, float], most: int = 20) -> list[Round]:
    """Return the rounds of a search for hard negatives, the last of which has found none that is not learnt from.

    Learn from ``positive`` (P, D) and those of ``negative`` (N, D) at the indices ``first``; add every other negative
    that is hard, which is one within the margin, s > -1; and again. ``costs`` are a positive's and a negative's.
    """
    kept = np.zeros(len(negative), bool)
    kept[first] = True
    own, other = (number("costs", cost, 0) for cost in costs)
    rounds: list[Round] = []
    for _ in range(whole("most", most, 1)):
        x = np.concatenate([positive, negative[kept]])
        y = np.repeat([1.0, -1.0], [len(positive), kept.sum()])
        weights = linear_svm(x, y, np.where(y > 0, own, other))
        hard = ~kept & (svm_scores(negative, weights) > -1)
        rounds.append(Round(int(kept.sum()), int(hard.sum()), weights))
        if not hard.any():
            break
        kept |= hard
    return rounds


def _objective(weights: Array, shrink: Array, z: Array, y: Array, costs: Array) -> float:
    return float(shrink @ weights**2 / 2 + costs @ np.maximum(0, 1 - y * (z @ weights)) ** 2)


def _better(weights: Array, target: Array, objective) -> Array:
    """Return the first point halfway, and halfway again, from ``target`` to ``weights`` that is below ``weights``."""
    now, step = objective(weights), target - weights
    while objective(weights + step) >= now and np.abs(step).max() > 1e-12:
        step = step / 2
    return weights + step
