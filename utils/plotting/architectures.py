"""Figures of lecture 6: what networks cost, the timeline of six families, blocks as boxes, towers in training."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION
from utils.shapes import Architecture, BatchNorm, Branches, Conv, Pool, Relu, Residual, Row

BYTES = 4
HALF, PART = 0.28, 0.48
"""Half the height of a box in a drawn block, and how far from a box's middle wires part."""

LOOKS = {"plain": {"color": VERMILLION, "ls": "--"}, "residual": {"color": BLUE}}
"""How each kind of tower is drawn, in every figure."""


class Milestone(NamedTuple):
    """A network on the timeline: top-5 error in percent, parameters in millions, multiply-adds in billions, layers.

    ``error`` is nan where none was published; its bar stays away.
    """

    label: str
    year: int
    error: float
    parameters: float
    multiply_adds: float
    depth: int


def costs(rows: Sequence[Row], title: str) -> tuple[Figure, np.ndarray]:
    """Draw, row by row, the memory that one image leaves behind (MB, float32) and the weights (millions)."""
    fig, axes = plt.subplots(1, 2, figsize=(9.0, 0.6 + 0.2 * len(rows)), sharey=True)
    names = [row.name for row in rows]
    axes[0].barh(names, [row.values * BYTES / 1e6 for row in rows], color=BLUE)
    axes[1].barh(names, [row.weights / 1e6 for row in rows], color=ORANGE)
    axes[0].invert_yaxis()
    axes[0].set(title="what one image leaves behind", xlabel="memory (MB, float32)", ylabel="row of the table")
    axes[1].set(title="what is learned", xlabel="weights (millions)")
    for ax in axes:
        ax.tick_params(axis="y", labelsize=8)
    headline(fig, title)
    return fig, axes


def timeline(stones: Sequence[Milestone], title: str) -> tuple[Figure, np.ndarray]:
    """Draw error, parameters, multiply-adds and depth of networks, oldest on top.

    Errors are those of the published entries, mostly of several networks together; the costs are those of one.
    """
    fig, axes = plt.subplots(1, 4, figsize=(9.6, 3.4), sharey=True)
    names = [f"{stone.label} ({stone.year})" for stone in stones]
    panels = (
        ([stone.error for stone in stones], "top-5 error of the entry (%)", VERMILLION),
        ([stone.parameters for stone in stones], "parameters of one (millions)", ORANGE),
        ([stone.multiply_adds for stone in stones], "multiply-adds of one (billions)", BLUE),
        ([stone.depth for stone in stones], "depth (layers with weights)", GREEN),
    )
    for ax, (values, label, colour) in zip(axes, panels, strict=True):
        bars = ax.barh(names, values, color=colour)
        ax.bar_label(bars, [_three_digits(value) for value in values], padding=2, fontsize=8)
        ax.margins(x=0.25)
        ax.set_xlabel(label, fontsize=9)
    axes[0].invert_yaxis()
    axes[0].set_ylabel("network (year)")
    headline(fig, title)
    return fig, axes


def block(unit: Architecture, title: str) -> tuple[Figure, Axes]:
    """Draw a module, ``unit[0]``, and what follows it at once: its branches as columns of boxes, input at the bottom.

    Wires leave the input together, part below the boxes, and meet above them where the maps are joined.
    """
    branches = [_words(branch) or ["identity"] for branch in unit[0].branches]
    tall = max(map(len, branches))
    fig, ax = plt.subplots(figsize=(max(5.0, 2.1 * len(branches)), 1.7 + 0.8 * tall))
    middle, top = (len(branches) - 1) / 2, tall + 1
    _box(ax, (middle, 0), "input", GREY)
    _box(ax, (middle, top), *_words(unit), GREEN)
    for column, words in enumerate(branches):
        heights = [1 + step + (tall - len(words)) / 2 for step in range(len(words))]
        for height, text in zip(heights, words, strict=True):
            _box(ax, (column, height), text, BLUE if "conv" in text else ORANGE if "pool" in text else GREY)
        _wire(ax, (middle, HALF), (middle, PART), (column, PART), (column, heights[0] - HALF))
        for below, above in pairwise(heights):
            _wire(ax, (column, below + HALF), (column, above - HALF))
        _wire(ax, (column, heights[-1] + HALF), (column, top - PART), (middle, top - PART), (middle, top - HALF))
    ax.set(xlim=(-0.6, len(branches) - 0.4), ylim=(-0.5, top + 0.5))
    ax.axis("off")
    ax.set_title(title)
    return fig, ax


