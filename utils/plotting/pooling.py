"""Figures of pooling: who wins a window, what a small move changes, and for how long a representation holds."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import GREY


def moving_spot(inputs: np.ndarray, outputs: np.ndarray, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw one row of cells per position of a bright spot (P, W), and beside it the same rows pooled (P, W')."""
    widths = [inputs.shape[1], outputs.shape[1]]
    fig, axes = plt.subplots(1, 2, figsize=(1.2 + 0.36 * sum(widths), 0.8 + 0.3 * len(inputs)), width_ratios=widths)
    for ax, rows, name in zip(axes, (inputs, outputs), ("input row", "pooled row"), strict=True):
        ax.imshow(rows, cmap="cividis", aspect="equal")
        ax.set_xticks(np.arange(rows.shape[1] + 1) - 0.5, minor=True)
        ax.set_yticks(np.arange(rows.shape[0] + 1) - 0.5, minor=True)
        ax.grid(visible=False, which="major")
        ax.grid(which="minor", color="white", lw=1.5)
        ax.tick_params(which="minor", length=0)
        ax.set(xlabel=f"cell of the {name}", xticks=range(rows.shape[1]), yticks=range(len(rows)))
    axes[0].set(ylabel="position of the spot (cell)")
    axes[1].set_yticklabels([])
    headline(fig, finding)
    return fig, axes


def curves(
    shifts: Sequence[int], measured: Mapping[str, Sequence[float]], ylabel: str, finding: str
) -> tuple[Figure, Axes]:
    """Plot measured values against the shift in pixels, a line style and a marker for each name, named at its end."""
    fig, ax = plt.subplots(figsize=(6.2, 3.6))
    styles = zip("osD^v", ("-", "--", "-.", ":", "-"), strict=True)
    for (name, values), (marker, line) in zip(measured.items(), styles, strict=False):
        ax.plot(shifts, values, line, marker=marker, label=name)
    ax.set(xlabel="shift of the digit (pixels)", ylabel=ylabel, xticks=list(shifts))
    ax.set_ylim(bottom=0)
    ax.legend(labelcolor="black")
    headline(fig, finding)
    return fig, ax


def routed(x: np.ndarray, gradient: np.ndarray, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw an input (H, W) and the gradient (H, W) that pooling hands back to it, values written into the cells."""
    size = (max(5.6, 1.8 + 0.92 * x.shape[1]), 1.0 + 0.46 * x.shape[0])
    fig, axes = plt.subplots(1, 2, figsize=size)
    for ax, values, title in zip(axes, (x, gradient), ("input", "gradient handed back"), strict=True):
        ax.imshow(values, vmin=0, vmax=max(float(values.max()), 1.0))
        for (row, column), number in np.ndenumerate(values):
            light = number < values.max() / 2
            ax.text(column, row, f"{number:g}", ha="center", va="center", color="white" if light else "black")
        ax.set_title(title, fontsize=10, fontweight="normal")
        ax.set(xlabel="column", xticks=[], yticks=[])
        ax.spines[:].set_color(GREY)
        ax.grid(visible=False)
    axes[0].set_ylabel("row")
    headline(fig, finding)
    return fig, axes
