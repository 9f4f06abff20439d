"""Dropout's sub-networks, all 2^n of them: what they say together, beside the one network that stands for them.

A mask m (n,) keeps unit j where m_j is 1. With ``keep`` p, a mask with k ones is drawn with probability
p^k (1 - p)^(n - k). Inputs a (n,) are the layer's units, W (C, n) and b (C,) what they lead to; all floats.
"""

import numpy as np

from utils.reference.border import Array, floats, number, shaped
from utils.reference.losses import log_softmax
from utils.shapes.integers import whole

MOST_UNITS = 16


def all_masks(units: int) -> Array:
    """Return every mask, (2^units, units) bool; row i holds the binary digits of i, the last unit's digit last.

    Raises ValueError for more than 16 units: there would be too many.
    """
    if whole("units", units, 1) > MOST_UNITS:
        raise ValueError(f"units must be at most {MOST_UNITS}, got {units}: that would be 2^{units} masks")
    return (np.arange(2**units)[:, None] >> np.arange(units - 1, -1, -1)) % 2 == 1


def mask_probabilities(masks: Array, keep: float) -> Array:
    """Return with which probability dropout draws each mask, (masks,)."""
    keep, kept = number("keep", keep, 0, 1), np.asarray(masks, bool)
    return np.where(kept, keep, 1 - keep).prod(axis=1)


def subnetwork_scores(a: Array, W: Array, b: Array) -> Array:
    """Return the scores W (m a) + b of every sub-network, (2^n, C), with nothing rescaled."""
    a, W = floats("a", a, "n"), floats("W", W, "C, n")
    shaped("a", a, W.shape[1:], "one value a column of W")
    return all_masks(len(a)) * a @ W.T + shaped("b", b, W.shape[:1], "one value a row of W")


def arithmetic_mean(values: Array, probabilities: Array) -> Array:
    """Return sum_m p_m v_m, (C,), of ``values`` (masks, C)."""
    return shaped("probabilities", probabilities, values.shape[:1], "one value a mask") @ values


def geometric_mean(distributions: Array, probabilities: Array) -> Array:
    """Return the normalised geometric mean prod_m q_m^(p_m) / its sum, (C,), of ``distributions`` (masks, C) > 0."""
    logs = arithmetic_mean(np.log(floats("distributions", distributions, "masks, C")), probabilities)
    return np.exp(log_softmax(logs[None])[0])
