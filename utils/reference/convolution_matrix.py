"""A convolution written out as what it is: one matrix, mostly zeros, with the same few numbers over and over."""

import numpy as np

from utils.reference.border import Array, floats
from utils.reference.windows import grid
from utils.shapes.integers import Pair, pair


def convolution_matrix(W: Array, size: int | Pair, stride: int | Pair = 1, padding: int | Pair = 0) -> Array:
    """Return the matrix M (F OH OW, C H W) with ``conv2d(x, W)`` = M x, for images of ``size`` (rows, columns).

        M[(f, i, j), (c, i S + u - P, j S + v - P)] = W[f, c, u, v]

    ``W`` is (F, C, KH, KW); rows are outputs and columns are inputs, in the order in which arrays lie in memory. What
    would read padding is left out: padding is zero. M transposed, times an upstream gradient, is ``dx`` of
    ``conv2d_backward``. Source: Dumoulin and Visin (2016), section 4.1. Raises ValueError where the kernel is larger
    than the padded image.
    """
    W = floats("W", W, "F, C, KH, KW")
    options, size = grid(W.shape[2:], stride, padding), pair("size", size, 1)
    filters, channels, height, width = W.shape
    rows, columns = options.output(size)
    matrix = np.zeros((filters, rows, columns, channels, *size), W.dtype)
    for i, j, u, v in np.ndindex(rows, columns, height, width):
        row = i * options.stride[0] + u - options.padding[0]
        column = j * options.stride[1] + v - options.padding[1]
        if 0 <= row < size[0] and 0 <= column < size[1]:
            matrix[:, i, j, :, row, column] = W[:, :, u, v]
    return matrix.reshape(filters * rows * columns, channels * size[0] * size[1])
