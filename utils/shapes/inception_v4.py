"""Inception-v4 as data (Szegedy et al., "Inception-v4, Inception-ResNet and the impact of residual connections", 2017).

Figures 3 to 9 and, for the widths of the first reduction, table 1. It has no residual connections: those are
Inception-ResNet's. Its input is 3x299x299, which fits throughout.
"""

from utils.shapes.branches import Branches
from utils.shapes.inception_units import Split, Unit, halved, path, pooled
from utils.shapes.layers import Architecture, Dense, GlobalPool


def inception_v4() -> Architecture:
    """Return figure 9: the stem, then 4, 7 and 3 modules of kinds A, B and C with reductions between them."""
    return (
        *_stem(),
        *(_module_a(f"inception_a{place}") for place in range(1, 5)),
        _reduction_a(),
        *(_module_b(f"inception_b{place}") for place in range(1, 8)),
        _reduction_b(),
        *(_module_c(f"inception_c{place}") for place in range(1, 4)),
        GlobalPool("pool"),
        Dense("fc", 1536, 1000),
    )


def _stem() -> Architecture:
    """Return figure 3: from 3x299x299 to 384x35x35."""
    row, column, last = Unit(64, (1, 7)), Unit(64, (7, 1)), Unit(96, 3, valid=True)
    return (
        *path("stem1", 3, Unit(32, 3, 2, valid=True), Unit(32, 3, valid=True), Unit(64, 3)),
        Branches("stem2", (halved(), path("3x3", 64, Unit(96, 3, 2, valid=True)))),
        Branches(
            "stem3",
            (
                path("3x3", 160, Unit(64, 1), last),
                path("7x7", 160, Unit(64, 1), column, row, last),
            ),
        ),
        Branches("stem4", (path("3x3", 192, Unit(192, 3, 2, valid=True)), halved())),
    )


def _module_a(name: str) -> Branches:
    """Return figure 4, on 384 maps of 35x35."""
    return Branches(
        name,
        (
            pooled(384, 96),
            path("1x1", 384, Unit(96, 1)),
            path("3x3", 384, Unit(64, 1), Unit(96, 3)),
            path("double", 384, Unit(64, 1), Unit(96, 3), Unit(96, 3)),
        ),
    )


def _reduction_a() -> Branches:
    """Return figure 7 with k, l, m, n = 192, 224, 256, 384: from 384x35x35 to 1024x17x17."""
    return Branches(
        "reduction_a",
        (
            halved(),
            path("3x3", 384, Unit(384, 3, 2, valid=True)),
            path("double", 384, Unit(192, 1), Unit(224, 3), Unit(256, 3, 2, valid=True)),
        ),
    )


def _module_b(name: str) -> Branches:
    """Return figure 5, on 1024 maps of 17x17."""
    one = Unit(192, 1)
    return Branches(
        name,
        (
            pooled(1024, 128),
            path("1x1", 1024, Unit(384, 1)),
            path("7x7", 1024, one, Unit(224, (1, 7)), Unit(256, (7, 1))),
            path("double", 1024, one, Unit(192, (1, 7)), Unit(224, (7, 1)), Unit(224, (1, 7)), Unit(256, (7, 1))),
        ),
    )


def _reduction_b() -> Branches:
    """Return figure 8: from 1024x17x17 to 1536x8x8."""
    last = Unit(320, 3, 2, valid=True)
    return Branches(
        "reduction_b",
        (
            halved(),
            path("3x3", 1024, Unit(192, 1), Unit(192, 3, 2, valid=True)),
            path("7x7", 1024, Unit(256, 1), Unit(256, (1, 7)), Unit(320, (7, 1)), last),
        ),
    )


def _module_c(name: str) -> Branches:
    """Return figure 6, on 1536 maps of 8x8."""
    fork = Split((Unit(256, (1, 3)), Unit(256, (3, 1))))
    return Branches(
        name,
        (
            pooled(1536, 256),
            path("1x1", 1536, Unit(256, 1)),
            path("3x3", 1536, Unit(384, 1), fork),
            path("double", 1536, Unit(384, 1), Unit(448, (1, 3)), Unit(512, (3, 1)), fork),
        ),
    )
