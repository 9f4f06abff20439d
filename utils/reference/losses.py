"""Losses: what a score costs. Means over the batch."""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped


class RankingGradients(NamedTuple):
    """The gradients of ``ranking_hinge`` with regard to its arguments."""

    ds: Array
    ds_c: Array


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


def _violation(s: Array, s_c: Array, margin: float) -> Array:
    s = floats("s", s)
    s_c = shaped("s_c", s_c, s.shape, "s's shape")
    if s.size == 0:
        raise ValueError(f"s must hold at least one score, got shape {s.shape}")
    return number("margin", margin, 0) + s_c - s
