"""Figures of convolution: numbers in grids, photos and what kernels answer, the matrix that a convolution is."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, ORANGE, PINK, SKY, VERMILLION

CELL = 0.36
"""Side of a drawn number's cell, in inches."""
WIDTH = 7.0
"""Width of a row of pictures, in inches."""
NINE = (BLUE, ORANGE, GREEN, SKY, VERMILLION, PINK, "#004c73", "#8a5f00", "#7f7f7f")
"""Colours of nine weights, light and dark ones in turn."""

Frames = Mapping[str, tuple[int, int, int]]


def grids(values: Mapping[str, np.ndarray], finding: str, frames: Frames | None = None) -> tuple[Figure, np.ndarray]:
    """Draw named arrays (H, W) side by side, each number in its cell: orange below 0, purple above, white at 0.

    ``frames`` puts a square on a named array: (row, column, side in cells). Axes: row and column.
    """
    shapes = [np.shape(value) for value in values.values()]
    widths = [columns for _, columns in shapes]
    size = (0.7 + CELL * sum(widths) + 0.55 * len(widths), 1.55 + CELL * max(rows for rows, _ in shapes))
    fig, axes = plt.subplots(1, len(values), figsize=size, squeeze=False, width_ratios=widths)
    for ax, (name, value) in zip(axes[0], values.items(), strict=True):
        _write_numbers(ax, np.asarray(value))
        ax.set_title(name, fontsize=10, fontweight="normal")
        if name in (frames or {}):
            row, column, side = frames[name]
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), side, side, fill=False, ec=VERMILLION, lw=2.5))
    axes[0, 0].set_ylabel("row")
    headline(fig, finding)
    return fig, axes[0]


def _write_numbers(ax: Axes, value: np.ndarray) -> None:
    most = max(float(np.abs(value).max()), 1e-9)
    ax.imshow(value, cmap="PuOr", vmin=-most, vmax=most, alpha=0.75)
    for (row, column), number in np.ndenumerate(value):
        dark = abs(number) > 0.72 * most
        ax.text(column, row, f"{number + 0.0:.3g}".replace("-", "−"), ha="center", va="center", fontsize=9,
                color="white" if dark else "black")  # fmt: skip
    ax.set_xticks(np.arange(value.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(value.shape[0] + 1) - 0.5, minor=True)
    ax.grid(visible=False, which="major")
    ax.grid(which="minor", color="#cccccc", lw=0.8)
    ax.tick_params(which="minor", length=0)
    ax.set(xlabel="column", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def pictures(images: Mapping[str, np.ndarray], finding: str, across: int = 4) -> tuple[Figure, np.ndarray]:
    """Draw named pictures, ``across`` to a row: colour (H, W, 3), or grey (H, W).

    A grey picture that goes below 0 is an answer of a kernel: grey stands for 0, and its largest size for black or
    white. One that does not is brightness, 0 black to 255 white. Axes: row and column (pixels).
    """
    rows = -(-len(images) // across)
    fig, axes = plt.subplots(rows, across, figsize=(WIDTH, 0.4 + (WIDTH / across + 0.25) * rows), squeeze=False)
    for ax, (name, image) in zip(axes.flat, images.items(), strict=False):
        ax.imshow(image, cmap="gray", **_limits(np.asarray(image)))
        ax.set_title(name, fontsize=9, fontweight="normal")
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    for ax in axes.flat[len(images) :]:
        ax.remove()
    axes[0, 0].set(xlabel="column (pixels)", ylabel="row (pixels)")
    headline(fig, finding)
    return fig, axes


def _limits(image: np.ndarray) -> dict[str, float]:
    if image.ndim == 3:
        return {}
    most = float(np.abs(image).max()) if image.min() < 0 else 255
    return {"vmin": -most if image.min() < 0 else 0, "vmax": most}


def by_angle(angles: np.ndarray, answers: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, Axes]:
    """Plot the largest answer of each named kernel, per weight, to an edge turned by ``angles`` (degrees).

    0 is an upright edge, 90 a level one; ``answers`` are in brightness steps of the edge per unit of weight.
    """
    fig, ax = plt.subplots(figsize=(WIDTH, 3.1))
    for (name, values), line in zip(answers.items(), ("-", "--", ":"), strict=False):
        ax.plot(angles, values, line, label=name)
    ax.set(xlabel="angle of the edge (degrees; 0 upright, 90 level)", ylabel="largest answer, per weight")
    ax.set(xticks=range(0, 91, 15), ylim=(0, 1.3 * max(map(np.max, answers.values()))))
    ax.legend(loc="upper center", ncols=len(answers))
    headline(fig, finding)
    return fig, ax


def repeated_weights(kernel: np.ndarray, matrix: np.ndarray, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw a kernel of 9 different weights and the matrix (outputs, inputs) made of it, each weight in its own colour.

    Zeros stay white. Axes of the matrix: input pixel and output pixel, numbered row by row.
    """
    weights = np.unique(kernel)
    colours = ListedColormap(["white", *NINE[: weights.size]])
    width = 1.6 + 0.16 * matrix.shape[1]
    fig, axes = plt.subplots(1, 2, figsize=(width, 0.9 + 0.17 * matrix.shape[0]), width_ratios=(1.2, 5))
    for ax, values in zip(axes, (kernel, matrix), strict=True):
        code = np.where(values == 0, 0, 1 + np.searchsorted(weights, values))
        ax.imshow(code, cmap=colours, vmin=-0.5, vmax=weights.size + 0.5)
        ax.grid(visible=False)
        ax.spines[:].set(visible=True, color=GREY)
    for (row, column), weight in np.ndenumerate(kernel):
        ax = axes[0]
        ax.text(column, row, f"{weight:g}", ha="center", va="center", color="white", fontweight="bold")
    axes[0].set(xticks=[], yticks=[], xlabel="column", ylabel="row")
    axes[0].set_title("kernel", fontsize=10, fontweight="normal")
    axes[1].set(xlabel="input pixel, row by row", ylabel="output pixel", yticks=range(0, len(matrix), 4))
    axes[1].set_title(f"matrix {matrix.shape[0]} × {matrix.shape[1]}", fontsize=10, fontweight="normal")
    headline(fig, finding)
    return fig, axes


def maps(matrices: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw named matrices side by side, each on its own scale: orange below 0, purple above. Axes: input and output."""
    fig, axes = plt.subplots(1, len(matrices), figsize=(3.6 * len(matrices), 3.1), squeeze=False)
    for ax, (name, matrix) in zip(axes[0], matrices.items(), strict=True):
        most = float(np.abs(matrix).max())
        shown = ax.imshow(matrix, cmap="PuOr", vmin=-most, vmax=most)
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.set(xlabel="input", ylabel="output")
        ax.grid(visible=False)
        fig.colorbar(shown, ax=ax, fraction=0.05).set_label("weight")
    headline(fig, finding)
    return fig, axes[0]
