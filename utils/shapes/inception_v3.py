"""Inception-v3 as data (Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016).

The paper prints the modules (figures 5 to 7 and 10) but not all widths; those here are of the authors' own code
(TensorFlow-Slim's inception_v3, which torchvision's follows), and so are the names mixed_5b to mixed_7c. The auxiliary
head is left out. Its input is 3x299x299, which fits throughout.
"""

from utils.shapes.branches import Branches
from utils.shapes.inception_units import Split, Unit, halved, path, pooled
from utils.shapes.layers import Architecture, Dense, GlobalPool, Pool


def inception_v3() -> Architecture:
    """Return five convolutions, eleven modules on maps of 35x35, 17x17 and 8x8, and the classifier."""
    return (
        *path("conv1", 3, Unit(32, 3, 2, valid=True), Unit(32, 3, valid=True), Unit(64, 3)),
        Pool("pool1", 3, 2),
        *path("conv2", 64, Unit(80, 1), Unit(192, 3, valid=True)),
        Pool("pool2", 3, 2),
        _module_35("mixed_5b", 192, 32),
        _module_35("mixed_5c", 256, 64),
        _module_35("mixed_5d", 288, 64),
        _reduction_17("mixed_6a", 288),
        _module_17("mixed_6b", 128),
        _module_17("mixed_6c", 160),
        _module_17("mixed_6d", 160),
        _module_17("mixed_6e", 192),
        _reduction_8("mixed_7a", 768),
        _module_8("mixed_7b", 1280),
        _module_8("mixed_7c", 2048),
        GlobalPool("pool3"),
        Dense("fc", 2048, 1000),
    )


def _module_35(name: str, channels: int, projection: int) -> Branches:
    """Return figure 5: a 5x5 convolution as two of 3x3 (one path of the authors' code keeps its 5x5)."""
    return Branches(
        name,
        (
            path("1x1", channels, Unit(64, 1)),
            path("5x5", channels, Unit(48, 1), Unit(64, 5)),
            path("double", channels, Unit(64, 1), Unit(96, 3), Unit(96, 3)),
            pooled(channels, projection),
        ),
    )


def _reduction_17(name: str, channels: int) -> Branches:
    """Return figure 10: convolutions of stride 2 beside a pool of stride 2."""
    return Branches(
        name,
        (
            path("3x3", channels, Unit(384, 3, 2, valid=True)),
            path("double", channels, Unit(64, 1), Unit(96, 3), Unit(96, 3, 2, valid=True)),
            halved(),
        ),
    )


def _module_17(name: str, width: int) -> Branches:
    """Return figure 6: 7x7 convolutions factorised into 1x7 and 7x1."""
    row, column = Unit(width, (1, 7)), Unit(width, (7, 1))
    return Branches(
        name,
        (
            path("1x1", 768, Unit(192, 1)),
            path("7x7", 768, Unit(width, 1), row, Unit(192, (7, 1))),
            path("double", 768, Unit(width, 1), column, row, column, Unit(192, (1, 7))),
            pooled(768, 192),
        ),
    )


def _reduction_8(name: str, channels: int) -> Branches:
    """Return the second reduction, with a factorised 7x7 in one path."""
    return Branches(
        name,
        (
            path("3x3", channels, Unit(192, 1), Unit(320, 3, 2, valid=True)),
            path("7x7", channels, Unit(192, 1), Unit(192, (1, 7)), Unit(192, (7, 1)), Unit(192, 3, 2, valid=True)),
            halved(),
        ),
    )


def _module_8(name: str, channels: int) -> Branches:
    """Return figure 7: filter banks that fork into 1x3 and 3x1."""
    fork = Split((Unit(384, (1, 3)), Unit(384, (3, 1))))
    return Branches(
        name,
        (
            path("1x1", channels, Unit(320, 1)),
            path("3x3", channels, Unit(384, 1), fork),
            path("double", channels, Unit(448, 1), Unit(384, 3), fork),
            pooled(channels, 192),
        ),
    )
