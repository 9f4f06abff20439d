"""Fast R-CNN: one map of the whole image, every region pooled out of it, one network trained with one loss.

Source: Girshick, "Fast R-CNN" (2015).
"""

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor

from utils.labs.detection.detector import Candidates, Detector
from utils.labs.detection.proposals import propose
from utils.labs.detection.regional import (
    Head,
    Told,
    proposals_of,
    region_candidates,
    region_losses,
    regions_to_learn,
)
from utils.labs.detection.regions import roi_pool
from utils.labs.detection.trunk import NARROW, TRUNKS, narrowed


class Design(NamedTuple):
    """Proposals and regions of Fast R-CNN."""

    proposals: int = 2000
    """Of an image, at most, that are looked at."""
    regions: int = 32
    """Of each image that a step learns from."""
    bins: int = 5
    level: int = 0
    """Of the trunk's maps, the one that features of regions come from."""


class FastRCNN(Detector):
    """A trunk, a layer that pools regions of interest, and a head with classes and boxes."""

    needs_proposals = True

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size)
        self.design, self.trunk = design, TRUNKS[trunk]()
        channels = self.trunk.channels[design.level]
        self.narrow = narrowed(channels)
        self.head = Head(min(channels, NARROW) * design.bins**2, classes)

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor, proposals: Tensor) -> dict[str, Tensor]:
        """Return the losses of classes and of boxes: the two parts of the one loss."""
        regions = regions_to_learn(proposals, boxes, labels, self.design.regions)
        return region_losses(self.told(self.features(images), regions.boxes), regions)

    def candidates(self, images: Tensor, proposals: Tensor) -> Candidates:
        """Return the proposals of each image, moved and scored by the head for every class."""
        with self.stage("trunk"):
            features = self.features(images)
        with self.stage("head"):
            return region_candidates(self.told(features, proposals), proposals)

    def propose(self, squares: Tensor) -> tuple[Tensor]:
        """Return what selective search finds in each image, (N, P, 4)."""
        with self.stage("proposals"):
            return (proposals_of(squares, propose, self.design.proposals),)

    def features(self, images: Tensor) -> Tensor:
        """Return the map (N, C, H, W) that regions are pooled out of."""
        return self.narrow(self.trunk(images)[self.design.level])

    def told(self, features: Tensor, regions: Tensor) -> Told:
        """Return what the head says of ``regions`` (N, R, 4)."""
        bins = (self.design.bins, self.design.bins)
        return self.head(roi_pool(features, regions, bins, 1 / self.trunk.strides[self.design.level]).flatten(2))
