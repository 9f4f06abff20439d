"""Figures of locality and sharing: how many weights, who has which, and where sharing stops being right."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION
from utils.reference.patches import LeftOver
from utils.shapes.sharing import LayerWeights

PIXELS, REACH = 9, 3
COLOURS = {"dense": BLUE, "local": ORANGE, "shared": GREEN}
PATTERNS = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, ":"))
WORDS = {
    "dense": "dense: all pixels",
    "local": "local: a window, own weights",
    "shared": "shared: a window, the same weights",
}


def weight_story(weights: LayerWeights, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw who reads what for each of three layers, on a strip of 9 pixels, beside its count of weights (logarithmic).

    In the last row lines of one colour and pattern are one shared weight.
    """
    fig, axes = plt.subplots(3, 2, figsize=(7.4, 4.3), width_ratios=(1, 1.25))
    for (kind, count), (wires, bars) in zip(weights._asdict().items(), axes, strict=True):
        _draw_wires(wires, kind)
        bars.barh([0], [count], color=COLOURS[kind], height=0.5)
        bars.text(count * 1.3, 0, f"{count:,}", va="center", fontweight="bold")
        bars.set(xscale="log", xlim=(1, weights.dense * 5000), ylim=(-0.6, 0.6), yticks=[])
        bars.set_title(WORDS[kind], fontsize=10, fontweight="normal")
        if kind != "shared":
            bars.set_xticklabels([])
    axes[2, 1].set_xlabel("weights to learn")
    axes[2, 0].set_xlabel("pixels below, units above")
    headline(fig, finding)
    return fig, axes


def _draw_wires(ax: Axes, kind: str) -> None:
    units = PIXELS if kind == "dense" else PIXELS - REACH + 1
    shift = (PIXELS - units) / 2
    for unit in range(units):
        reads = range(PIXELS) if kind == "dense" else range(unit, unit + REACH)
        for pixel in reads:
            colour, line = PATTERNS[pixel - unit] if kind == "shared" else (GREY, "-")
            ax.plot([pixel, unit + shift], [0, 1], line, color=colour, lw=1.8 if kind == "shared" else 0.7)
    ax.plot(np.arange(PIXELS), np.zeros(PIXELS), "o", color=BLUE, ms=6)
    ax.plot(np.arange(units) + shift, np.ones(units), "o", color=ORANGE, ms=6)
    ax.set(xticks=[], yticks=[], ylim=(-0.25, 1.25))
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)


def places_alike(
    means: Mapping[str, np.ndarray], unexplained: Mapping[str, LeftOver], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw the mean picture (H, W) of each named collection, and what is left unexplained by what places share.

    ``unexplained`` holds shares of the variance from 0 to 1 for each name.
    """
    fig, axes = plt.subplots(1, len(means) + 1, figsize=(8.4, 3.3), width_ratios=[1] * len(means) + [2.1])
    for ax, (name, mean) in zip(axes, means.items(), strict=False):
        ax.imshow(mean, cmap="gray", vmin=0, vmax=1)
        ax.set_title(name, fontsize=9.5, fontweight="normal")
        ax.set(xticks=[], yticks=[], xlabel="column (pixels)")
        ax.grid(visible=False)
    axes[0].set_ylabel("mean picture, row (pixels)")
    rows = np.arange(len(unexplained))
    looks = (("all shared", GREEN, None), ("own means", SKY, ".."), ("own means and filters", ORANGE, "//"))
    for place, (kind, colour, hatch) in enumerate(looks):
        values = [left[place] for left in unexplained.values()]
        bars = axes[-1].barh(rows + 0.27 * (place - 1), values, 0.25, color=colour, hatch=hatch, ec="white", label=kind)
        axes[-1].bar_label(bars, fmt="%.3f", padding=3, fontsize=8.5)
    axes[-1].set(yticks=rows, yticklabels=unexplained, xlabel="left unexplained (share of variance)")
    axes[-1].margins(x=0.18)
    axes[-1].invert_yaxis()
    axes[-1].legend(loc="lower right", fontsize=8.5)
    headline(fig, finding)
    return fig, axes
