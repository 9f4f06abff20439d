"""Winograd's convolution: 3x3 filters at stride 1 with a quarter of the products.

F(4, 3) computes 4 neighbouring outputs of a 3-tap filter from 6 inputs with 6 products instead of 12: inputs and filter
are transformed, multiplied value by value, and transformed back, out = A^T ((G w) * (B^T d)). On images both axes are
treated so: 36 products for 4x4 outputs instead of 144. Source: Lavin and Gray, "Fast algorithms for convolutional
neural networks" (2016), section 4.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from utils.reference.border import Array, floats, shaped
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.integers import Pair, pair

OUT, IN = 4, 6  # outputs and inputs of a tile along one axis
TILES = 56  # tiles that are worked on at a time; more where filters are long

POINTS = np.array([0, 3 / 4, -3 / 4, 3 / 2, -3 / 2])  # and infinity; rounding errors are a quarter of those of 0, 1, 2


class Transforms(NamedTuple):
    """The matrices of out = A^T ((G w) * (B^T d)): A^T (4, 6), G (6, 3), B^T (6, 6)."""

    A_T: Array
    G: Array
    B_T: Array


def transforms() -> Transforms:
    """Return the matrices of F(4, 3) for ``POINTS``, by Toom and Cook's way to multiply polynomials.

    Filter and inputs are coefficients; a polynomial product is known from its values at six points, one at infinity.
    G evaluates the filter at each p and divides by the product of p - q over the other points q, B^T holds the
    coefficients of the products of t - q, and A^T the powers of p.
    """
    others = [np.delete(POINTS, place) for place in range(len(POINTS))]
    powers = np.vander(POINTS, OUT, increasing=True)
    weights = np.array([np.prod(p - q) for p, q in zip(POINTS, others, strict=True)])
    B_T = [*(np.append(np.poly(q)[::-1], 0) for q in others), np.poly(POINTS)[::-1]]
    G = np.vstack([powers[:, :3] / weights[:, None], [0, 0, 1]])
    return Transforms(np.column_stack([powers.T, [0, 0, 0, 1]]), G, np.array(B_T))


def conv2d_winograd(x: Array, W: Array, b: Array | None = None, padding: int | Pair = 0) -> Array:
    """Return ``conv2d(x, W, b, padding=padding)`` for ``W`` (F, C, 3, 3) by F(4, 3), within about 1e-5 in float32.

    Each transform of both axes at once is one product with a Kronecker square; between them stand 36 products of tiles
    (T, C) with filters (C, F), one for each place in a tile. Channels lie innermost, so that tiles are copied in long
    pieces; the output keeps that order in memory. Raises ValueError for other kernels, and where channels or sizes do
    not match.
    """
    x, W, b, padding, size = _check(x, W, b, padding)
    down, across = (-(-side // OUT) for side in size)
    tiles = _tiles(x, padding, (down, across))
    back, once, forth = (np.kron(matrix, matrix).astype(x.dtype) for matrix in transforms())
    filters = (once @ W.swapaxes(0, 1).reshape(-1, 9).T).reshape(IN * IN, *W.shape[1::-1])
    out = np.empty((len(x), down, OUT, across, OUT, len(W)), np.result_type(x, W))
    for images, rows in _blocks(len(x), down, across, max(TILES, W.shape[1] // 2)):
        block = tiles[:, :, images, rows].copy()
        seen = (forth @ block.reshape(IN * IN, -1)).reshape(IN * IN, -1, W.shape[1])
        made = back @ np.matmul(seen, filters).reshape(IN * IN, -1)
        made = made.reshape(OUT, OUT, *block.shape[2:5], len(W)).transpose(2, 3, 0, 4, 1, 5)
        np.add(made, 0 if b is None else b, out=out[images, rows])
    return out.reshape(len(x), down * OUT, across * OUT, len(W))[:, : size[0], : size[1]].transpose(0, 3, 1, 2)


def _tiles(x: Array, padding: Pair, count: Pair) -> Array:
    """Return a view (6, 6, N, down, across, C) of overlapping tiles, with zeros around images and beyond their end."""
    sides = (side * OUT + IN - OUT for side in count)
    padded = np.zeros((len(x), *sides, x.shape[1]), x.dtype)
    (top, left), (height, width) = padding, x.shape[2:]
    for line in range(height):  # a line of all channels is turned around in the cache
        padded[:, top + line, left : left + width] = x[:, :, line].copy().swapaxes(1, 2)
    tiles = sliding_window_view(padded, (IN, IN), axis=(1, 2))[:, ::OUT, ::OUT]
    return tiles.transpose(4, 5, 0, 1, 2, 3)


def _blocks(images: int, down: int, across: int, tiles: int) -> list[tuple[slice, slice]]:
    """Return slices of images and of rows of tiles that hold about so many ``tiles`` together."""
    rows = min(down, max(1, tiles // across))
    group = max(1, tiles // (rows * across))
    firsts = product(range(0, images, group), range(0, down, rows))
    return [(slice(image, image + group), slice(row, row + rows)) for image, row in firsts]


def _check(x: Array, W: Array, b: Array | None, padding: int | Pair) -> tuple[Array, Array, Array | None, Pair, Pair]:
    """Return the arguments, checked against each other, and the output's size (rows, columns)."""
    x, W, padding = floats("x", x, "N, C, H, W"), floats("W", W, "F, C, 3, 3"), pair("padding", padding, 0)
    if W.shape[2:] != (3, 3) or not W.size:
        raise ValueError(f"W must hold filters (F, C, 3, 3), got {W.shape}")
    if W.shape[1] != x.shape[1]:
        raise ValueError(f"W has {W.shape[1]} channels, x has {x.shape[1]} {x.shape}; they must be as many")
    b = None if b is None else shaped("b", b, W.shape[:1], "one value a filter")
    rows, columns = (output_size(side, 3, padding=more) for side, more in zip(x.shape[2:], padding, strict=True))
    return x, W, b, padding, (rows, columns)
