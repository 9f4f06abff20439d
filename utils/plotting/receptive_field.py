"""Figures of receptive fields: the cone below one unit, its growth with depth, its size on an image, its weight."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREY, ORANGE, SKY, VERMILLION
from utils.shapes.conv_arithmetic import windows

FRAMES = (VERMILLION, BLUE, ORANGE, "#009E73", "#CC79A7")


def cone(size: int, layers: Sequence[tuple[int, int]], unit: int, finding: str) -> tuple[Figure, Axes]:
    """Draw a stack of (kernel, stride) layers on ``size`` inputs, and all that one unit of the last layer looks at.

    Inputs are the lowest row of dots; each unit above stands over the middle of what it reads, joined to it by lines.
    """
    rows, reads = _stack(size, layers)
    fig, ax = plt.subplots(figsize=(7.0, 0.9 + 0.62 * len(rows)))
    seen = {unit}
    for level in range(len(layers), 0, -1):
        _dots(ax, rows[level], level, seen)
        pairs = [(top, place) for top in seen for place in reads[level - 1][top]]
        for top, place in pairs:
            ax.plot([rows[level - 1][place], rows[level][top]], [level - 1, level], color=SKY, lw=1.0, zorder=1)
        seen = {place for _, place in pairs}
        ax.annotate(
            f"{len(seen)}", (1.0, level - 1), (1.015, level - 1), xycoords=ax.get_yaxis_transform(), va="center"
        )
    _dots(ax, rows[0], 0, seen)
    _count(ax, 1, len(layers))
    names = ["input", *(f"after kernel {kernel}, stride {stride}" for kernel, stride in layers)]
    ax.set(yticks=range(len(rows)), yticklabels=names, xlabel="position (input cells); at the right: units reached")
    ax.set(xlim=(-0.8, size - 0.2), ylim=(-0.4, len(layers) + 0.4))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(visible=False)
    headline(fig, finding)
    return fig, ax


def _count(ax: Axes, number: int, level: int) -> None:
    ax.text(1.015, level, str(number), transform=ax.get_yaxis_transform(), va="center", weight="bold")


def _stack(size: int, layers: Sequence[tuple[int, int]]) -> tuple[list[np.ndarray], list[tuple[tuple[int, ...], ...]]]:
    """Return where the units of each layer stand, and which units of the layer below each of them reads."""
    rows, reads = [np.arange(size, dtype=float)], []
    for kernel, stride in layers:
        reads.append(windows(len(rows[-1]), kernel, stride))
        rows.append(np.array([rows[-1][list(places)].mean() for places in reads[-1]]))
    return rows, reads


def _dots(ax: Axes, places: np.ndarray, level: int, seen: set[int]) -> None:
    inside = np.isin(np.arange(len(places)), list(seen))
    ax.scatter(places[~inside], np.full((~inside).sum(), level), s=34, fc="white", ec=GREY, zorder=2)
    ax.scatter(places[inside], np.full(inside.sum(), level), s=42, color=BLUE, zorder=3)


def growth(
    names: Sequence[str], sizes: Sequence[int], strides: Sequence[int], image: int, finding: str
) -> tuple[Figure, Axes]:
    """Plot the receptive field after each layer of a stack; pools, where the stride doubles, are squares.

    ``sizes`` and ``strides`` in input pixels, one a layer; the dashed line is the image's side.
    """
    fig, ax = plt.subplots(figsize=(7.4, 3.9))
    places = np.arange(len(names))
    ax.plot(places, sizes, color=GREY, lw=1.2, zorder=1)
    wider = np.diff([1, *strides]) > 0
    ax.scatter(places[~wider], np.asarray(sizes)[~wider], color=BLUE, s=44, label="convolution 3 × 3", zorder=2)
    ax.scatter(
        places[wider], np.asarray(sizes)[wider], color=ORANGE, s=52, marker="s", label="max pooling 2 × 2, stride 2"
    )
    ax.axhline(image, color=VERMILLION, ls="--", lw=1.5)
    ax.text(0, image + 3, f"side of the image, {image} pixels", color=VERMILLION, va="bottom")
    ax.set_xticks(places, names, rotation=60, ha="right", fontsize=8.5)
    ax.set(ylabel="receptive field (pixels)", xlabel="layer", ylim=(0, 1.14 * max(image, *sizes)))
    ax.legend(loc="center left")
    headline(fig, finding)
    return fig, ax


def fields_on(image: np.ndarray, fields: Mapping[str, int], finding: str) -> tuple[Figure, Axes]:
    """Draw an image (H, W) and over its middle one square for each named receptive field, its side in pixels."""
    fig, ax = plt.subplots(figsize=(6.8, 4.3))
    ax.imshow(image, cmap="gray_r", alpha=0.35)
    middle_row, middle_column = (side / 2 - 0.5 for side in image.shape)
    for (name, side), colour in zip(fields.items(), FRAMES, strict=False):
        corner = (middle_column - side / 2, middle_row - side / 2)
        ax.add_patch(Rectangle(corner, side, side, fill=False, ec=colour, lw=2.2, label=f"{name}: {side}"))
    margin = 0.52 * max(max(fields.values()), *image.shape)
    ax.set(xlim=(middle_column - margin, middle_column + margin), ylim=(middle_row + margin, middle_row - margin))
    ax.set(xlabel="column (pixels)", ylabel="row (pixels)")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), title="side (pixels)")
    ax.grid(visible=False)
    headline(fig, finding)
    return fig, ax


def weight_profile(weights: np.ndarray, half: tuple[int, int], finding: str) -> tuple[Figure, Axes]:
    """Plot how much each input cell of a receptive field (S,) weighs, in percent, with an inner range shaded."""
    fig, ax = plt.subplots(figsize=(6.6, 3.4))
    percent = 100 * weights / weights.sum()
    ax.axvspan(*half, color=SKY, alpha=0.35, lw=0, label=f"cells {half[0]} to {half[1] - 1}")
    ax.plot(np.arange(len(percent)), percent, color=BLUE)
    ax.axhline(100 / len(percent), color=GREY, ls="--", lw=1.4, label="if every cell weighed the same")
    ax.set(xlabel="cell of the receptive field (pixels)", ylabel="share of the weight (%)", ylim=(0, None))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncol=2)
    headline(fig, finding)
    return fig, ax
