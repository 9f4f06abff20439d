"""Matching: which object each anchor, default box or proposal stands for, if any."""

import torch
from torch import Tensor

from utils.labs.detection.boxes import iou

BACKGROUND, IGNORED = -1, -2
"""In place of an object: none is near enough; some is near, but not enough to be told either way."""


def match(candidates: Tensor, boxes: Tensor, there: Tensor, limits: tuple[float, float], best: bool = False) -> Tensor:
    """Return for each candidate, (N, A), the index of its object, or BACKGROUND or IGNORED.

    ``candidates`` are (A, 4) or (N, A, 4), ``boxes`` (N, G, 4), of which those count that are ``there``, (N, G) bool.
    A candidate belongs to the object that it overlaps most: at an IoU of at least the higher of ``limits``; below the
    lower it is background, between them ignored. With ``best`` an object also gets the candidate that overlaps it
    most, however little, so that none goes without. Source: Ren et al., "Faster R-CNN" (2015), section 3.1.2.
    """
    low, high = limits
    shape = (len(boxes), candidates.shape[-2])
    if not boxes.shape[1]:
        return torch.full(shape, BACKGROUND, device=boxes.device)
    overlaps = iou(candidates, boxes).masked_fill(~there[:, None], -1)
    value, index = overlaps.max(dim=2)
    matches = torch.where(value >= high, index, torch.where(value < low, BACKGROUND, IGNORED))
    return _with_best(matches, overlaps, there) if best else matches


def _with_best(matches: Tensor, overlaps: Tensor, there: Tensor) -> Tensor:
    """Return ``matches`` (N, A) in which each object has the candidate that overlaps it most, if any does at all."""
    value, candidate = overlaps.max(dim=1)
    counts = there & (value > 0)
    place = torch.where(counts, candidate, overlaps.shape[1])  # the others write to a column that falls away
    objects = torch.arange(overlaps.shape[2], device=matches.device).expand_as(place)
    padded = torch.cat([matches, matches[:, :1]], dim=1)
    return padded.scatter(1, place, objects)[:, :-1]


def labels_of(matches: Tensor, labels: Tensor) -> Tensor:
    """Return the label of each candidate's object, (N, A) from ``matches`` and (N, G) ``labels``; else 0."""
    if not labels.shape[1]:
        return torch.zeros_like(matches)
    return torch.where(matches >= 0, labels.gather(1, matches.clamp(min=0)), 0)


def boxes_of(matches: Tensor, boxes: Tensor) -> Tensor:
    """Return the box of each candidate's object, (N, A, 4) from ``matches`` (N, A) and (N, G, 4) ``boxes``; else 0."""
    if not boxes.shape[1]:
        return boxes.new_zeros(*matches.shape, 4)
    found = boxes.gather(1, matches.clamp(min=0)[..., None].expand(-1, -1, 4))
    return found * (matches >= 0)[..., None]
