"""The same tower of convolutions with and without shortcuts, and what a minute of training makes of each."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.utils.data import TensorDataset

from utils.labs.architectures import build
from utils.labs.plan import Plan
from utils.labs.training import classification, fit
from utils.shapes import Architecture, BatchNorm, Branches, Conv, Dense, GlobalPool, Relu, Residual, Shape


class Trained(NamedTuple):
    """The mean training loss of each epoch (nats), and the share of new images that are named rightly."""

    losses: list[float]
    accuracy: float


def tower(blocks: int, width: int, shortcuts: bool) -> Architecture:
    """Return a network for digits (1, 8, 8): a convolution, ``blocks`` of two more, all of ``width`` filters, a head.

    Every convolution is normalised over the batch; with ``shortcuts`` each block is added to its own input. Both
    kinds have the same weights in the same order (He et al. 2016, figure 3, without changes of size).
    """
    layers = [*_unit("conv0", 1, width), Relu("relu0")]
    for place in range(1, blocks + 1):
        branch = (*_unit("conv1", width, width), Relu("relu1"), *_unit("conv2", width, width))
        name = f"block{place}"
        layers += [Residual(name, branch) if shortcuts else Branches(name, (branch,)), Relu(f"relu{place}")]
    return (*layers, GlobalPool("pool"), Dense("fc", width, 10))


def learn(architecture: Architecture, early: tuple[Tensor, Tensor], late: tuple[Tensor, Tensor], plan: Plan) -> Trained:
    """Train a fresh model of ``architecture`` on ``early`` and judge it on ``late``: images (N, C, H, W) and labels."""
    model = build(architecture, image_shape(early[0]), generator=torch.Generator().manual_seed(plan.seed))
    history = fit(model, TensorDataset(*early), classification(), plan, device="cpu", show="")
    model.eval()
    with torch.no_grad():
        right = (model(late[0]).argmax(1) == late[1]).float().mean().item()
    return Trained([epoch.loss for epoch in history], right)


def image_shape(images: Tensor) -> Shape:
    """Return the (C, H, W) of images (N, C, H, W)."""
    channels, rows, columns = images.shape[1:]
    return channels, rows, columns


def _unit(name: str, channels: int, filters: int) -> Architecture:
    return (Conv(name, channels, filters, 3, padding=1, bias=False), BatchNorm(f"{name}_norm", filters))
