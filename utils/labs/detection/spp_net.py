"""SPP-net: one map of the whole image, and of each proposal a pyramid of maxima, whatever its size.

The convolutions are trained before and stay as they are: the gradient is not led through the pyramid, and only the
layers behind it learn. A small trunk learns by classifying warped proposals, as R-CNN's does; a trained one comes from
ImageNet. Source: He et al., "Spatial pyramid pooling in deep convolutional networks
for visual recognition" (2014), section 4.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.detection.boxes import area
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
    scales: tuple[float, ...] = (1.0,)
    """How many times as large as they are images go through the trunk; the paper has FIVE, and one for speed."""
    seen: float = 0.35
    """The side, as a share of the image's, that a region should have after scaling: 224 of about 640 in the paper."""


FIVE = (0.7, 0.84, 1.0, 1.26, 1.74)
"""The paper's 480, 576, 688, 864 and 1200 pixels of the shorter side, over the third of them."""


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
        """Return the features of each region's pyramid, on the map of the scale at which its size is best."""
        sizes = [32 * max(1, round(scale * self.size / 32)) for scale in self.design.scales]
        with self.stage("trunk"), torch.no_grad():
            maps = [self.trunk(resized(images, size))[self.design.level] for size in sizes]
        with self.stage("head"):
            if len(maps) == 1:
                return self.layer(self.pyramid(maps[0], regions)).float()
            factors = [size / self.size for size in sizes]
            at = best_scale(regions, factors, self.design.seen * self.size)
            pyramids = torch.zeros(*at.shape, self.layer[0].in_features, device=regions.device)
            for image, place in product(range(len(regions)), range(len(maps))):
                mine, here = at[image] == place, slice(image, image + 1)
                pyramids[image, mine] = self.pyramid(maps[place][here], regions[here, mine] * factors[place])[0]
            return self.layer(pyramids).float()

    def pyramid(self, features: Tensor, regions: Tensor) -> Tensor:
        """Return the maxima (N, R, values) in all bins of all levels of ``regions`` (N, R, 4)."""
        scale = 1 / self.trunk.strides[self.design.level]
        levels = self.design.levels
        return torch.cat([roi_pool(features, regions, (bins, bins), scale).flatten(2) for bins in levels], dim=2)


def resized(images: Tensor, size: int) -> Tensor:
    """Return square ``images`` (N, C, S, S) as (N, C, size, size), as they are where they have that size."""
    if images.shape[-1] == size:
        return images
    return functional.interpolate(images.float(), size=(size, size), mode="bilinear", align_corners=False)


def best_scale(regions: Tensor, factors: Sequence[float], side: float) -> Tensor:
    """Return for each of ``regions`` (N, R, 4) the index (N, R) of the factor that makes it most like side x side."""
    sides = area(regions).clamp(min=1).sqrt()
    return torch.stack([(sides * factor / side).log().abs() for factor in factors]).argmin(dim=0)
