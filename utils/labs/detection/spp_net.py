"""SPP-net: one map of the whole image, and of each proposal a pyramid of maxima, whatever its size.

The convolutions are trained before and stay as they are: the gradient is not led through the pyramid, and only the
layers behind it learn. A small trunk learns by classifying warped proposals, as R-CNN's does; a trained one comes from
ImageNet. Source: He et al., "Spatial pyramid pooling in deep convolutional networks
for visual recognition" (2014), section 4.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from utils.labs.detection.by_features import ByFeatures
from utils.labs.detection.examples import Examples
from utils.labs.detection.rcnn import RCNN
from utils.labs.detection.regions import roi_pool
from utils.labs.detection.trunk import TRUNKS
from utils.labs.plan import Plan
from utils.labs.training import fit


class Design(NamedTuple):
    """SPP-net's pyramid, and what it learns from."""

    levels: tuple[int, ...] = (1, 2, 4)
    """Bins along each side of a region."""
    proposals: int = 2000
    """Of an image, at most, that are looked at."""
    regions: int = 32
    """Of each image that a step learns from."""
    hidden: int = 256
    """Features of a proposal."""
    level: int = 0
    """Of the trunk's maps, the one that features of regions come from."""


class SPPNet(ByFeatures):
    """A trunk that sees the whole image once, pyramids of its regions, and a layer of features on them."""

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size, design.hidden, design.proposals, design.regions)
        self.design, self.trunk, self.schooled = design, TRUNKS[trunk](), trunk != "small"
        self.trunk.requires_grad_(False)
        values = self.trunk.channels[design.level] * sum(level**2 for level in design.levels)
        self.layer = nn.Sequential(nn.Linear(values, design.hidden), nn.ReLU())

    def begin(self, examples: Examples, plan: Plan, device: torch.device | str | None, show: str) -> None:
        """Train the trunk to classify warped proposals, unless it comes trained."""
        if not self.schooled:
            school = RCNN(self.classes, self.size)
            fit(school, examples, lambda model, batch: model(*batch)["classes"], plan, device=device, show=show)
            self.trunk.load_state_dict(school.trunk.state_dict())
            self.schooled = True

    def train(self, mode: bool = True) -> "SPPNet":
        """Change the mode of all but the trunk, which stays as it is."""
        super().train(mode)
        self.trunk.eval()
        return self

    def features(self, images: Tensor, regions: Tensor) -> Tensor:
        """Return the features of each region's pyramid on the one map of its image."""
        with self.stage("trunk"), torch.no_grad():
            features = self.trunk(images)[self.design.level]
        with self.stage("head"):
            scale = 1 / self.trunk.strides[self.design.level]
            pooled = [roi_pool(features, regions, (level, level), scale).flatten(2) for level in self.design.levels]
            return self.layer(torch.cat(pooled, dim=2)).float()
