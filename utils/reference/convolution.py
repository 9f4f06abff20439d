"""Convolution: a kernel slides over an image and takes a weighted sum of what lies under it.

Images are (N, C, H, W) floats, filters (F, C / groups, KH, KW), biases (F,). Stride, padding and dilation are whole
numbers or pairs (rows, columns). A stride that does not divide drops the border, as in every framework;
``utils.shapes`` is stricter. All of it is cross-correlation, as deep learning calls convolution; ``convolve`` is the
operator of mathematics.
"""

import numpy as np

from utils.reference.border import Array, floats, shaped
from utils.reference.windows import Grid, columns, grid, pad
from utils.shapes.integers import Pair, whole


def conv2d_naive(
    x: Array,
    W: Array,
    b: Array | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Array:
    """Return the convolution (N, F, OH, OW) of ``x`` with ``W``, one weighted sum after the other: the definition.

        out[n, f, i, j] = b[f] + sum_c,u,v W[f, c, u, v] padded[n, c, i stride + u dilation, j stride + v dilation]

    With ``groups`` the c of filter f run over its share of the channels. Raises ValueError where channels or sizes do
    not match.
    """
    x, W, b, options = _check(x, W, b, grid(_kernel(W), stride, padding, dilation), groups)
    (row_stride, column_stride), (row_step, column_step) = options.stride, options.dilation
    (height, width), share = options.kernel, W.shape[1]
    padded = pad(x, options.padding)
    out = np.empty((len(x), len(W), *options.output(x.shape[2:])), np.result_type(x, W))
    for n, f, i, j in np.ndindex(out.shape):
        first = f // (len(W) // groups) * share
        top, left = i * row_stride, j * column_stride
        rows = slice(top, top + height * row_step, row_step)
        across = slice(left, left + width * column_step, column_step)
        window = padded[n, first : first + share, rows, across]
        out[n, f, i, j] = np.sum(window * W[f]) + b[f]
    return out


def conv2d(
    x: Array,
    W: Array,
    b: Array | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Array:
    """Return what ``conv2d_naive`` returns, as one product of matrices an image.

    Each window becomes a column of C KH KW values and each filter a row, so all sums of an image are rows times
    columns. One image at a time: its columns stay in the processor's cache. Source: Chellapilla, Puri and Simard, "High
    performance convolutional neural networks for document processing" (2006). Raises as ``conv2d_naive``.
    """
    x, W, b, options = _check(x, W, b, grid(_kernel(W), stride, padding, dilation), groups)
    windows = columns(pad(x, options.padding), options)
    rows = W.reshape(groups, len(W) // groups, -1)
    places = windows.shape[4] * windows.shape[5]
    out = np.empty((len(x), groups, rows.shape[1], places), np.result_type(x, W))
    lowered = np.empty(windows.shape[1:], x.dtype)
    for image, result in zip(windows, out, strict=True):
        np.copyto(lowered, image)
        np.matmul(rows, lowered.reshape(groups, -1, places), out=result)
        result += b.reshape(groups, -1, 1)
    return out.reshape(len(x), len(W), *windows.shape[4:])


def cross_correlate(image: Array, kernel: Array) -> Array:
    """Return the weighted sums of an ``image`` (H, W) under a ``kernel`` (KH, KW): (H - KH + 1, W - KW + 1).

        out[i, j] = sum_u,v kernel[u, v] image[i + u, j + v]

    A new array: sums written back into the image would feed on each other. Raises ValueError for a kernel larger than
    the image.
    """
    image, kernel = floats("image", image, "H, W"), floats("kernel", kernel, "KH, KW")
    return conv2d(image[None, None], kernel[None, None])[0, 0]


def convolve(image: Array, kernel: Array) -> Array:
    """Return the same under the kernel turned by half a turn: the convolution of mathematics.

        out[i, j] = sum_u,v kernel[KH - 1 - u, KW - 1 - v] image[i + u, j + v]

    The two agree for kernels that look the same upside down.
    """
    return cross_correlate(image, floats("kernel", kernel, "KH, KW")[::-1, ::-1])


def _kernel(W: Array) -> Pair:
    height, width = floats("W", W, "F, C, KH, KW").shape[2:]
    return height, width


def _check(x: Array, W: Array, b: Array | None, options: Grid, groups: int) -> tuple[Array, Array, Array, Grid]:
    """Return the arrays, with zeros for missing biases, and the options, all checked against each other."""
    x, W = floats("x", x, "N, C, H, W"), np.asarray(W)
    filters, share = W.shape[:2]
    if whole("groups", groups, 1) and (filters % groups or not W.size):
        raise ValueError(f"W must have filters that {groups} groups can share, got the shape {W.shape}")
    if x.shape[1] != share * groups:
        each = f" for each of {groups} groups" if groups > 1 else ""
        raise ValueError(f"W has {share} channels{each}, x has {x.shape[1]} {x.shape}; they must be as many")
    options.output(x.shape[2:])
    b = np.zeros(filters, W.dtype) if b is None else shaped("b", b, (filters,), "one value a filter")
    return x, W, b, options
