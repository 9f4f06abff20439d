"""Figures of conv arithmetic: where windows stand, how often a cell is read, how far dilation reaches, one column."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREY, ORANGE, SKY, VERMILLION
from utils.shapes.conv_arithmetic import unread, windows

CELL = 0.86
"""Side of a drawn cell, in cells: the rest is the gap between two."""


def strips(
    size: int, kernel: int, strides: Sequence[int], finding: str, padding: int = 0, dilation: int = 1
) -> tuple[Figure, np.ndarray]:
    """Draw one strip of ``size`` cells for each stride, every window below it on a row of its own.

    Cells that no window reads are hatched, padding is drawn as empty cells marked 0. Axis: cell index.
    """
    stops = [windows(size, kernel, stride, padding, dilation) for stride in strides]
    rows = max(map(len, stops))
    width = 0.4 + 0.36 * (size + 2 * padding) * len(strides)
    fig, axes = plt.subplots(1, len(strides), figsize=(width, 1.5 + 0.28 * rows), squeeze=False)
    for ax, stride, reads in zip(axes[0], strides, stops, strict=True):
        lost = unread(size, kernel, stride, padding, dilation)
        _draw_strip(ax, size, padding, lost)
        for row, places in enumerate(reads, start=1):
            for place in places:
                _draw_cell(ax, place, row, BLUE if row % 2 else SKY)
        ax.set_title(_describe(stride, len(reads), lost), fontsize=10, fontweight="normal")
        _frame_strip(ax, size, padding, rows)
    axes[0, 0].set_ylabel("input, then windows")
    headline(fig, finding)
    return fig, axes[0]


def _describe(stride: int, count: int, lost: tuple[int, ...]) -> str:
    windows_ = f"stride {stride}: {count} window{'s' if count != 1 else ''}"
    return f"{windows_}\ncell {', '.join(map(str, lost))} unread" if lost else f"{windows_}\nall read"


def _draw_strip(ax: Axes, size: int, padding: int, lost: tuple[int, ...]) -> None:
    for place in range(-padding, size + padding):
        real = 0 <= place < size
        _draw_cell(ax, place, 0, "white", edge=GREY, hatch="////" if place in lost else None, dashed=not real)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(place, 0, place if real else "0", ha="center", va="center", color="black" if real else GREY, bbox=box)


def _draw_cell(ax: Axes, x: float, y: float, face: str, edge: str = "white", hatch=None, dashed: bool = False) -> None:
    corner = (x - CELL / 2, y - CELL / 2)
    ax.add_patch(Rectangle(corner, CELL, CELL, fc=face, ec=edge, hatch=hatch, ls=":" if dashed else "-"))


def _frame_strip(ax: Axes, size: int, padding: int, rows: int) -> None:
    ax.set(xlim=(-padding - 0.6, size + padding - 0.4), ylim=(rows + 0.6, -0.6), aspect="equal", xlabel="cell index")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def heatmaps(values: Sequence[np.ndarray], titles: Sequence[str], unit: str, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw arrays (H, W) side by side on one colour scale, each value written into its cell; ``unit`` says of what."""
    top = max(float(np.max(value)) for value in values)
    widths = [value.shape[1] for value in values]
    size = (0.9 + 0.37 * sum(widths), 0.9 + 0.37 * max(value.shape[0] for value in values))
    fig, axes = plt.subplots(1, len(values), figsize=size, squeeze=False, width_ratios=widths)
    for ax, value, title in zip(axes[0], values, titles, strict=True):
        ax.imshow(value, vmin=0, vmax=top)
        for (row, column), number in np.ndenumerate(value):
            ax.text(
                column, row, f"{number:g}", ha="center", va="center", color="white" if number < top / 2 else "black"
            )
        ax.set_title(title, fontsize=10, fontweight="normal")
        ax.set(xlabel="column", xticks=[], yticks=[])
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(f"row ({unit} in each cell)")
    headline(fig, finding)
    return fig, axes[0]


def dilated_kernels(kernel: int, dilations: Sequence[int], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw the cells that a square kernel reads, once for each dilation, on grids of the same scale."""
    spans = [dilation * (kernel - 1) + 1 for dilation in dilations]
    size = (2.6 * len(spans), 1.0 + 0.3 * max(spans))
    fig, axes = plt.subplots(1, len(spans), figsize=size, squeeze=False)
    for ax, dilation, span in zip(axes[0], dilations, spans, strict=True):
        for row, column in np.ndindex(span, span):
            taken = row % dilation == 0 and column % dilation == 0
            _draw_cell(ax, column, row, BLUE if taken else "white", edge=BLUE if taken else GREY)
        ax.set_title(f"dilation {dilation}: {span} × {span} cells", fontsize=10, fontweight="normal")
        ax.set(xlim=(-0.6, max(spans) - 0.4), ylim=(max(spans) - 0.4, -0.6), aspect="equal", xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_xlabel("column")
    axes[0, 0].set_ylabel("row")
    headline(fig, finding)
    return fig, axes[0]


def depth_column(
    image: np.ndarray, slices: Mapping[str, np.ndarray], at: tuple[int, int], kernel: int, finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw an image (H, W) with one window framed, and named slices (H', W') with the unit that looks at it framed.

    All slices share one colour scale, drawn beside the last: bright is large.
    """
    fig, axes = plt.subplots(1, len(slices) + 1, figsize=(1.5 * (len(slices) + 1) + 0.5, 2.0))
    row, column = at
    axes[0].imshow(image, cmap="gray_r")
    _frame(axes[0], column, row, kernel, VERMILLION)
    axes[0].set_title(f"input {image.shape[0]} × {image.shape[1]}", fontsize=10, fontweight="normal")
    low, high = min(map(np.min, slices.values())), max(map(np.max, slices.values()))
    for ax, (name, values) in zip(axes[1:], slices.items(), strict=True):
        shown = ax.imshow(values, vmin=low, vmax=high)
        _frame(ax, column, row, 1, VERMILLION)
        ax.set_title(name, fontsize=10, fontweight="normal")
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
    axes[0].set(xlabel="column", ylabel="row")
    bar = fig.colorbar(shown, ax=axes[-1], fraction=0.06, aspect=14)
    bar.set_label("answer of the filter", fontsize=9)
    headline(fig, finding)
    return fig, axes


def _frame(ax: Axes, column: float, row: float, side: float, colour: str) -> None:
    for width, shade in ((4, "white"), (2, colour)):
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), side, side, fill=False, ec=shade, lw=width))


def sizes_and_rest(sizes: Sequence[int], exact: Sequence[float], marked: int, finding: str) -> tuple[Figure, Axes]:
    """Plot what the formula says against the input size; whole numbers are dots, the others crosses, one is marked."""
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    sizes, exact = np.asarray(sizes), np.asarray(exact)
    whole = exact == exact.round()
    ax.plot(sizes, exact, color=GREY, lw=1)
    ax.plot(sizes[whole], exact[whole], "o", color=BLUE, ms=8, label="fits")
    ax.plot(sizes[~whole], exact[~whole], "x", color=VERMILLION, ms=7, mew=2, label="does not fit")
    value = float(exact[sizes == marked][0])
    ax.annotate(f"{marked} gives {value:g}", (marked, value), (marked, value + 0.9), ha="right",
                arrowprops={"arrowstyle": "->", "color": ORANGE, "lw": 2})  # fmt: skip
    ax.set(xlabel="input size (pixels)", ylabel="output size (units)")
    ax.legend(loc="lower right")
    headline(fig, finding)
    return fig, ax
