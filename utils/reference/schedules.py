"""Learning-rate schedules: the rate of a step, counted from 0, where training began with ``lr``."""

import numpy as np

from utils.reference.border import number
from utils.shapes.integers import whole


def inverse_time(lr: float, step: int, decay: float) -> float:
    """Return lr / (1 + decay step), the ``decay`` of Keras' first optimisers: half the rate after 1 / decay steps."""
    return number("lr", lr, 0) / (1 + number("decay", decay, 0) * whole("step", step, 0))


def stairs(lr: float, step: int, every: int, factor: float = 0.1) -> float:
    """Return lr factor^k after k times ``every`` steps: the rate is cut at fixed times."""
    return number("lr", lr, 0) * number("factor", factor, 0, 1) ** (whole("step", step, 0) // whole("every", every, 1))


def cosine(lr: float, step: int, steps: int) -> float:
    """Return lr (1 + cos(pi step / steps)) / 2, from lr down to 0; ``step`` is at most ``steps``.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017).
    """
    if whole("step", step, 0) > whole("steps", steps, 1):
        raise ValueError(f"step must be at most steps {steps}, got {step}")
    return number("lr", lr, 0) * float(1 + np.cos(np.pi * step / steps)) / 2
