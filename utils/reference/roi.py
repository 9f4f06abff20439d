"""Regions of interest: the part of a feature map under a box, brought to one size.

``features`` are (N, C, H, W) floats; ``rois`` (R, 5) floats, the index of the image and then a box in the image's
pixels; ``scale`` is how many cells of the map a pixel makes (1/16 behind VGG's trunk); ``output_size`` is a whole
number or a pair (rows, columns). Outputs are (R, C, rows, columns). Degenerate regions and such as lie outside the map
are taken as torchvision takes them.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped
from utils.shapes.integers import Pair, pair, whole


class Bins(NamedTuple):
    """The cells of each bin, or of each region, along one axis: from ``start`` up to before ``stop``."""

    start: Array
    stop: Array


def roi_pool_naive(features: Array, rois: Array, output_size: int | Pair, scale: float) -> Array:
    """Return the largest value in each bin of each region, bin by bin: the definition.

    A region's corners are rounded to cells, half away from zero, both ends inclusive, at least one cell; its width is
    cut into equal bins, whose edges go out to whole cells, so that neighbours may share cells. A bin outside the map is
    0. Raises ValueError for image indices that do not exist. Source: Girshick, "Fast R-CNN" (2015), section 2.1.
    """
    features, rois, size = _check(features, rois, output_size, scale)
    out = np.zeros((len(rois), features.shape[1], *size), features.dtype)
    for region, row, column, image, down, across in _windows(features, rois, size, scale):
        out[region, :, row, column] = features[image, :, down, across].max(axis=(1, 2))
    return out


def roi_pool(features: Array, rois: Array, output_size: int | Pair, scale: float) -> Array:
    """Return what ``roi_pool_naive`` returns, from tables of maxima over 2^p x 2^q cells.

    Every bin is covered by four such blocks, one in each of its corners: p and q are the largest with 2^p and 2^q
    within the bin. So a bin costs four look-ups, however large it is.
    """
    features, rois, size = _check(features, rois, output_size, scale)
    cells = np.ascontiguousarray(features.transpose(0, 2, 3, 1))
    out = _look_up(cells, rois[:, 0].astype(int), *_bins(features, rois, size, scale))
    return out.transpose(0, 3, 1, 2)


def roi_pool_winners(features: Array, rois: Array, output_size: int | Pair, scale: float) -> Array:
    """Return i*(r, j): for each bin of each region the cell that is its maximum, (R, C, rows, columns) whole numbers.

    Cells are counted row by row, ``y * W + x``. The first one of equals; -1 for bins outside of the map.
    """
    features, rois, size = _check(features, rois, output_size, scale)
    channels, width = features.shape[1], features.shape[3]
    winners = np.full((len(rois), channels, *size), -1)
    for region, row, column, image, down, across in _windows(features, rois, size, scale):
        window = features[image, :, down, across]
        y, x = np.unravel_index(window.reshape(channels, -1).argmax(axis=1), window.shape[1:])
        winners[region, :, row, column] = (down.start + y) * width + across.start + x
    return winners


def roi_pool_backward(upstream: Array, features: Array, rois: Array, output_size: int | Pair, scale: float) -> Array:
    """Return dfeatures: each ``upstream`` (R, C, rows, columns) goes to the cell that was the maximum of its bin.

    The first one of equals; a cell that won several bins, of one region or of many, receives the sum.
    """
    features, rois, size = _check(features, rois, output_size, scale)
    upstream = shaped("upstream", upstream, (len(rois), features.shape[1], *size), "the output's shape")
    winners = roi_pool_winners(features, rois, size, scale)
    dfeatures = np.zeros_like(features, order="C")
    full = np.nonzero(winners >= 0)
    cells = dfeatures.reshape(*features.shape[:2], -1)
    np.add.at(cells, (rois[full[0], 0].astype(int), full[1], winners[full]), upstream[full])
    return dfeatures


def roi_align(
    features: Array,
    rois: Array,
    output_size: int | Pair,
    scale: float,
    samples: int = 2,
    aligned: bool = False,
) -> Array:
    """Return the mean of ``samples`` x ``samples`` bilinear readings in each bin of each region; nothing is rounded.

    ``aligned`` moves regions by half a cell, to where cells have their centres in the middle, and lets them be smaller
    than a cell. Bilinear reading is separable: each region is one matrix for its rows times the map times one for its
    columns. Source: He et al., "Mask R-CNN" (2017), section 3.
    """
    features, rois, size = _check(features, rois, output_size, scale)
    samples = whole("samples", samples, 1)
    scaled = rois[:, 1:] * features.dtype.type(scale) - features.dtype.type(0.5 if aligned else 0)
    height, width = features.shape[2:]
    down = _readings(scaled[:, 1], scaled[:, 3], size[0], height, samples, aligned)
    across = _readings(scaled[:, 0], scaled[:, 2], size[1], width, samples, aligned)
    cells = np.ascontiguousarray(features.transpose(0, 2, 3, 1))
    out = np.empty((len(rois), *size, features.shape[1]), features.dtype)
    top, left = _support(down), _support(across)
    for region, image in enumerate(rois[:, 0].astype(int)):
        rows, columns = slice(top.start[region], top.stop[region]), slice(left.start[region], left.stop[region])
        part = cells[image, rows, columns]
        read = down[region][:, rows] @ part.reshape(len(part), -1)
        np.matmul(across[region][:, columns], read.reshape(size[0], *part.shape[1:]), out=out[region])
    return out.transpose(0, 3, 1, 2)


def _windows(
    features: Array, rois: Array, size: Pair, scale: float
) -> Iterator[tuple[int, int, int, int, slice, slice]]:
    """Yield region, row, column, image and the rows and columns of the map of every bin that is not empty."""
    down, across = _bins(features, rois, size, scale)
    for region, row, column in np.ndindex(len(rois), *size):
        rows = slice(int(down.start[region, row]), int(down.stop[region, row]))
        columns = slice(int(across.start[region, column]), int(across.stop[region, column]))
        if rows.start < rows.stop and columns.start < columns.stop:
            yield region, row, column, int(rois[region, 0]), rows, columns


def _bins(features: Array, rois: Array, size: Pair, scale: float) -> tuple[Bins, Bins]:
    """Return the bins of all regions down the rows and across the columns of the map, in the features' precision."""
    scaled = rois[:, 1:] * features.dtype.type(scale)
    corners = np.trunc(scaled)
    corners += np.copysign(np.abs(scaled - corners) >= 0.5, scaled)  # half away from zero
    height, width = features.shape[2:]
    return (
        _edges(corners[:, 1], corners[:, 3], size[0], height),
        _edges(corners[:, 0], corners[:, 2], size[1], width),
    )


