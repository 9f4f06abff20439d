"""Figures of handwritten digits, and of what a network takes them for."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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
