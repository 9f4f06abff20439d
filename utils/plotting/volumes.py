"""The volumes of a network: boxes whose sides are height, width and depth."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, SKY

SLANT = np.array([0.42, 0.3])
"""Where the width of a box leads on the page, for each pixel of it."""
FACES = (SKY, ORANGE, GREEN, PINK, BLUE)
Volume = tuple[int, int, int]


def volumes(stages: Sequence[tuple[str, Volume]], finding: str) -> tuple[Figure, Axes]:
    """Draw (name, (C, H, W)) of each stage as a box: height upwards, width into the page, depth to the right.

    All boxes have one scale; the thinnest are widened so that they can be seen.
    """
    fig, ax = plt.subplots(figsize=(1.75 * len(stages), 3.5))
    left = 0.0
    for (name, (depth, height, width)), colour in zip(stages, FACES * len(stages), strict=False):
        size = np.maximum((depth, height, width), 1.2)
        _box(ax, left, size, colour)
        middle = left + (size[0] + SLANT[0] * size[2]) / 2
        ax.text(middle, -23, f"{name}\n{height}×{width}×{depth}", ha="center", va="top", fontsize=9.5)
        right = left + size[0] + SLANT[0] * size[2]
        if name != stages[-1][0]:
            ax.annotate("", (right + 7, 0), (right + 2, 0), arrowprops={"arrowstyle": "-|>", "color": GREY})
        left = right + 10
    ax.set(xlim=(-3, left), ylim=(-33, 25), aspect="equal", xticks=[], yticks=[])
    ax.set(xlabel="depth (channels) to the right, width (pixels) into the page", ylabel="height (pixels)")
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    headline(fig, finding)
    return fig, ax


def _box(ax: Axes, left: float, size: np.ndarray, colour: str) -> None:
    depth, height, width = size
    back = SLANT * width
    low = -np.array([0, (height + back[1]) / 2])
    corner = np.array([left, 0]) + low
    across, up = np.array([depth, 0]), np.array([0, height])
    sides = (
        ((corner, corner + across, corner + across + up, corner + up), 0.85),
        ((corner + up, corner + across + up, corner + across + up + back, corner + up + back), 0.45),
        ((corner + across, corner + across + back, corner + across + back + up, corner + across + up), 0.65),
    )
    for points, shade in sides:
        ax.add_patch(Polygon(points, fc=colour, ec=BLACK, lw=0.9, alpha=shade))
