"""What Inception-v3 and v4 are made of: convolutions with batch normalisation, in named paths side by side."""

from typing import NamedTuple

from utils.shapes.branches import Branches
from utils.shapes.conv_arithmetic import same_padding
from utils.shapes.integers import Pair
from utils.shapes.layers import Architecture, BatchNorm, Conv, Layer, Pool, Relu


class Unit(NamedTuple):
    """A convolution without bias, its normalisation and rectifier; it keeps the size unless it is ``valid``."""

    filters: int
    kernel: int | Pair
    stride: int = 1
    valid: bool = False


class Split(NamedTuple):
    """A fork at the end of a path: each unit reads the same maps, and their outputs are concatenated."""

    units: tuple[Unit, ...]


def path(name: str, channels: int, *units: Unit | Split) -> Architecture:
    """Return the units one after the other, called "name_1", "name_2" and so on, with ``channels`` maps coming in."""
    layers: list[Layer] = []
    for place, unit in enumerate(units, start=1):
        label = f"{name}_{place}"
        if isinstance(unit, Split):
            forks = (_unit(_kernel_name(fork), channels, fork) for fork in unit.units)
            layers.append(Branches(label, tuple(forks)))
        else:
            layers += _unit(label, channels, unit)
            channels = unit.filters
    return tuple(layers)


def pooled(channels: int, filters: int) -> Architecture:
    """Return average pooling that keeps the size, and a 1x1 convolution of what it leaves."""
    return (Pool("average", 3, 1, padding=1, kind="average"), *path("projection", channels, Unit(filters, 1)))


def halved() -> Architecture:
    """Return max pooling in 3x3/2 windows without padding."""
    return (Pool("pool", 3, 2),)


def _unit(name: str, channels: int, unit: Unit) -> Architecture:
    kernel = unit.kernel if isinstance(unit.kernel, tuple) else (unit.kernel, unit.kernel)
    padding = (0, 0) if unit.valid else (same_padding(kernel[0]), same_padding(kernel[1]))
    return (
        Conv(name, channels, unit.filters, kernel, unit.stride, padding, bias=False),
        BatchNorm(f"{name}_norm", unit.filters, eps=1e-3),
        Relu(f"{name}_relu"),
    )


def _kernel_name(unit: Unit) -> str:
    return "x".join(str(size) for size in unit.kernel)
