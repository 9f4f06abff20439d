"""R-CNN: every proposal is cut out, warped to one size and sent through the network by itself.

Source: Girshick et al., "Rich feature hierarchies for accurate object detection and semantic segmentation" (2014).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.detection.by_features import ByFeatures
from utils.labs.detection.trunk import TRUNKS


class Design(NamedTuple):
    """How R-CNN cuts out proposals, and what it learns from."""

    crop: int = 32
    """Pixels that a warped proposal is wide and high."""
    context: float = 0.1
    """What of the crop's side, at each border, is the proposal's surroundings."""
    proposals: int = 2000
    """Of an image, at most, that are looked at."""
    regions: int = 32
    """Of each image that a step learns from."""
    hidden: int = 128
    """Features of a proposal."""
    level: int = 0
    """Of the trunk's maps, the one that features of regions come from."""


class RCNN(ByFeatures):
    """A trunk that sees one warped proposal at a time, and a layer of features on its map."""

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size, design.hidden, design.proposals, design.regions)
        self.design, self.trunk = design, TRUNKS[trunk]()
        cells = design.crop // self.trunk.strides[design.level]
        self.layer = nn.Sequential(nn.Linear(self.trunk.channels[design.level] * cells**2, design.hidden), nn.ReLU())

    def features(self, images: Tensor, regions: Tensor) -> Tensor:
        """Return the features of each region's own pass through the trunk."""
        with self.stage("trunk"):
            crops = warp(images, regions, self.design.crop, self.design.context).flatten(0, 1)
            maps = self.trunk(crops)[self.design.level]
        with self.stage("head"):
            return self.layer(maps.flatten(1)).float().unflatten(0, regions.shape[:2])


def warp(images: Tensor, regions: Tensor, crop: int, context: float) -> Tensor:
    """Return the regions (N, R, 4) of ``images`` (N, C, S, S), each stretched to (N, R, C, crop, crop) float32.

    Around a region there is ``context``, a share of the crop's side at each border; beyond the image it goes on as it
    ends. Read between pixels at the centres of the crop's.
    """
    count, channels, size, _ = images.shape
    corner, far = regions[..., :2], regions[..., 2:]
    margin = (far - corner) * context / (1 - 2 * context)
    steps = (torch.arange(crop, device=regions.device) + 0.5) / crop
    at = (corner - margin)[..., None, :] + (far - corner + 2 * margin)[..., None, :] * steps[:, None]
    x, y = (2 * at / size - 1).unbind(-1)
    grid = torch.stack(torch.broadcast_tensors(x[..., None, :], y[..., :, None]), dim=-1).flatten(1, 2)
    read = functional.grid_sample(images.float(), grid, padding_mode="border", align_corners=False)
    return read.view(count, channels, -1, crop, crop).transpose(1, 2)
