"""Pooling: the largest value, or the mean, of each window of each map.

Images are (N, C, H, W) floats. ``size``, ``stride`` (the size unless given) and ``padding`` (below the size) are whole
numbers or pairs (rows, columns). A stride that does not divide drops the border. Padding is -inf under a maximum, so
that it never wins, and counts as zeros under a mean, as in PyTorch.
"""

from collections.abc import Iterator
from math import prod

import numpy as np

from utils.reference.border import Array, floats, shaped
from utils.reference.windows import Grid, crop, grid, pad
from utils.shapes.integers import Pair, pair

CHUNK = 1 << 18  # values of maps that are worked on at a time: about what a processor's cache holds


def max_pool2d(x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0) -> Array:
    """Return the largest value under each window, (N, C, OH, OW).

    Place by place in the window, a few maps at a time: the running maximum of all windows at once, first down the rows,
    then across. The output keeps x's order in memory. Raises ValueError for integers and for windows that do not fit on
    the padded image.
    """
    x, options = _check(x, size, stride, padding)
    innermost, maps = _maps(pad(x, options.padding, -np.inf))
    (rows, columns), (height, width), (down, across) = options.output(x.shape[2:]), options.kernel, options.stride
    out = np.empty((len(maps), rows, columns, maps.shape[3]), x.dtype)
    for some in _chunks(maps):
        part = maps[some]
        tall = _largest([part[:, tap : tap + (rows - 1) * down + 1 : down] for tap in range(height)])
        out[some] = _largest_beside(tall, width)[:, :, : (columns - 1) * across + 1 : across]
    return _images(out, innermost, x.shape)


def max_pool2d_backward_naive(
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
    waiting = np.ones_like(largest, bool)
    for _, _, rows, columns in options.taps(largest.shape[2:]):
        wins = waiting & (padded[:, :, rows, columns] == largest)
        dx[:, :, rows, columns] += upstream * wins
        waiting &= ~wins
    return crop(dx, options.padding)


def max_pool2d_backward(
    upstream: Array, x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """Return what ``max_pool2d_backward_naive`` returns, a few maps at a time: find the winners, then add once.

    Where a maximum is not finite, -inf of the padding could be the winner: the naive form decides.
    """
    x, options = _check(x, size, stride, padding)
    output = options.output(x.shape[2:])
    upstream = shaped("upstream", upstream, (*x.shape[:2], *output), "the output's shape")
    innermost, maps = _maps(pad(x, options.padding, -np.inf))
    slopes, dmaps = _maps(upstream, innermost)[1], np.zeros(maps.shape, x.dtype)
    chunks = list(_chunks(maps))
    cells = np.arange(maps[chunks[0]].size if chunks else 0).reshape(-1, *maps.shape[1:])
    _, _, down, across = next(options.taps(output))
    corners, offsets = cells[:, down, across].copy(), cells[:1, : options.kernel[0], : options.kernel[1], :1].ravel()
    for some in chunks:
        largest, winners = _winners(maps[some], options, output)
        if not np.isfinite(largest).all():
            return max_pool2d_backward_naive(upstream, x, size, stride, padding)
        places = offsets.take(winners, mode="clip") + corners[: len(winners)]
        np.add.at(dmaps[some].reshape(-1), places.reshape(-1), slopes[some].reshape(-1))
    return crop(_images(dmaps, innermost, x.shape), options.padding)


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


def _maps(x: Array, innermost: int | None = None) -> tuple[int | None, Array]:
    """Return images (N, C, H, W) as maps (P, H, W, Q) in their order in memory, and which axis is Q.

    Q are the images or the channels (axis 0 or 1) where their values lie side by side in memory; else, where those of a
    line do, it is 1, and ``innermost`` is None. One that is given is kept.
    """
    if innermost is None:
        innermost = next((axis for axis in (0, 1) if x.strides[axis] < x.strides[3] and x.shape[axis] > 1), None)
    maps = x.reshape(-1, *x.shape[2:], 1) if innermost is None else np.moveaxis(x, innermost, 3)
    return innermost, np.ascontiguousarray(maps)


def _images(maps: Array, innermost: int | None, shape: tuple[int, ...]) -> Array:
    """Return maps (P, H, W, Q) as the images that ``_maps`` made them of, N and C as in ``shape``."""
    return maps.reshape(*shape[:2], *maps.shape[1:3]) if innermost is None else np.moveaxis(maps, 3, innermost)


def _chunks(maps: Array) -> Iterator[slice]:
    """Yield slices of as many maps (P, H, W, Q) as have ``CHUNK`` values together, at least one."""
    count = max(1, CHUNK // max(1, prod(maps.shape[1:])))
    for first in range(0, len(maps), count):
        yield slice(first, first + count)


def _largest(arrays: list[Array], out: Array | None = None) -> Array:
    largest = np.maximum(arrays[0], arrays[min(1, len(arrays) - 1)], out=out)
    for array in arrays[2:]:
        np.maximum(largest, array, out=largest)
    return largest


def _largest_beside(lines: Array, width: int) -> Array:
    """Return at each place of lines (P, H, W, Q) the largest of ``width`` neighbours from there on.

    All lines are taken as one, which is fastest: the last places of a line look into the next one and mean nothing.
    """
    flat, largest, step = lines.reshape(-1), np.empty_like(lines), lines.shape[3]
    count = flat.size - (width - 1) * step
    _largest([flat[tap * step : tap * step + count] for tap in range(width)], out=largest.reshape(-1)[:count])
    return largest


def _winners(maps: Array, options: Grid, output: Pair) -> tuple[Array, Array]:
    """Return each window's maximum and the place in the window, row by row, where it stands first: (P, OH, OW, Q) both.

    ``maps`` (P, H, W, Q) are split into parts, by the rows and columns that lie a stride apart, so that a place of the
    window meets one part, shifted. All windows are compared as one line; those that begin too near the end of a row or
    of a map mean nothing and are left out.
    """
    (height, width), (down, across) = options.kernel, options.stride
    rows, columns = output[0] + (height - 1) // down, output[1] + (width - 1) // across
    shape = (len(maps), rows, columns, maps.shape[3])
    parts = np.zeros((down, across, *shape), maps.dtype)
    for row, column in np.ndindex(down, across):
        part = maps[:, row::down, column::across][:, :rows, :columns]
        parts[row, column, :, : part.shape[1], : part.shape[2]] = part
    parts = parts.reshape(down, across, -1)
    largest, winners = parts[0, 0].copy(), np.zeros(parts.shape[2], np.min_scalar_type(height * width))
    for place in range(1, height * width):
        row, column = divmod(place, width)
        met = parts[row % down, column % across, (row // down * columns + column // across) * shape[3] :]
        best, winner = largest[: len(met)], winners[: len(met)]
        np.maximum(winner, (met > best) * winners.dtype.type(place), out=winner)
        np.maximum(best, met, out=best)
    return tuple(array.reshape(shape)[:, : output[0], : output[1]] for array in (largest, winners))


def _check(x: Array, size: int | Pair, stride: int | Pair | None, padding: int | Pair) -> tuple[Array, Grid]:
    x, kernel = floats("x", x, "N, C, H, W"), pair("size", size, 1)
    options = grid(kernel, kernel if stride is None else stride, padding)
    if any(pad >= side for pad, side in zip(options.padding, kernel, strict=True)):
        raise ValueError(f"padding must be below the size {size}, got {padding}")
    options.output(x.shape[2:])
    return x, options
