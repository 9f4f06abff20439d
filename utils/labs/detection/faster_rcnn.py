"""Faster R-CNN: the network proposes its own regions, from the map that their features come from.

Source: Ren et al., "Faster R-CNN: towards real-time object detection with region proposal networks" (2015); trained
jointly, as section 3.2 has it. Features of regions are read between cells, not pooled (He et al., "Mask R-CNN", 2017).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.detection.boxes import clip, decode, encode
from utils.labs.detection.defaults import by_place, default_boxes
from utils.labs.detection.detector import Candidates, Detector
from utils.labs.detection.losses import box_loss, mean_of
from utils.labs.detection.matching import BACKGROUND, boxes_of, match
from utils.labs.detection.regional import Head, Told, region_candidates, region_losses, regions_to_learn
from utils.labs.detection.regions import roi_align
from utils.labs.detection.sampling import chosen, rows
from utils.labs.detection.suppression import batched_nms
from utils.labs.detection.trunk import NARROW, TRUNKS, narrowed


class Design(NamedTuple):
    """Anchors, proposals and regions of Faster R-CNN."""

    sizes: tuple[float, ...] = (0.18, 0.28, 0.42)
    """Of anchors, as shares of the image's side."""
    ratios: tuple[float, ...] = (1.0, 2.0)
    """Heights over widths."""
    limits: tuple[float, float] = (0.3, 0.6)
    """The IoU below which an anchor is background, and from which on it stands for an object."""
    anchors: int = 64
    """That an image's losses are computed on, half of them objects where there are enough."""
    ranked: int = 200
    """Proposals, the best, that suppression chooses from."""
    overlap: float = 0.7
    """The IoU above which the better of two proposals stays alone."""
    proposals: int = 50
    """That the head is given."""
    regions: int = 32
    """Of each image that the head learns from."""
    bins: int = 5
    level: int = 0
    """Of the trunk's maps, the one that proposals and features come from."""


class Proposed(NamedTuple):
    """What the proposal network says of the A anchors of each of N images."""

    objectness: Tensor
    """(N, A), logits."""
    offsets: Tensor
    """(N, A, 4)."""


class FasterRCNN(Detector):
    """A trunk, a region proposal network on its map, and a head on the regions that it proposes."""

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size)
        self.design, self.trunk = design, TRUNKS[trunk]()
        self.stride, channels = self.trunk.strides[design.level], self.trunk.channels[design.level]
        self.narrow, channels = narrowed(channels), min(channels, NARROW)
        boxes = default_boxes(size, (self.stride,), (design.sizes,), design.ratios)
        self.register_buffer("anchors", boxes, persistent=False)
        each = len(design.sizes) * len(design.ratios)
        self.window = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU())
        self.objectness, self.offsets = nn.Conv2d(channels, each, 1), nn.Conv2d(channels, 4 * each, 1)
        self.head = Head(channels * design.bins**2, classes)

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return four losses: of anchors, whether they are objects and where; of regions, what they are and where."""
        features = self.features(images)
        proposed = self.proposed(features)
        losses = self.proposal_losses(proposed, boxes, labels > 0)
        regions = regions_to_learn(self.best(proposed), boxes, labels, self.design.regions)
        return losses | region_losses(self.told(features, regions.boxes), regions)

    def candidates(self, images: Tensor) -> Candidates:
        """Return the proposals of each image, moved and scored by the head for every class."""
        with self.stage("trunk"):
            features = self.features(images)
        with self.stage("proposals"):
            regions = self.best(self.proposed(features))
        with self.stage("head"):
            return region_candidates(self.told(features, regions), regions)

    def features(self, images: Tensor) -> Tensor:
        """Return the map (N, C, H, W) that proposals and features of regions come from."""
        return self.narrow(self.trunk(images)[self.design.level])

    def proposed(self, features: Tensor) -> Proposed:
        """Return what a window of 3x3 cells says of the anchors at each place."""
        window = self.window(features)
        return Proposed(by_place(self.objectness(window), 1)[..., 0], by_place(self.offsets(window), 4))

    def proposal_losses(self, proposed: Proposed, boxes: Tensor, there: Tensor) -> dict[str, Tensor]:
        """Return the losses of objectness and of offsets over anchors drawn at random."""
        matches = match(self.anchors, boxes, there, self.design.limits, best=True)
        drawn = chosen(matches >= 0, matches == BACKGROUND, self.design.anchors, 0.5)
        objects = (matches >= 0).float()
        errors = functional.binary_cross_entropy_with_logits(proposed.objectness, objects, reduction="none")
        targets = encode(boxes_of(matches, boxes), self.anchors)
        return {
            "objectness": mean_of(errors, drawn),
            "proposal boxes": box_loss(proposed.offsets, targets, drawn & (matches >= 0)),
        }

    @torch.no_grad()
    def best(self, proposed: Proposed) -> Tensor:
        """Return the proposals (N, P, 4), best first, with boxes of zeros behind where an image has fewer."""
        scores, places = proposed.objectness.topk(min(self.design.ranked, len(self.anchors)), dim=1)
        boxes = decode(rows(proposed.offsets, places), self.anchors[places])
        boxes = clip(boxes, self.size)
        stays = batched_nms(boxes, scores, torch.zeros_like(places), self.design.overlap)
        first = stays.float().sort(dim=1, descending=True, stable=True).indices[:, : self.design.proposals]
        return rows(boxes, first) * rows(stays, first)[..., None]

    def told(self, features: Tensor, regions: Tensor) -> Told:
        """Return what the head says of ``regions`` (N, R, 4)."""
        bins = (self.design.bins, self.design.bins)
        return self.head(roi_align(features, regions, bins, 1 / self.stride).flatten(2))
