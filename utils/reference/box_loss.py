"""The loss of boxes: a parabola near 0, a straight line beyond, so that no target can pull harder than one."""

import numpy as np

from utils.reference.border import Array, floats, shaped


def smooth_l1(x: Array) -> Array:
    """Return 0.5 x^2 where |x| < 1 and |x| - 0.5 beyond, entry by entry, of differences ``x`` (...) floats.

    Raises ValueError for integers. Source: Girshick, "Fast R-CNN" (2015), equation 3.
    """
    x = floats("x", x)
    size = np.abs(x)
    return np.where(size < 1, x.dtype.type(0.5) * x * x, size - x.dtype.type(0.5))


def smooth_l1_backward(upstream: Array, x: Array) -> Array:
    """Return dx, ``upstream`` (...) times the slope: x itself where |x| < 1, and its sign, -1 or 1, beyond."""
    x = floats("x", x)
    return shaped("upstream", upstream, x.shape, "x's shape") * np.clip(x, -1, 1)