def _edges(first: Array, last: Array, bins: int, cells: int) -> Bins:
    step = (np.maximum(last - first + 1, 1) / first.dtype.type(bins))[:, None]
    places = np.arange(bins + 1, dtype=first.dtype)
    start = np.floor(places[:-1] * step) + first[:, None]
    stop = np.ceil(places[1:] * step) + first[:, None]
    return Bins(np.clip(start, 0, cells).astype(int), np.clip(stop, 0, cells).astype(int))


def _look_up(cells: Array, images: Array, down: Bins, across: Bins) -> Array:
    """Return the maximum (R, rows, columns, C) of each bin of ``cells`` (N, H, W, C); 0 for empty ones."""
    tall, wide = (_largest_power(bins.stop - bins.start) for bins in (down, across))
    full = (down.stop > down.start)[:, :, None] & (across.stop > across.start)[:, None, :]
    out = np.zeros((*full.shape, cells.shape[3]), cells.dtype)
    lines = cells
    for p in range(tall.max(initial=0) + 1):
        lines = lines if p == 0 else _doubled(lines, 1 << (p - 1), axis=1)
        table = lines
        for q in range(wide.max(initial=0) + 1):
            table = table if q == 0 else _doubled(table, 1 << (q - 1), axis=2)
            region, row, column = np.nonzero(full & (tall == p)[:, :, None] & (wide == q)[:, None, :])
            image = images[region]
            top, bottom = down.start[region, row], down.stop[region, row] - (1 << p)
            left, right = across.start[region, column], across.stop[region, column] - (1 << q)
            best = table[image, top, left]
            for y, x in [(top, right)] * (q > 0) + [(bottom, left)] * (p > 0) + [(bottom, right)] * (p > 0 and q > 0):
                np.maximum(best, table[image, y, x], out=best)
            out[region, row, column] = best
    return out


def _largest_power(lengths: Array) -> Array:
    """Return the largest p with 2^p <= length, 0 for empty bins."""
    return np.frexp(np.maximum(lengths, 1))[1] - 1


def _doubled(table: Array, length: int, axis: int) -> Array:
    """Return maxima over twice the ``length`` of the ``table``'s along ``axis``, shorter by ``length``."""
    stop = table.shape[axis] - length
    first, second = (slice(None),) * axis + (slice(stop),), (slice(None),) * axis + (slice(length, None),)
    return np.maximum(table[first], table[second])


def _readings(first: Array, last: Array, bins: int, cells: int, samples: int, aligned: bool) -> Array:
    """Return the matrices (R, bins, cells) that read a line of the map: means of bilinear weights at the samples."""
    extent = last - first if aligned else np.maximum(last - first, 1)
    places = (np.arange(bins * samples, dtype=first.dtype) + first.dtype.type(0.5)) / first.dtype.type(bins * samples)
    y = first[:, None] + extent[:, None] * places
    inside = (y >= -1) & (y <= cells)
    distance = np.abs(np.clip(y, 0, cells - 1)[..., None] - np.arange(cells, dtype=first.dtype))
    weights = np.maximum(0, 1 - distance) * inside[..., None]
    return weights.reshape(len(first), bins, samples, cells).mean(axis=2)


def _support(matrices: Array) -> Bins:
    """Return the cells that each of the ``matrices`` (R, bins, cells) reads, at least one."""
    used = matrices.any(axis=1)
    last = used.shape[1] - used[:, ::-1].argmax(axis=1)
    return Bins(used.argmax(axis=1), np.where(used.any(axis=1), last, 1))


def _check(features: Array, rois: Array, output_size: int | Pair, scale: float) -> tuple[Array, Array, Pair]:
    features, rois = floats("features", features, "N, C, H, W"), np.asarray(rois)
    rois = np.zeros((0, 5), features.dtype) if rois.shape in ((0,), (0, 5)) else floats("rois", rois, "R, 5")
    if rois.shape[1] != 5:
        raise ValueError(f"rois must have the shape (R, 5), got {rois.shape}")
    if not features.shape[2] or not features.shape[3]:
        raise ValueError(f"features must have at least one row and one column, got {features.shape}")
    if number("scale", scale, 0) == 0:
        raise ValueError("scale must be above 0, got 0")
    if not np.isfinite(rois).all():
        raise ValueError(f"rois must be finite, got {rois[~np.isfinite(rois)][0]}")
    wrong = (rois[:, 0] != np.floor(rois[:, 0])) | (rois[:, 0] < 0) | (rois[:, 0] >= len(features))
    if wrong.any():
        raise ValueError(f"rois must begin with the index of one of {len(features)} images, got {rois[wrong][0, 0]:g}")
    return features, rois.astype(features.dtype, copy=False), pair("output_size", output_size, 1)
