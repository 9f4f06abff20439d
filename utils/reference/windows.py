"""The windows that convolution and pooling slide over images (..., H, W), as views: nothing is copied."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from utils.reference.border import Array
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.integers import Pair, pair


class Grid(NamedTuple):
    """Kernel, stride, padding and dilation as pairs (rows, columns)."""

    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair

    def output(self, size: Pair) -> Pair:
        """Return the number of windows (rows, columns) on an input of ``size`` (rows, columns), floored."""
        rows, columns = (output_size(*axis, floor=True) for axis in zip(size, *self, strict=True))
        return rows, columns

    def taps(self, output: Pair) -> Iterator[tuple[int, int, slice, slice]]:
        """Yield each place (row, column) of the kernel with the padded rows and columns it meets in all windows."""
        for row, column in np.ndindex(self.kernel):
            yield row, column, self._meets(0, row, output), self._meets(1, column, output)

    def _meets(self, axis: int, place: int, output: Pair) -> slice:
        start, stride = place * self.dilation[axis], self.stride[axis]
        return slice(start, start + (output[axis] - 1) * stride + 1, stride)


def grid(kernel: Pair, stride: int | Pair, padding: int | Pair, dilation: int | Pair = 1) -> Grid:
    """Return the options as pairs; ValueError where they are not whole numbers or pairs of them."""
    return Grid(kernel, pair("stride", stride, 1), pair("padding", padding, 0), pair("dilation", dilation, 1))


def pad(x: Array, padding: Pair, value: float = 0.0) -> Array:
    """Return images with ``padding`` (rows, columns) cells of ``value`` on each side, in the same order in memory."""
    if padding == (0, 0):
        return x
    rows, columns = padding
    height, width = x.shape[-2:]
    out = np.full_like(x, value, shape=(*x.shape[:-2], height + 2 * rows, width + 2 * columns))
    out[..., rows : rows + height, columns : columns + width] = x
    return out


def crop(x: Array, padding: Pair) -> Array:
    """Return images without the ``padding`` (rows, columns) cells that ``pad`` put on each side."""
    rows, columns = padding
    return x[..., rows : x.shape[-2] - rows, columns : x.shape[-1] - columns]


def columns(padded: Array, grid: Grid) -> Array:
    """Return the view (N, C, KH, KW, OH, OW) of padded images (N, C, H, W): what each tap meets in each window.

    Writing to it writes to the images. Windows overlap, so only what one tap meets may be written at a time.
    """
    span = tuple(dilation * (kernel - 1) + 1 for kernel, dilation in zip(grid.kernel, grid.dilation, strict=True))
    every = (slice(None, None, step) for step in (*grid.stride, *grid.dilation))
    windows = sliding_window_view(padded, span, axis=(2, 3), writeable=True)[:, :, *every]
    return windows.transpose(0, 1, 4, 5, 2, 3)
