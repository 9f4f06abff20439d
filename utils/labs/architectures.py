"""Any architecture of ``utils.shapes`` as a PyTorch model: one module a layer, under the layer's own name.

A row of ``memory_table`` called "conv2_1.conv1" describes what the module of that path puts out, so a forward hook on
it measures what the table computes.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from utils.shapes import (
    Architecture,
    BatchNorm,
    Branches,
    Conv,
    Dense,
    GlobalPool,
    Layer,
    LocalNorm,
    Pool,
    Relu,
    Residual,
    Shape,
    output_shape,
)


def build(
    architecture: Architecture,
    input: Shape,
    floor: bool = False,
    device: torch.device | str = "cpu",
    generator: torch.Generator | None = None,
) -> nn.Sequential:
    """Return ``architecture`` as a model from images (N, C, H, W) to what its last layer makes, scores (N, classes).

    ``input`` is the (C, H, W) of one image; the layers must fit it, or be floored with ``floor``, as in ``steps``.
    Weights are drawn from ``generator`` (PyTorch's own without one) with variance 2 / fan-in (He et al. 2015, equation
    10), biases are 0, normalisation starts as the identity. The model is in training mode, as PyTorch builds it. On
    the device "meta" it has shapes and no values, for counting.
    Raises DoesNotFit or ValueError where the layers do not fit the input or each other, or a name cannot be a module's.
    """
    output_shape(architecture, input, floor)
    with torch.device("meta"):
        model = nn.Sequential()
        _add(model, architecture)
    if torch.device(device).type != "meta":
        model = model.to_empty(device=device)
        _initialise(model, generator)
    return model


class Concatenation(nn.Module):
    """Runs branches, each an architecture, on the same maps (N, C, H, W) and concatenates what they make."""

    def __init__(self, branches: Iterable[Architecture]) -> None:
        super().__init__()
        self.paths = [_add(self, branch) for branch in branches]

    def forward(self, x: Tensor) -> Tensor:
        """Return the maps (N, sum of channels, H, W)."""
        return torch.cat(self.run(x), dim=1)

    def run(self, x: Tensor) -> list[Tensor]:
        """Return what each branch makes of ``x``."""
        outs = []
        for path in self.paths:
            out = x
            for name in path:
                out = self.get_submodule(name)(out)
            outs.append(out)
        return outs


class Sum(Concatenation):
    """Runs a branch and a shortcut on the same maps (N, C, H, W) and adds what they make."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the sum (N, C, H, W)."""
        branch, shortcut = self.run(x)
        return branch + shortcut


class FullyConnected(nn.Linear):
    """A linear layer on all values of an image, (N, C, H, W) or (N, D)."""

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, outputs)."""
        return super().forward(x.flatten(1))


def _add(parent: nn.Module, architecture: Architecture) -> list[str]:
    """Give ``parent`` a module for each layer, and return their names in order."""
    for layer in architecture:
        if not layer.name or "." in layer.name or hasattr(parent, layer.name):
            raise ValueError(
                "name of a layer must be a new one without dots, and none of torch.nn.Module's own words, "
                f"got {layer.name!r}"
            )
        parent.add_module(layer.name, _module(layer))
    return [layer.name for layer in architecture]


def _module(layer: Layer) -> nn.Module:
    match layer:
        case Conv():
            options = (layer.stride, layer.padding, layer.dilation, layer.groups, layer.bias)
            return nn.Conv2d(layer.channels, layer.filters, layer.kernel, *options)
        case Pool(kind="max"):
            return nn.MaxPool2d(layer.kernel, layer.stride, layer.padding, ceil_mode=layer.ceil)
        case Pool():
            return nn.AvgPool2d(layer.kernel, layer.stride, layer.padding, ceil_mode=layer.ceil)
        case GlobalPool():
            return nn.AdaptiveAvgPool2d(1)
        case Dense():
            return FullyConnected(layer.inputs, layer.outputs, layer.bias)
        case BatchNorm():
            return nn.BatchNorm2d(layer.channels, layer.eps)
        case LocalNorm():  # PyTorch divides alpha by the size
            return nn.LocalResponseNorm(layer.size, layer.alpha * layer.size, layer.beta, layer.k)
        case Relu():
            return nn.ReLU()
        case Branches():
            return Concatenation(layer.branches)
        case Residual():
            return Sum(layer.branches)
    raise ValueError(f"architecture must be made of the layers of utils.shapes, got {layer!r}")


def _initialise(model: nn.Module, generator: torch.Generator | None) -> None:
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            module.reset_parameters()
