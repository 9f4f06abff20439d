"""SSD: boxes of many shapes at every place of several maps, each with scores for all classes, in one pass.

Source: Liu et al., "SSD: single shot multibox detector" (2016).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from utils.labs.detection.boxes import decode, encode
from utils.labs.detection.defaults import by_place, default_boxes
from utils.labs.detection.detector import Candidates, Detector, each_class
from utils.labs.detection.losses import box_loss, class_losses
from utils.labs.detection.matching import BACKGROUND, boxes_of, labels_of, match
from utils.labs.detection.sampling import hardest
from utils.labs.detection.trunk import TRUNKS


class Design(NamedTuple):
    """What SSD's default boxes are, and how it learns from them."""

    sizes: tuple[tuple[float, ...], ...] = ((0.2,), (0.26, 0.34), (0.44, 0.6))
    """Of each map's boxes, as shares of the image's side."""
    ratios: tuple[float, ...] = (1.0, 2.0)
    """Heights over widths."""
    near: float = 0.5
    """The IoU from which on a default box stands for an object."""
    negatives: int = 3
    """Negatives for each positive."""


class SSD(Detector):
    """Predicts offsets and class scores of all default boxes on all maps of its trunk."""

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size)
        self.design, self.trunk = design, TRUNKS[trunk]()
        boxes = default_boxes(size, self.trunk.strides, design.sizes, design.ratios)
        self.register_buffer("defaults", boxes, persistent=False)
        counts = [len(sizes) * len(design.ratios) for sizes in design.sizes]
        pairs = list(zip(self.trunk.channels, counts, strict=True))
        self.offsets = nn.ModuleList(nn.Conv2d(channels, 4 * count, 3, padding=1) for channels, count in pairs)
        values = len(self.classes) + 1
        self.scores = nn.ModuleList(nn.Conv2d(channels, values * count, 3, padding=1) for channels, count in pairs)

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return the loss of classes, over positives and the hardest negatives, and that of boxes, over positives."""
        offsets, scores = self.outputs(images)
        matches = match(self.defaults, boxes, labels > 0, (self.design.near, self.design.near), best=True)
        positive = matches >= 0
        losses = class_losses(scores, labels_of(matches, labels))
        counts = self.design.negatives * positive.sum(dim=1).clamp(min=1)
        used = positive | hardest(losses.detach(), matches == BACKGROUND, counts)
        targets = encode(boxes_of(matches, boxes), self.defaults)
        classes = (losses * used).sum() / positive.sum().clamp(min=1)
        return {"classes": classes, "boxes": box_loss(offsets, targets, positive)}

    def candidates(self, images: Tensor) -> Candidates:
        """Return every default box with its offsets, once for every class."""
        offsets, scores = self.outputs(images)
        with self.stage("head"):
            return each_class(decode(offsets, self.defaults), scores.softmax(dim=2)[..., 1:])

    def outputs(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return offsets (N, A, 4) and scores (N, A, classes + 1), background first, of all default boxes."""
        with self.stage("trunk"):
            maps = self.trunk(images)
        with self.stage("head"):
            offsets = [by_place(layer(each), 4) for layer, each in zip(self.offsets, maps, strict=True)]
            values = len(self.classes) + 1
            scores = [by_place(layer(each), values) for layer, each in zip(self.scores, maps, strict=True)]
            return torch.cat(offsets, dim=1), torch.cat(scores, dim=1)
