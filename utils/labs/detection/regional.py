"""What detectors of two stages share behind the proposals: regions to learn from, the head, its losses, its boxes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.detection.boxes import area, decode, encode
from utils.labs.detection.detector import Candidates, each_class
from utils.labs.detection.losses import box_loss, class_losses, mean_of
from utils.labs.detection.matching import BACKGROUND, boxes_of, labels_of, match
from utils.labs.detection.sampling import rows, sample


class Regions(NamedTuple):
    """R regions of each of N images, with what a head is to say of them."""

    boxes: Tensor
    """(N, R, 4) in pixels."""
    labels: Tensor
    """(N, R), 0 for background."""
    targets: Tensor
    """(N, R, 4), the offsets that lead to the object."""
    counts: Tensor
    """(N, R) bool: images may have too few."""


class Told(NamedTuple):
    """What a head says of regions: scores (N, R, C + 1), background first, and offsets (N, R, C, 4)."""

    scores: Tensor
    offsets: Tensor


class Head(nn.Module):
    """Two layers on the features of a region: scores of all classes, and offsets for each."""

    def __init__(self, inputs: int, classes: Sequence[str], hidden: int = 128) -> None:
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU())
        self.scores = nn.Linear(hidden, len(classes) + 1)
        self.offsets = nn.Linear(hidden, 4 * len(classes))

    def forward(self, features: Tensor) -> Told:
        """Return what is told of regions by their ``features`` (N, R, inputs)."""
        hidden = self.hidden(features)
        return Told(self.scores(hidden).float(), self.offsets(hidden).float().unflatten(2, (-1, 4)))


def regions_to_learn(
    proposals: Tensor, boxes: Tensor, labels: Tensor, count: int, limits: tuple[float, float] = (0.5, 0.5)
) -> Regions:
    """Return ``count`` regions of each image, at most a quarter of them objects, out of ``proposals`` (N, P, 4).

    The objects' own ``boxes`` (N, G, 4) are proposals, too, so that there are good ones from the first step on.
    Proposals without an area, padding, are never taken. Source: Girshick, "Fast R-CNN" (2015), section 2.3.
    """
    proposals = torch.cat([boxes, proposals], dim=1)
    matches = match(proposals, boxes, labels > 0, limits)
    there = area(proposals) > 0
    drawn = sample(there & (matches >= 0), there & (matches == BACKGROUND), count, 0.25)
    chosen, matches = rows(proposals, drawn.indices), rows(matches, drawn.indices)
    targets = encode(boxes_of(matches, boxes), chosen)
    return Regions(chosen, labels_of(matches, labels) * drawn.counts, targets, drawn.counts)


def region_losses(told: Told, regions: Regions) -> dict[str, Tensor]:
    """Return the losses of classes, over all regions, and of boxes, over those that are objects, of their own class."""
    positive = regions.labels > 0
    own = (regions.labels - 1).clamp(min=0)[..., None, None].expand(-1, -1, 1, 4)
    offsets = told.offsets.gather(2, own)[:, :, 0]
    objects = positive.sum() / regions.counts.sum().clamp(min=1)
    return {
        "classes": mean_of(class_losses(told.scores, regions.labels), regions.counts),
        "boxes": objects * box_loss(offsets, regions.targets, positive),
    }


def region_candidates(told: Told, regions: Tensor) -> Candidates:
    """Return ``regions`` (N, R, 4) moved by each class's offsets, with its probability; 0 for padding."""
    boxes = decode(told.offsets, regions[:, :, None])
    there = (area(regions) > 0)[..., None]
    return each_class(boxes, told.scores.softmax(dim=2)[..., 1:] * there)


def proposals_of(squares: Tensor, propose: Callable[[Tensor], np.ndarray], most: int) -> Tensor:
    """Return the first ``most`` regions that ``propose`` finds in each of ``squares``, (N, P, 4) with zeros behind."""
    found = [torch.from_numpy(propose(square)[:most]) for square in squares]
    return nn.utils.rnn.pad_sequence(found, batch_first=True)
