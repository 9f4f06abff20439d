"""Convolution: a kernel slides over an image and takes a weighted sum of what lies under it.

Images are (N, C, H, W) floats, filters (F, C / groups, KH, KW), biases (F,). Stride, padding and dilation are whole
numbers or pairs (rows, columns). A stride that does not divide drops the border, as in every framework;
``utils.shapes`` is stricter. All of it is cross-correlation, as deep learning calls convolution; ``convolve`` is the
operator of mathematics.
"""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, shaped
from utils.reference.windows import Grid, columns, crop, grid, pad
from utils.reference.winograd import conv2d_winograd as conv2d_winograd
from utils.shapes.conv_arithmetic import transposed_output_size
from utils.shapes.integers import Pair, pair, whole

CHUNK = 1 << 18  # values of columns that are worked on at a time: about what a processor's cache holds
LONG = 512  # columns that are enough to keep a product of matrices busy


class ConvGradients(NamedTuple):
    """The gradients of a convolution with regard to x, W and b."""

    dx: Array
    dW: Array
    db: Array


class FilterGradients(NamedTuple):
    """The gradients of a convolution with regard to W and b."""

    dW: Array
    db: Array


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
        out[n, f, i, j] = np.sum(window * W[f]) + (0 if b is None else b[f])
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
    """Return what ``conv2d_naive`` returns, as products of matrices.

    Each window becomes a column of C KH KW values and each filter a row, so all sums of an image are rows times
    columns; the bias is one more weight, of an input that is always 1. A few lines of the output at a time, of one
    image or of all if they are small, so that the columns stay in the processor's cache. The output of many small
    images lies in memory with images innermost. Source: Chellapilla, Puri and Simard, "High performance convolutional
    neural networks for document processing" (2006). Raises as ``conv2d_naive``.
    """
    x, W, b, options = _check(x, W, b, grid(_kernel(W), stride, padding, dilation), groups)
    rows = W.reshape(groups, len(W) // groups, -1)
    if b is not None:
        rows = np.append(rows, b.reshape(groups, -1, 1), axis=2)
    output = options.output(x.shape[2:])
    together = _together(len(x), output, W)
    windows = _windows(_padded(x, options.padding, together), options)
    out = _images_innermost((len(x), len(W), *output), np.result_type(x, W), together)
    for images, lines in _blocks(len(x), output, together, _wanted(W) if together else LONG):
        sums = _images_last(out[images, :, lines]).reshape(*rows.shape[:2], -1)  # a view of their place in out
        np.matmul(rows, _lower(windows[:, :, :, lines, :, images], groups, b is not None), out=sums)
    return out


def conv2d_backward(
    upstream: Array,
    x: Array,
    W: Array,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> ConvGradients:
    """Return dx, dW, db of ``conv2d``, given ``upstream`` (N, F, OH, OW).

    Where the output is rows times columns, rows^T times upstream is the gradient of each column, which goes back to the
    window it was copied from: inputs of several windows receive the sum. dW and db are ``conv2d_backward_filters``.
    """
    dW, db = conv2d_backward_filters(upstream, x, W, stride, padding, dilation, groups)
    x, W, upstream, options = _check_backward(upstream, x, W, grid(_kernel(W), stride, padding, dilation), groups)
    rows, output = W.reshape(groups, len(W) // groups, -1), upstream.shape[2:]
    together = _together(len(x), output, W)
    dpadded = np.zeros_like(_padded(x, options.padding, together))
    dwindows = _windows(dpadded, options)
    for images, lines in _blocks(len(x), output, together, _wanted(W)):
        slopes = _images_last(upstream[images, :, lines]).reshape(*rows.shape[:2], -1)
        some = dwindows[:, :, :, lines, :, images]
        stamps = np.matmul(rows.swapaxes(1, 2), slopes).reshape(some.shape)
        for row, column in np.ndindex(options.kernel):
            some[:, row, column] += stamps[:, row, column]
    return ConvGradients(crop(dpadded, options.padding), dW, db)


def conv2d_backward_filters(
    upstream: Array,
    x: Array,
    W: Array,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> FilterGradients:
    """Return only dW and db of ``conv2d``: all that a network's first layer needs, since images are not learned.

    Where the output is rows times columns, dW is upstream times columns^T.
    """
    x, W, upstream, options = _check_backward(upstream, x, W, grid(_kernel(W), stride, padding, dilation), groups)
    rows, output = W.reshape(groups, len(W) // groups, -1), upstream.shape[2:]
    together = _together(len(x), output, W)
    windows, drows = _windows(_padded(x, options.padding, together), options), np.zeros_like(rows)
    for images, lines in _blocks(len(x), output, together, _wanted(W)):
        slopes = _images_last(upstream[images, :, lines]).reshape(*rows.shape[:2], -1)
        drows += slopes @ _lower(windows[:, :, :, lines, :, images], groups).swapaxes(1, 2)
    return FilterGradients(drows.reshape(W.shape), upstream.sum(axis=(0, 2, 3)))


def conv_transpose2d(
    x: Array,
    W: Array,
    b: Array | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Array:
    """Return (N, F, OH, OW): what ``conv2d_backward`` makes of ``x`` (N, C, H, W) as upstream, plus ``b`` (F,).

    ``W`` is (C, F / groups, KH, KW), the filters of the convolution whose backward pass this is; every input stamps its
    C-th of them, times its value, onto the output. The size is ``utils.shapes.conv_arithmetic.transposed_output_size``;
    ``output_padding`` adds rows and columns at the end that the forward convolution had dropped. Source: Dumoulin and
    Visin (2016), section 4.
    """
    options = grid(_kernel(W), stride, padding, dilation)
    x, W, size = _check_transposed(x, W, options, pair("output_padding", output_padding, 0), groups)
    filters = W.shape[1] * groups
    rows = W.reshape(groups, len(W) // groups, -1)
    stamps = np.matmul(rows.swapaxes(1, 2), x.reshape(len(x), groups, rows.shape[1], x.shape[2] * x.shape[3]))
    stamps = stamps.reshape(len(x), filters, *options.kernel, *x.shape[2:])
    out = np.zeros_like(pad(np.empty((len(x), filters, *size), stamps.dtype), options.padding))
    for row, column, down, across in options.taps(x.shape[2:]):
        out[:, :, down, across] += stamps[:, :, row, column]
    out = crop(out, options.padding)
    return out if b is None else out + shaped("b", b, (filters,), "one value a filter")[:, None, None]


def conv_transpose2d_backward(
    upstream: Array,
    x: Array,
    W: Array,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> ConvGradients:
    """Return dx, dW, db of ``conv_transpose2d``, given ``upstream`` (N, F, OH, OW).

    dx is the convolution of upstream with W; dW is that of a convolution in which x and upstream have changed places.
    An output padding of a whole stride or more makes places that no input stamps: there x counts as 0.
    """
    options = grid(_kernel(W), stride, padding, dilation)
    x, W, size = _check_transposed(x, W, options, pair("output_padding", output_padding, 0), groups)
    upstream = shaped("upstream", upstream, (len(x), W.shape[1] * groups, *size), "the output's shape")
    places = (slice(None), slice(None), slice(x.shape[2]), slice(x.shape[3]))
    dx = conv2d(upstream, W, None, stride, padding, dilation, groups)
    stamped = np.zeros_like(dx)
    stamped[places] = x
    dW = conv2d_backward_filters(stamped, upstream, W, stride, padding, dilation, groups).dW
    return ConvGradients(dx[places], dW, upstream.sum(axis=(0, 2, 3)))


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


def _together(images: int, output: Pair, W: Array) -> bool:
    """Return whether images are small enough to be worked on together: few columns each, or few values in them."""
    places = output[0] * output[1]
    return images > 1 and (places < LONG or 2 * places * W[0].size <= CHUNK)


def _wanted(W: Array) -> int:
    """Return how many columns to work on at a time: ``CHUNK`` values, but enough of them for a long filter too."""
    return max(CHUNK // W[0].size, 4 * LONG)


def _blocks(images: int, output: Pair, together: bool, columns: int) -> Iterator[tuple[slice, slice]]:
    """Yield slices of images, all ``together`` or one by one, and of the output's lines, with about ``columns``."""
    rows, width = output
    each = max(images, 1) if together else 1
    lines = max(1, rows // max(1, rows * width * each // columns))
    for image, row in product(range(0, images, each), range(0, rows, lines)):
        yield slice(image, image + each), slice(row, row + lines)


def _images_last(x: Array) -> Array:
    """Return the view (C, H, W, N) of images (N, C, H, W): in this order the inner loops of many images are long."""
    return x.transpose(1, 2, 3, 0)


def _images_innermost(shape: tuple[int, ...], dtype: np.dtype, innermost: bool) -> Array:
    """Return room for images (N, C, H, W), which lie one after the other in memory or value beside value."""
    images, *rest = shape
    return np.empty((*rest, images), dtype).transpose(3, 0, 1, 2) if innermost else np.empty(shape, dtype)


def _padded(x: Array, padding: Pair, innermost: bool) -> Array:
    """Return padded images, in memory one after the other or value beside value."""
    padded = pad(x, padding)
    return np.ascontiguousarray(_images_last(padded)).transpose(3, 0, 1, 2) if innermost else padded


def _windows(padded: Array, options: Grid) -> Array:
    """Return the view (C, KH, KW, OH, OW, N) of padded images (N, C, H, W): what each tap meets in each window."""
    return columns(padded, options).transpose(1, 2, 3, 4, 5, 0)


def _lower(windows: Array, groups: int, one: bool = False) -> Array:
    """Return windows (C, KH, KW, OH, OW, N) as columns (groups, C / groups KH KW, OH OW N), a row of ones below."""
    windows = windows.reshape(groups, -1, *windows.shape[1:])
    taps, places = prod(windows.shape[1:4]), prod(windows.shape[4:])
    lowered = np.empty((groups, taps + one, places), windows.dtype)
    lowered[:, :taps].reshape(windows.shape)[...] = windows
    lowered[:, taps:] = 1
    return lowered


def _kernel(W: Array) -> Pair:
    height, width = floats("W", W, "F, C, KH, KW").shape[2:]
    return height, width


def _check(x: Array, W: Array, b: Array | None, options: Grid, groups: int) -> tuple[Array, Array, Array | None, Grid]:
    """Return the arrays and the options, all checked against each other."""
    x, W = floats("x", x, "N, C, H, W"), np.asarray(W)
    filters, share = W.shape[:2]
    if whole("groups", groups, 1) and (filters % groups or not W.size):
        raise ValueError(f"W must have filters that {groups} groups can share, got the shape {W.shape}")
    if x.shape[1] != share * groups:
        each = f" for each of {groups} groups" if groups > 1 else ""
        raise ValueError(f"W has {share} channels{each}, x has {x.shape[1]} {x.shape}; they must be as many")
    options.output(x.shape[2:])
    return x, W, None if b is None else shaped("b", b, (filters,), "one value a filter"), options


def _check_backward(
    upstream: Array, x: Array, W: Array, options: Grid, groups: int
) -> tuple[Array, Array, Array, Grid]:
    """Return x, W, upstream and the options, all checked against each other."""
    x, W, _, options = _check(x, W, None, options, groups)
    shape = len(x), len(W), *options.output(x.shape[2:])
    return x, W, shaped("upstream", upstream, shape, "the output's shape"), options


def _check_transposed(x: Array, W: Array, options: Grid, more: Pair, groups: int) -> tuple[Array, Array, Pair]:
    """Return the arrays and the output's size (rows, columns), all checked against each other."""
    x, W = floats("x", x, "N, C, H, W"), np.asarray(W)
    if whole("groups", groups, 1) and (len(W) % groups or not W.size):
        raise ValueError(f"W must have filters that {groups} groups can share, got the shape {W.shape}")
    if x.shape[1] != len(W):
        raise ValueError(f"W has {len(W)} filters, x has {x.shape[1]} channels {x.shape}; they must be as many")
    axes = zip(x.shape[2:], options.kernel, options.stride, options.padding, more, options.dilation, strict=True)
    height, width = (transposed_output_size(*axis) for axis in axes)
    return x, W, (height, width)
