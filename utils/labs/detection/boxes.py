"""Boxes as tensors: overlaps and offsets, on any device and for whole batches; ``utils.reference.boxes`` explains.

Boxes are (..., R, 4) float32 x1, y1, x2, y2 in pixels, half-open. Nothing is checked here: what comes in was checked
where it entered, and a check would make a graphics card wait.
"""

import math

import torch
from torch import Tensor

SPREADS = (0.1, 0.1, 0.2, 0.2)
"""What networks predict offsets in, so that they are about as large as 1: SSD's variances, Fast R-CNN's deviations."""
LARGEST = math.log(1000 / 16)
"""The most that tw and th may be when boxes are decoded, so that an untrained network's boxes are finite."""


def area(boxes: Tensor) -> Tensor:
    """Return the areas (..., R) in square pixels of boxes (..., R, 4); 0 for degenerate ones."""
    return (boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(-1)


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union (..., A, B) of boxes (..., A, 4) with boxes (..., B, 4); 0 for degenerate."""
    corner = torch.maximum(a[..., :, None, :2], b[..., None, :, :2])
    far = torch.minimum(a[..., :, None, 2:], b[..., None, :, 2:])
    common = (far - corner).clamp(min=0).prod(-1)
    union = area(a)[..., :, None] + area(b)[..., None, :] - common
    return common / union.clamp(min=torch.finfo(union.dtype).tiny)


def encode(boxes: Tensor, anchors: Tensor, spreads: tuple[float, float, float, float] = SPREADS) -> Tensor:
    """Return the offsets (..., R, 4) from ``anchors`` to ``boxes``, divided by ``spreads``.

    Sizes below a hundredth of a pixel count as that, so that padding, boxes of zeros, has finite offsets.
    """
    centre, size = _centre_and_size(boxes)
    anchor_centre, anchor_size = _centre_and_size(anchors)
    offsets = torch.cat([(centre - anchor_centre) / anchor_size, torch.log(size / anchor_size)], dim=-1)
    return offsets / offsets.new_tensor(spreads)


def decode(offsets: Tensor, anchors: Tensor, spreads: tuple[float, float, float, float] = SPREADS) -> Tensor:
    """Return the boxes (..., R, 4) that ``offsets`` lead to from ``anchors``: the inverse of ``encode``."""
    offsets = offsets * offsets.new_tensor(spreads)
    centre, size = _centre_and_size(anchors)
    centre = centre + offsets[..., :2] * size
    half = size * torch.exp(offsets[..., 2:].clamp(max=LARGEST)) / 2
    return torch.cat([centre - half, centre + half], dim=-1)


def clip(boxes: Tensor, size: int) -> Tensor:
    """Return the boxes (..., R, 4) cut off at the borders of a square image of ``size`` pixels."""
    return boxes.clamp(0, size)


def flip(boxes: Tensor, size: int) -> Tensor:
    """Return the boxes (..., R, 4) in the mirror image, left and right exchanged, of ``size`` pixels."""
    x1, y1, x2, y2 = boxes.unbind(-1)
    return torch.stack([size - x2, y1, size - x1, y2], dim=-1)


def _centre_and_size(boxes: Tensor) -> tuple[Tensor, Tensor]:
    size = (boxes[..., 2:] - boxes[..., :2]).clamp(min=0.01)
    return (boxes[..., :2] + boxes[..., 2:]) / 2, size
