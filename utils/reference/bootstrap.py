"""The bootstrap: how sure a difference is, when examples come in groups that are alike.

Frames of one boat are right or wrong together, so that a thousand frames of few boats say less than a thousand boats
would. What is drawn again, with replacement, are therefore whole boats. Sources: Efron, "Bootstrap methods" (1979); for
two ways of grouping at once, Owen, "The pigeonhole bootstrap" (2007).
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, labels, number
from utils.shapes.integers import whole


class Interval(NamedTuple):
    """A mean, and the bounds between which it is believed to lie."""

    mean: float
    low: float
    high: float


def paired_interval(
    differences: Array, groups: Array, rng: np.random.Generator, coverage: float = 0.9, draws: int = 4000
) -> Interval:
    """Return the mean of ``differences`` and its percentile interval over draws of whole groups, and of whole runs.

    ``differences`` (N,) are floats, one minus the other of two that were measured on the same N examples, or (S, N)
    from S runs with other seeds; ``groups`` (N,) are integers. A draw takes as many groups as there are, and as many
    runs, with replacement, and averages all examples in them. Raises ValueError where there are none, and for a
    coverage that is not between 0 and 1.
    """
    differences = floats("differences", differences)
    if differences.ndim not in (1, 2) or not differences.size:
        raise ValueError(f"differences must have the shape (N,) or (S, N), neither 0, got {differences.shape}")
    differences = np.atleast_2d(differences).astype(np.float64)
    names, group = np.unique(
        labels("groups", groups, differences.shape[1], np.iinfo(np.int64).max), return_inverse=True
    )
    sums = np.stack([np.bincount(group, run, len(names)) for run in differences])
    sizes = np.bincount(group, minlength=len(names))
    whole("draws", draws, 1)
    chosen_groups, chosen_runs = (
        rng.multinomial(count, np.full(count, 1 / count), size=draws) for count in (len(names), len(differences))
    )
    means = np.einsum("ds,sg,dg->d", chosen_runs, sums, chosen_groups) / (len(differences) * (chosen_groups @ sizes))
    tail = (1 - _share(coverage)) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(differences.mean()), float(low), float(high))


def _share(coverage: float) -> float:
    if number("coverage", coverage, 0, 1) in (0, 1):
        raise ValueError(f"coverage must lie between 0 and 1, got {coverage!r}")
    return float(coverage)
