"""Optimisers: one step from weights, gradient and what was remembered to new weights.

``w`` and ``dw`` are floats of one shape, ``lr`` is the learning rate. Each function but ``sgd`` returns the new weights
and what the next step must be given; at the start that is None. Nothing is changed in place. The steps are PyTorch's.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped


class Step(NamedTuple):
    """The new weights, and what to hand to the next step."""

    w: Array
    state: "Array | Moments"


class Moments(NamedTuple):
    """What Adam remembers: running means of the gradient and of its square, and the number of steps taken."""

    mean: Array
    square: Array
    steps: int


def sgd(w: Array, dw: Array, lr: float) -> Array:
    """Return w - lr dw: gradient descent."""
    w, dw = _check(w, dw, lr)
    return w - float(lr) * dw


def momentum(w: Array, dw: Array, velocity: Array | None, lr: float, mu: float = 0.9) -> Step:
    """Return w - lr v and v = mu v + dw: a ball that keeps rolling (Polyak 1964)."""
    w, dw = _check(w, dw, lr)
    velocity = _decay("mu", mu) * _state("velocity", velocity, w) + dw
    return Step(w - float(lr) * velocity, velocity)


def nesterov(w: Array, dw: Array, velocity: Array | None, lr: float, mu: float = 0.9) -> Step:
    """Return w - lr (dw + mu v) and v = mu v + dw: the step looks ahead along its new velocity (Nesterov 1983)."""
    w, dw = _check(w, dw, lr)
    velocity = _decay("mu", mu) * _state("velocity", velocity, w) + dw
    return Step(w - float(lr) * (dw + float(mu) * velocity), velocity)


def rmsprop(w: Array, dw: Array, cache: Array | None, lr: float, decay: float = 0.99, eps: float = 1e-8) -> Step:
    """Return w - lr dw / (sqrt(c) + eps) and c = decay c + (1 - decay) dw^2: each weight its own pace (Hinton 2012)."""
    w, dw = _check(w, dw, lr)
    cache = _decay("decay", decay) * _state("cache", cache, w) + (1 - float(decay)) * dw * dw
    return Step(w - float(lr) * dw / (np.sqrt(cache) + number("eps", eps, np.finfo(w.dtype).tiny)), cache)


def adam(
    w: Array,
    dw: Array,
    state: Moments | None,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> Step:
    """Return w - lr m / (sqrt(v) + eps) and the state, with m = mean / (1 - beta1^t) and v = square / (1 - beta2^t).

    Running means start at 0; dividing by 1 - beta^t takes that bias away at step t. Source: Kingma and Ba, "Adam"
    (2015), algorithm 1.
    """
    w, dw = _check(w, dw, lr)
    before = Moments(np.zeros_like(w), np.zeros_like(w), 0) if state is None else state
    steps = before.steps + 1
    mean = _decay("beta1", beta1) * _state("state's mean", before.mean, w) + (1 - float(beta1)) * dw
    square = _decay("beta2", beta2) * _state("state's square", before.square, w) + (1 - float(beta2)) * dw * dw
    root = np.sqrt(square / (1 - float(beta2) ** steps))
    step = mean / (1 - float(beta1) ** steps) / (root + number("eps", eps, np.finfo(w.dtype).tiny))
    return Step(w - float(lr) * step, Moments(mean, square, steps))


def _check(w: Array, dw: Array, lr: float) -> tuple[Array, Array]:
    w = floats("w", w)
    number("lr", lr, 0)
    return w, shaped("dw", dw, w.shape, "w's shape")


def _state(name: str, state: Array | None, w: Array) -> Array:
    return np.zeros_like(w) if state is None else shaped(name, state, w.shape, "w's shape")


def _decay(name: str, value: float) -> float:
    if number(name, value, 0, 1) == 1:
        raise ValueError(f"{name} must be below 1, got {value!r}")
    return float(value)