def ledger(parts: dict[str, float], title: str) -> tuple[Figure, Axes]:
    """Draw measured amounts of memory (MB) as bars, one below the other."""
    fig, ax = plt.subplots(figsize=(8.0, 0.9 + 0.36 * len(parts)))
    bars = ax.barh(list(parts), list(parts.values()), color=[BLUE, *[ORANGE] * (len(parts) - 1)])
    ax.bar_label(bars, fmt="%.1f", padding=3, fontsize=9)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.set(title=title, xlabel="memory (MB)", ylabel="what it is for")
    return fig, ax


def learning(losses: dict[str, Sequence[float]], title: str) -> tuple[Figure, Axes]:
    """Plot the training loss (nats) of the towers of ``LOOKS``, or of others, by epoch."""
    fig, ax = plt.subplots(figsize=(7.0, 3.1))
    for name, values in losses.items():
        ax.plot(range(1, len(values) + 1), values, label=name, **LOOKS.get(name, {}))
    ax.set(title=title, xlabel="epoch", ylabel="training loss (nats)")
    ax.legend()
    return fig, ax


def gradients(lengths: dict[str, Sequence[float]], title: str) -> tuple[Figure, Axes]:
    """Plot the length of the gradient of each convolution's weights (log axis), first layer on the left."""
    fig, ax = plt.subplots(figsize=(7.0, 3.1))
    for name, values in lengths.items():
        ax.semilogy(range(1, len(values) + 1), values, label=name, **LOOKS.get(name, {}))
    ax.set(title=title, xlabel="convolution (1 = next to the image)", ylabel="length of gradient (log scale)")
    ax.legend()
    return fig, ax


def _words(layers: Architecture) -> list[str]:
    """Return what stands in the boxes of a branch; rectifiers and normalisations go with what they follow."""
    words: list[str] = []
    for layer in layers:
        match layer:
            case Conv():
                words.append(f"{layer.kernel}×{layer.kernel} conv, {layer.filters}")
            case Pool():
                words.append(f"{layer.kernel}×{layer.kernel} {layer.kind} pool")
            case Residual():
                words.append("add")
            case Branches():
                words.append("concatenate")
            case Relu():
                words[-1] += "\nReLU" if "\n" not in words[-1] else ", ReLU"
            case BatchNorm():
                words[-1] += "\nnorm"
    return words


def _box(ax: Axes, place: tuple[float, float], text: str, colour: str) -> None:
    x, y = place
    style = {"boxstyle": "round,pad=0.02", "facecolor": "white", "edgecolor": colour, "lw": 1.8, "zorder": 2}
    ax.add_patch(FancyBboxPatch((x - 0.42, y - HALF), 0.84, 2 * HALF, **style))
    ax.text(x, y, text, ha="center", va="center", fontsize=8.5, zorder=3)


def _wire(ax: Axes, *corners: tuple[float, float]) -> None:
    """Draw a wire through ``corners``, an arrow head at its end, in front of nothing and behind nothing."""
    ax.plot(*zip(*corners, strict=True), color=BLACK, lw=1.2, zorder=1)
    ends = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0, "color": BLACK}
    ax.add_patch(FancyArrowPatch(*corners[-2:], **ends))


def _three_digits(value: float) -> str:
    """Return a value to three digits that count, and nothing for one that is not known."""
    if np.isnan(value):
        return ""
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")
