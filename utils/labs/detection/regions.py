"""Regions of interest in PyTorch, with gradients, on any device; ``utils.reference.roi`` is the same in NumPy.

``features`` are (N, C, H, W); ``boxes`` (N, R, 4), R of each image, in the image's pixels; ``scale`` is how many cells
of the map a pixel makes; ``size`` is (rows, columns) of the output (N, R, C, rows, columns).
"""

from itertools import product
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

Size = tuple[int, int]


class Bins(NamedTuple):
    """The cells of each bin along one axis, (N, R, bins): from ``start`` up to before ``stop``."""

    start: Tensor
    stop: Tensor


def roi_pool(features: Tensor, boxes: Tensor, size: Size, scale: float) -> Tensor:
    """Return the largest value in each bin of each region, 0 for bins outside of the map.

    The gradient goes to the first of the largest cells, row by row. Source: Girshick, "Fast R-CNN" (2015), section 2.1.
    """
    scaled = boxes * scale
    corners = torch.trunc(scaled)
    corners = corners + torch.copysign(((scaled - corners).abs() >= 0.5).to(scaled.dtype), scaled)
    height, width = features.shape[2:]
    down = _edges(corners[..., 1], corners[..., 3], size[0], height)
    across = _edges(corners[..., 0], corners[..., 2], size[1], width)
    learns = torch.is_grad_enabled() and features.requires_grad
    largest = _Largest.apply if learns else _largest
    return largest(features.float(), down, across).permute(0, 1, 4, 2, 3)


def roi_align(
    features: Tensor, boxes: Tensor, size: Size, scale: float, samples: int = 2, aligned: bool = True
) -> Tensor:
    """Return the mean of ``samples`` x ``samples`` bilinear readings in each bin of each region; nothing is rounded.

    ``aligned`` moves regions by half a cell, to where cells have their centres in the middle. A region is a matrix for
    its rows times the map times one for its columns. Source: He et al., "Mask R-CNN" (2017), section 3.
    """
    scaled = boxes * scale - (0.5 if aligned else 0)
    count, regions = boxes.shape[:2]
    channels, height, width = features.shape[1:]
    down = _readings(scaled[..., 1], scaled[..., 3], size[0], height, samples, aligned)
    across = _readings(scaled[..., 0], scaled[..., 2], size[1], width, samples, aligned)
    cells = features.permute(0, 2, 3, 1).reshape(count, height, width * channels)
    lines = down.flatten(1, 2) @ cells.to(down.dtype)
    lines = lines.view(count, regions, size[0], width, channels)
    return (across[:, :, None].to(lines.dtype) @ lines).permute(0, 1, 4, 2, 3)


def _edges(first: Tensor, last: Tensor, bins: int, cells: int) -> Bins:
    extent = (last - first + 1).clamp(min=1)
    step = (extent / torch.full_like(extent, bins))[..., None]  # by a number, a card multiplies by its rounded inverse
    places = torch.arange(bins + 1, dtype=first.dtype, device=first.device)
    start = torch.floor(places[:-1] * step) + first[..., None]
    stop = torch.ceil(places[1:] * step) + first[..., None]
    return Bins(start.clamp(0, cells).long(), stop.clamp(0, cells).long())


class _Largest(torch.autograd.Function):
    """Maxima (N, R, rows, columns, C) over rectangles of cells; the gradient goes to where they are."""

    @staticmethod
    def forward(context: Any, features: Tensor, down: Bins, across: Bins) -> Tensor:
        """Take the larger of the look-ups, and of equal ones the first cell."""
        look = _look_ups(down, across, features.shape)
        values, places = (torch.stack(each).flatten(0, 3) for each in _tables(features, look.tall, look.wide))
        best, where = values[look.rows[0]], places[look.rows[0]]
        for row in look.rows[1:]:
            value, place = values[row], places[row]
            better = (value > best) | ((value == best) & (place < where))
            best, where = torch.where(better, value, best), torch.where(better, place, where)
        context.shape = features.shape
        context.save_for_backward(where, look.full)
        return best * look.full[..., None]

    @staticmethod
    def backward(context: Any, upstream: Tensor) -> tuple[Tensor, None, None]:
        """Add each upstream to the cell that was its maximum."""
        where, full = context.saved_tensors
        count, channels, height, width = context.shape
        images = torch.arange(count, device=where.device).view(-1, 1, 1, 1, 1)
        flat = (images * height * width + where) * channels + torch.arange(channels, device=where.device)
        gradient = upstream.new_zeros(count * height * width * channels)
        gradient.scatter_add_(0, flat.flatten(), (upstream * full[..., None]).flatten())
        return gradient.view(count, height, width, channels).permute(0, 3, 1, 2), None, None


