"""Trunks of detectors: maps of an image at three strides, from a small network of our own or from a trained one."""

from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.plan import short_type
from utils.labs.transfer import folded, stages
from utils.labs.trunks import pretrained_trunk

MEAN, SPREAD = 127.0, 128.0
"""Images go into both trunks as (value - MEAN) / SPREAD, as EfficientNet-lite0 was trained."""

NARROW = 128
"""Channels of the map that proposals and features of regions come from, at most."""


class MapMaker(Protocol):
    """Any trunk: images (N, 3, H, W), 0 to 255, to maps (N, C, H / stride, W / stride)."""

    strides: tuple[int, ...]
    channels: tuple[int, ...]

    def __call__(self, images: Tensor) -> list[Tensor]:
        """Return the maps, one for each of ``strides`` with as many of ``channels``."""


class SmallTrunk(nn.Module):
    """Eight convolutions, most with batch normalisation and ReLU, trained from scratch."""

    strides = (8, 16, 32)

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.channels = (2 * width, 4 * width, 4 * width)
        self.near = nn.Sequential(
            unit(3, width, 6, 4), unit(width, width), unit(width, 2 * width, 3, 2), unit(2 * width, 2 * width)
        )
        self.middle = nn.Sequential(unit(2 * width, 4 * width, 3, 2), unit(4 * width, 4 * width))
        self.far = unit(4 * width, 4 * width, 3, 2)
        self.narrow = nn.Conv2d(4 * width, 2 * width, 1)

    def forward(self, images: Tensor) -> list[Tensor]:
        """Return the maps of strides 8, 16 and 32, whose cells see up to 86, 86 and 118 pixels of the image's side.

        The second map, enlarged, is added to the first: small cells that know what is around them (Lin et al.,
        "Feature pyramid networks", 2017, section 3).
        """
        near = self.near(normalised(images))
        middle = self.middle(near)
        around = functional.interpolate(self.narrow(middle), size=near.shape[2:])
        return [near + around, middle, self.far(middle)]


class LiteTrunk(nn.Module):
    """EfficientNet-lite0 as ImageNet trained it: up to ``block5`` it stays so, from there on it is trained again.

    Batch normalisation keeps its numbers, since a few images are too few to estimate them from: it is folded.
    """

    strides, channels = (8, 16, 32), (40 + 112, 112 + 320, 320)
    TAPS = ("block5", "block11", "block16")

    def __init__(self) -> None:
        super().__init__()
        blocks = folded(stages(pretrained_trunk(device="cpu"))).requires_grad_(True)  # folding makes fixed biases
        names = [name for name, _ in blocks.named_children()]
        first, second, third = (names.index(tap) + 1 for tap in self.TAPS)
        self.near, self.middle, self.far = blocks[:first], blocks[first:second], blocks[second:third]
        self.near.requires_grad_(False)

    def forward(self, images: Tensor) -> list[Tensor]:
        """Return the maps of strides 8, 16 and 32, each but the last with the next one, enlarged, as more channels.

        What something is stands in late maps, where it is in early ones (Hariharan et al., "Hypercolumns", 2015).
        """
        near = self.kept(normalised(images))
        middle = self.middle(near)
        far = self.far(middle)
        return [_joined(near, middle), _joined(middle, far), far]

    def kept(self, x: Tensor) -> Tensor:
        """Return what the part that stays makes of ``x``, in the short type where the device multiplies it itself."""
        short = short_type(x.device)
        with torch.no_grad(), torch.autocast(x.device.type, short, enabled=short is not None):
            return self.near(x).float()


TRUNKS = {"small": SmallTrunk, "lite0": LiteTrunk}


def normalised(images: Tensor) -> Tensor:
    """Return images 0 to 255 as float32 around 0."""
    return (images.to(torch.float32) - MEAN) / SPREAD


def narrowed(channels: int) -> nn.Module:
    """Return what brings a map of ``channels`` down to NARROW ones at each place by itself; nothing if it has fewer."""
    return nn.Conv2d(channels, NARROW, 1) if channels > NARROW else nn.Identity()


def _joined(map_: Tensor, next_: Tensor) -> Tensor:
    """Return ``map_`` (N, C, H, W) and behind it the channels of ``next_``, enlarged to H x W."""
    return torch.cat([map_, functional.interpolate(next_, size=map_.shape[2:], mode="bilinear")], dim=1)


def unit(channels: int, filters: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Return a convolution that keeps the size but for its ``stride`` (rounded down), batch normalisation and ReLU."""
    convolution = nn.Conv2d(channels, filters, kernel, stride, (kernel - 1) // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters), nn.ReLU(inplace=True))
