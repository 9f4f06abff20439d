"""Figures of handwritten digits, of what a network takes them for, and of what made it fast."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.style import BLUE, GREEN, VERMILLION

COLUMNS = 8


def digits(images: np.ndarray, names: Sequence[object], title: str) -> tuple[Figure, np.ndarray]:
    """Draw grey images (N, 1, H, W) in rows of eight, each with its name below; return the figure and all its axes."""
    rows = -(-len(images) // COLUMNS)
    fig, axes = plt.subplots(rows, COLUMNS, figsize=(7.0, 0.6 + 1.05 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, name in zip(axes.flat, images, names, strict=False):
        ax.imshow(image[0], cmap="gray", interpolation="nearest")
        ax.text(0.5, -0.04, str(name), transform=ax.transAxes, ha="center", va="top", fontsize=7.5)
    fig.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=11)
    return fig, axes


def confusion(table: np.ndarray) -> tuple[Figure, Axes]:
    """Draw a confusion matrix (C, C), true classes down, with its counts; colour shows the mistakes only."""
    mistakes = table * (1 - np.eye(len(table), dtype=table.dtype))
    worst = np.unravel_index(mistakes.argmax(), table.shape)
    fig, ax = plt.subplots(figsize=(6.0, 5.4))
    ax.imshow(mistakes, cmap="Blues")
    for (i, j), count in np.ndenumerate(table):
        dark = mistakes[i, j] > 0.6 * max(mistakes.max(), 1)
        ax.text(j, i, str(count), ha="center", va="center", fontsize=8, color="white" if dark else "black")
    ax.grid(visible=False)
    ax.set(xticks=range(len(table)), yticks=range(len(table)), xlabel="taken for", ylabel="true class")
    ax.set_title(f"Most often, a {worst[0]} was taken for a {worst[1]}: {mistakes.max()} times")
    return fig, ax


def ablation(
    shares: Sequence[tuple[str, float, float]], mine: tuple[float, float] | None = None
) -> tuple[Figure, np.ndarray]:
    """Draw which share of images is right and how many seconds that took, a line for each (name, share, seconds).

    The first one is what the others leave something out of; it is repeated as a dashed line. ``mine``, a share and
    seconds, is one more line. Returns the figure and the axes of shares and of seconds.
    """
    _, share, seconds = shares[0]
    slowest = max(shares, key=lambda one: one[2])
    rows = [*shares, *([("yours", *mine)] if mine else [])]
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 0.9 + 0.26 * len(rows)), sharey=True)
    colours = [GREEN, *[BLUE] * (len(shares) - 1), *[VERMILLION] * (mine is not None)]
    for ax, values, reference in zip(axes, (1, 2), (100 * share, seconds), strict=True):
        ax.axvline(reference, color=GREEN, linestyle="--", linewidth=1)
        ax.scatter([row[values] * (100 if values == 1 else 1) for row in rows], range(len(rows)), c=colours, zorder=3)
    axes[0].set(xlabel="images right (%)", yticks=range(len(rows)), yticklabels=[row[0] for row in rows])
    axes[0].invert_yaxis()
    axes[1].set(xlabel="seconds of one core", xlim=(0, None))
    found = f"{share:.2%} in {seconds:.1f} s; {slowest[0]}: {slowest[2] / seconds:.1f} times as long"
    fig.suptitle(found, x=0.01, ha="left", fontweight="bold", fontsize=11)
    return fig, axes
