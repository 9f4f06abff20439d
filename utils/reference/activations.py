"""Activation functions f(z), value by value, and what they do to a gradient on its way back.

Arguments are floats of any shape (float32 in, float32 out); integers are a ValueError. No float overflows. Each
``f_backward(upstream, x)`` returns upstream * f'(x), with ``upstream`` = dL/df(x) of x's shape.
"""

import numpy as np

from utils.reference.border import Array, floats, number, shaped


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + e^-x), by e^x / (1 + e^x) where x < 0, so that no exponential grows beyond 1."""
    x = floats("x", x)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def sigmoid_backward(upstream: Array, x: Array) -> Array:
    """Return upstream * sigma'(x) with sigma'(x) = sigma(x) (1 - sigma(x)), which is 1/4 at most."""
    a = sigmoid(x)
    return _upstream(upstream, a) * a * (1 - a)


def tanh(x: Array) -> Array:
    """Return (e^x - e^-x) / (e^x + e^-x)."""
    return np.tanh(floats("x", x))


def tanh_backward(upstream: Array, x: Array) -> Array:
    """Return upstream * (1 - tanh(x)^2), where the slope is 1 at most."""
    a = tanh(x)
    return _upstream(upstream, a) * (1 - a * a)


def relu(x: Array) -> Array:
    """Return max(x, 0)."""
    return np.maximum(floats("x", x), 0)


def relu_backward(upstream: Array, x: Array) -> Array:
    """Return upstream where x > 0 and 0 elsewhere; at the kink the slope is taken as 0.

    A product with 0 and 1, so that an infinite upstream gives nan where x is not positive.
    """
    x = floats("x", x)
    return _upstream(upstream, x) * (x > 0)


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """Return x where x > 0 and slope * x elsewhere; for slopes from 0 to 1 this is max(x, slope * x).

    Raises ValueError for a slope outside 0 to 1.
    """
    x = floats("x", x)
    slope = number("slope", slope, 0, 1)
    return np.where(x > 0, x, slope * np.minimum(x, 0)) if slope > 0 else relu(x)


def leaky_relu_backward(upstream: Array, x: Array, slope: float = 0.01) -> Array:
    """Return upstream where x > 0 and slope * upstream elsewhere, the kink included."""
    x = floats("x", x)
    upstream = _upstream(upstream, x)
    return np.where(x > 0, upstream, number("slope", slope, 0, 1) * upstream)


def _upstream(upstream: Array, x: Array) -> Array:
    return shaped("upstream", upstream, x.shape, "x's shape")