def _largest(features: Tensor, down: Bins, across: Bins) -> Tensor:
    """Return what ``_Largest`` does where nothing learns: it need not know where the maxima are, at half the time."""
    look = _look_ups(down, across, features.shape)
    values = torch.stack(_tables(features, look.tall, look.wide, places=False)[0]).flatten(0, 3)
    best = values[look.rows[0]]
    for row in look.rows[1:]:
        best = torch.maximum(best, values[row])
    return best * look.full[..., None]


class _LookUps(NamedTuple):
    """Blocks of 2^p x 2^q cells, one in each corner, cover a rectangle of cells: four look-ups for its maximum."""

    rows: list[Tensor]
    """Four (N, R, rows, columns), indices into tables for all p < ``tall`` and q < ``wide``."""
    tall: int
    wide: int
    full: Tensor
    """(N, R, rows, columns) bool: whether the rectangle has a cell at all."""


def _look_ups(down: Bins, across: Bins, shape: torch.Size) -> _LookUps:
    tall, wide = _largest_power(down.stop - down.start), _largest_power(across.stop - across.start)
    most = int(wide.max()) + 1 if wide.numel() else 1
    table = tall[..., :, None] * most + wide[..., None, :]
    corners = product((down.start, down.stop - 2**tall), (across.start, across.stop - 2**wide))
    rows = [_row(table, y, x, shape) for y, x in corners]
    full = (down.stop > down.start)[..., :, None] & (across.stop > across.start)[..., None, :]
    return _LookUps(rows, int(tall.max()) + 1 if tall.numel() else 1, most, full)


def _tables(features: Tensor, rows: int, columns: int, places: bool = True) -> tuple[list[Tensor], list[Tensor]]:
    """Return the maxima over 2^p x 2^q cells from each cell on, and, asked for ``places``, the first cell of each.

    Both are (N, H, W, C) for all p < rows and q < columns, in this order; beyond the map nothing is larger.
    """
    width = features.shape[3]
    values, cells = [], []
    for p, q in product(range(rows), range(columns)):
        padded = functional.pad(features, (0, 2**q - 1, 0, 2**p - 1), value=-torch.inf)
        pooled = functional.max_pool2d(padded, (2**p, 2**q), 1, return_indices=places)
        value = pooled[0] if places else pooled
        values.append(value.permute(0, 2, 3, 1))
        if places:
            cell = pooled[1] // padded.shape[3] * width + pooled[1] % padded.shape[3]
            cells.append(cell.to(torch.int32).permute(0, 2, 3, 1))
    return values, cells


def _row(table: Tensor, y: Tensor, x: Tensor, shape: torch.Size) -> Tensor:
    """Return the row of the tables (N, R, rows, columns) for the block that begins at ``y`` and ``x``, if it does."""
    count, _, height, width = shape
    images = torch.arange(count, device=y.device).view(-1, 1, 1, 1)
    y, x = y.clamp(0, height - 1)[..., :, None], x.clamp(0, width - 1)[..., None, :]
    return ((table * count + images) * height + y) * width + x


def _largest_power(lengths: Tensor) -> Tensor:
    """Return the largest p with 2^p <= length, 0 for empty bins."""
    return torch.frexp(lengths.clamp(min=1).float()).exponent.long() - 1


def _readings(first: Tensor, last: Tensor, bins: int, cells: int, samples: int, aligned: bool) -> Tensor:
    """Return the matrices (N, R, bins, cells) that read a line of the map: means of bilinear weights at the samples."""
    extent = last - first if aligned else (last - first).clamp(min=1)
    steps = torch.arange(bins * samples, dtype=first.dtype, device=first.device)
    y = first[..., None] + extent[..., None] * ((steps + 0.5) / (bins * samples))
    inside = (y >= -1) & (y <= cells)
    distance = (y.clamp(0, cells - 1)[..., None] - torch.arange(cells, dtype=y.dtype, device=y.device)).abs()
    weights = (1 - distance).clamp(min=0) * inside[..., None]
    return weights.unflatten(2, (bins, samples)).mean(dim=3)
