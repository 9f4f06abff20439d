"""Non-maximum suppression as a few operations on whole matrices, for processor and graphics card.

The definition takes the boxes one after the other: a box stays unless a better one that stays overlaps it too much.
Read as an equation for all boxes at once it has one solution, and applying its right side again and again finds it:
after n rounds the n best boxes are decided, and mostly far more, since chains of boxes that strike out each other are
short. ``utils.reference.suppression`` is the same one by one.
"""

import torch
from torch import Tensor

from utils.labs.detection.boxes import iou

BLOCK = 1024
"""Boxes that are decided at a time: their overlaps are one matrix."""


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    """Return the indices (K,) of the boxes that stay, best first (ties: the lower index).

    ``boxes`` are (R, 4), ``scores`` (R,); a box goes that overlaps a better one that stays by more than ``threshold``.
    """
    waiting, kept = scores.argsort(descending=True, stable=True), []
    while len(waiting):
        block, waiting = waiting[:BLOCK], waiting[BLOCK:]
        strikes = (iou(boxes[block], boxes[block]) > threshold).triu(1)
        kept.append(block[_solved(strikes)])
        waiting = waiting[~(iou(boxes[kept[-1]], boxes[waiting]) > threshold).any(dim=0)]
    return torch.cat(kept) if kept else waiting


def batched_nms(boxes: Tensor, scores: Tensor, groups: Tensor, threshold: float) -> Tensor:
    """Return whether each box stays, (N, R) bool: in each image and each group, say a class, by itself.

    ``boxes`` are (N, R, 4), ``scores`` and ``groups`` (N, R). Memory grows with N R^2: take the best few hundred first.
    """
    order = scores.argsort(dim=1, descending=True, stable=True)
    sorted_boxes = boxes.gather(1, order[..., None].expand(-1, -1, 4))
    sorted_groups = groups.gather(1, order)
    strikes = iou(sorted_boxes, sorted_boxes) > threshold
    strikes &= sorted_groups[:, :, None] == sorted_groups[:, None]
    stays = _solved(strikes.triu(1))
    return torch.zeros_like(stays).scatter(1, order, stays)


def _solved(strikes: Tensor) -> Tensor:
    """Return which of R boxes stay, (..., R), given whether each would strike out each worse one, (..., R, R)."""
    stays = torch.ones(strikes.shape[:-1], dtype=torch.bool, device=strikes.device)
    while True:
        again = ~(strikes & stays[..., :, None]).any(dim=-2)
        if torch.equal(again, stays):
            return stays
        stays = again
