"""Pooling: the largest value, or the mean, of each window of each map.

Images are (N, C, H, W) floats. ``size``, ``stride`` (the size unless given) and ``padding`` (below the size) are whole
numbers or pairs (rows, columns). A stride that does not divide drops the border. Padding is -inf under a maximum, so
that it never wins, and counts as zeros under a mean, as in PyTorch.
"""

import numpy as np

from utils.reference.border import Array, floats, shaped
from utils.reference.windows import Grid, crop, grid, pad
from utils.shapes.integers import Pair, pair


def max_pool2d(x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0) -> Array:
    """Return the largest value under each window, (N, C, OH, OW).

    Place by place in the window: the running maximum of all windows at once, first down the rows, then across. Raises
    ValueError for integers and for windows that do not fit on the padded image.
    """
    x, options = _check(x, size, stride, padding)
    padded = pad(x, options.padding, -np.inf)
    (rows, columns), (height, width) = options.output(x.shape[2:]), options.kernel
    down = [padded[:, :, tap : tap + (rows - 1) * options.stride[0] + 1 : options.stride[0]] for tap in range(height)]
    tall = _largest(down)
    across = [tall[..., tap : tap + (columns - 1) * options.stride[1] + 1 : options.stride[1]] for tap in range(width)]
    return _largest(across)


def max_pool2d_backward(
    upstream: Array, x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """Return dx: each ``upstream`` (N, C, OH, OW) goes to the input that was the maximum, the first one of equals.

    An input that was the maximum of several windows receives the sum.
    """
    x, options = _check(x, size, stride, padding)
    largest = max_pool2d(x, size, stride, padding)
    upstream = shaped("upstream", upstream, largest.shape, "the output's shape")
    padded = pad(x, options.padding, np.nan)  # equals nothing, so padding never wins
    dx = np.zeros_like(padded)
    waiting = np.ones(largest.shape, bool)
    for _, _, rows, columns in options.taps(largest.shape[2:]):
        wins = waiting & (padded[:, :, rows, columns] == largest)
        dx[:, :, rows, columns] += upstream * wins
        waiting &= ~wins
    return crop(dx, options.padding)


def avg_pool2d(x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0) -> Array:
    """Return the mean under each window, (N, C, OH, OW); padding counts as zeros. Raises as ``max_pool2d``."""
    x, options = _check(x, size, stride, padding)
    padded = pad(x, options.padding)
    output = options.output(x.shape[2:])
    total = np.zeros((*x.shape[:2], *output), x.dtype)
    for _, _, rows, columns in options.taps(output):
        total += padded[:, :, rows, columns]
    return total / np.prod(options.kernel, dtype=x.dtype)


def avg_pool2d_backward(
    upstream: Array, x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """Return dx: each ``upstream`` (N, C, OH, OW) is shared equally among the inputs of its window."""
    x, options = _check(x, size, stride, padding)
    output = options.output(x.shape[2:])
    upstream = shaped("upstream", upstream, (*x.shape[:2], *output), "the output's shape")
    share = upstream / np.prod(options.kernel, dtype=x.dtype)
    dx = np.zeros_like(pad(x, options.padding))
    for _, _, rows, columns in options.taps(output):
        dx[:, :, rows, columns] += share
    return crop(dx, options.padding)


def _largest(arrays: list[Array]) -> Array:
    largest = arrays[0].copy()
    for array in arrays[1:]:
        np.maximum(largest, array, out=largest)
    return largest


def _check(x: Array, size: int | Pair, stride: int | Pair | None, padding: int | Pair) -> tuple[Array, Grid]:
    x, kernel = floats("x", x, "N, C, H, W"), pair("size", size, 1)
    options = grid(kernel, kernel if stride is None else stride, padding)
    if any(pad >= side for pad, side in zip(options.padding, kernel, strict=True)):
        raise ValueError(f"padding must be below the size {size}, got {padding}")
    options.output(x.shape[2:])
    return x, options
