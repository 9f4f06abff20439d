"""Trunks: networks that others have trained on ImageNet, for their scores or for the maps of their blocks.

EfficientNet-lite0 and lite1 need no more than this course; the others need torchvision, of the release that goes with
the PyTorch that is there.
"""

from collections.abc import Sequence
from importlib import import_module, util
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from utils.data.weights import WEIGHTS, find_weights
from utils.labs.device import pick_device
from utils.labs.efficientnet_lite import BLOCKS, EfficientNetLite, renamed


class Preparation(NamedTuple):
    """How a trunk wants its images: cut to the middle, resized to ``size``, then (value - mean) / spread a colour."""

    size: int
    keeps: float
    mean: tuple[float, float, float]
    spread: tuple[float, float, float]
    resampling: Image.Resampling

    def __call__(self, photos: Sequence[np.ndarray]) -> Tensor:
        """Return (N, 3, size, size) float32 of N photos, each (H, W, 3) uint8; ``keeps`` is the share of a side kept.

        Raises ValueError for what is not such a photo.
        """
        return torch.stack([self._prepared(photo) for photo in photos])

    def _prepared(self, photo: np.ndarray) -> Tensor:
        photo = np.asarray(photo)
        if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
            raise ValueError(f"photos must be (H, W, 3) uint8, got {photo.shape} {photo.dtype}")
        height, width = photo.shape[:2]
        side = min(height, width) * self.keeps
        box = ((width - side) / 2, (height - side) / 2, (width + side) / 2, (height + side) / 2)
        small = Image.fromarray(photo).resize((self.size, self.size), self.resampling, box)
        values = (np.asarray(small, np.float32) - np.float32(self.mean)) / np.float32(self.spread)
        return torch.from_numpy(values.transpose(2, 0, 1).copy())


class Trunk(nn.Module):
    """A trained network with the ``blocks`` whose maps it hands out, and the ``prepare`` that its images need."""

    def __init__(self, model: nn.Module, blocks: tuple[str, ...], prepare: Preparation) -> None:
        super().__init__()
        self.model, self.blocks, self.prepare = model, blocks, prepare

    def forward(self, x: Tensor) -> Tensor:
        """Return ImageNet's scores (N, 1000) of prepared images (N, 3, H, W)."""
        return self.model(x)

    def features(self, x: Tensor) -> dict[str, Tensor]:
        """Return what each block makes of prepared images (N, 3, H, W), maps (N, C, H', W') by its name."""
        maps: dict[str, Tensor] = {}
        modules = {block: self.model.get_submodule(block) for block in self.blocks}
        hooks = [module.register_forward_hook(_keep(maps, block)) for block, module in modules.items()]
        try:
            self.model(x)
        finally:
            for hook in hooks:
                hook.remove()
        return {name: found for name, found in maps.items() if found.ndim == 4}


def pretrained_trunk(name: str = "efficientnet_lite0", device: torch.device | str | None = None) -> Trunk:
    """Return the trunk ``name`` of ``utils.data.weights.WEIGHTS`` with its trained weights, in evaluation mode.

    The weights are fetched at the first call and must fit one by one: there is no trunk with random weights. Raises
    ValueError for another name, ModuleNotFoundError for one that needs torchvision where that is not installed, and
    DataNotFound, which says what to do, where the weights cannot be had.
    """
    if name not in WEIGHTS:
        raise ValueError(f"name must be one of {', '.join(WEIGHTS)}, got {name!r}")
    build = _efficientnet if name in BLOCKS else _of_torchvision
    trunk = build(name)
    return trunk.to(pick_device() if device is None else device).eval()


def _efficientnet(name: str) -> Trunk:
    model = EfficientNetLite(name)
    model.load_state_dict(renamed(_weights(name)))
    size = 224 if name == "efficientnet_lite0" else 240
    preparation = Preparation(size, size / (size + 32), (127.0,) * 3, (128.0,) * 3, Image.Resampling.BICUBIC)
    return Trunk(model, tuple(name for name, _ in model.named_children())[:-4], preparation)


def _of_torchvision(name: str) -> Trunk:
    if util.find_spec("torchvision") is None:
        raise ModuleNotFoundError(
            f"name must be one of {', '.join(BLOCKS)} where torchvision is not installed, got {name!r}: "
            "`pip install torchvision` of the release that goes with this PyTorch"
        )
    options = {"init_weights": False, "transform_input": True} if name in ("inception_v3", "googlenet") else {}
    model = getattr(import_module("torchvision.models"), name)(weights=None, **options)
    model.load_state_dict(_weights(name))
    mean, spread = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
    size = 299 if name == "inception_v3" else 224
    preparation = Preparation(size, 0.875, mean, spread, Image.Resampling.BILINEAR)
    return Trunk(model, _map_makers(model), preparation)


def _map_makers(model: nn.Module) -> tuple[str, ...]:
    """Return the names of torchvision's blocks: the model's children, or those of its part called features."""
    parts = [(f"features.{name}", part) for name, part in getattr(model, "features", nn.Sequential()).named_children()]
    blocks = parts or list(model.named_children())
    rest = (nn.Linear, nn.Dropout, nn.AdaptiveAvgPool2d)
    return tuple(name for name, part in blocks if not isinstance(part, rest))


def _weights(name: str) -> dict[str, Tensor]:
    return torch.load(find_weights(name), map_location="cpu", weights_only=True)


def _keep(maps: dict[str, Tensor], name: str):
    def hook(module: nn.Module, inputs: tuple, out: Tensor) -> None:
        maps[name] = out

    return hook
