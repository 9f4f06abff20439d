"""Figures of lecture 12 on maps: pixels that many boxes cover, regions on a map, what rounding costs, who learns."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREY, ORANGE, VERMILLION

REGION = ((BLUE, "-"), (VERMILLION, "--"))
"""Colour and line of the first and the second region."""


def visits(photo: np.ndarray, boxes: np.ndarray, counts: np.ndarray, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw a photo (H, W, 3) under some of its boxes (R, 4), and beside it how many cover each pixel, (H, W)."""
    fig, axes = plt.subplots(1, 2, figsize=(9.2, 4.2))
    picture(axes[0], photo)
    for box in boxes:
        frame(axes[0], box, "white", lw=0.5)
    axes[0].set_title(f"{len(boxes)} of the proposals", fontsize=10, fontweight="normal")
    heat = axes[1].imshow(counts, cmap="cividis", vmin=0)
    axes[1].set_title("boxes over each pixel", fontsize=10, fontweight="normal")
    axes[1].axis("off")
    fig.colorbar(heat, ax=axes[1], label="boxes (count)", shrink=0.85)
    headline(fig, finding)
    return fig, axes


def compared(difference: np.ndarray, same: np.ndarray, finding: str) -> tuple[Figure, Axes]:
    """Draw the difference (H, W) of two maps cell by cell; a tick marks those of ``same`` (H, W) bool."""
    fig, ax = plt.subplots(figsize=(5.6, 4.2))
    heat = ax.imshow(difference, cmap="cividis", vmin=0)
    for row, column in np.argwhere(same):
        ax.text(column, row, "=", color="white", ha="center", va="center", fontsize=11, fontweight="bold")
    ax.set(xlabel="column of the map (cells)", ylabel="row of the map (cells)")
    ax.grid(visible=False)
    fig.colorbar(heat, ax=ax, label="largest difference (activation)")
    headline(fig, finding)
    return fig, ax


def edges_seen(edges: np.ndarray, errors: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, Axes]:
    """Plot how far from the true left edge (pixels) each layer sees it, a line for each named layer."""
    fig, ax = plt.subplots(figsize=(7.0, 3.3))
    for (name, values), line in zip(errors.items(), ("-", "--"), strict=False):
        ax.plot(edges, values, line, drawstyle="steps-mid" if line == "-" else "default", label=name)
    ax.axhline(0, color=GREY, lw=0.8)
    ax.set(xlabel="true left edge (pixels)", ylabel="seen less true (pixels)")
    ax.legend(loc="upper right", bbox_to_anchor=(1.0, 1.02), ncols=2)
    headline(fig, finding)
    return fig, ax


def lost_overlap(sides: np.ndarray, overlaps: np.ndarray, level: float, finding: str) -> tuple[Figure, Axes]:
    """Plot for boxes of ``sides`` (pixels) their IoU with the cells that stand for them; dashed is a level."""
    fig, ax = plt.subplots(figsize=(7.0, 3.6))
    ax.scatter(sides, overlaps, s=9, alpha=0.35, color=BLUE, lw=0)
    cuts = np.quantile(sides, np.linspace(0, 1, 9))
    places = np.clip(np.searchsorted(cuts, sides, side="right") - 1, 0, 7)
    medians = [(np.median(sides[places == one]), np.median(overlaps[places == one])) for one in np.unique(places)]
    ax.plot(*np.array(medians).T, "o-", color=VERMILLION, label="median of an eighth of the boxes")
    ax.axhline(level, color=GREY, ls="--", lw=1.2, label=f"an IoU of {level:g}")
    ax.set(xlabel="side of the box, square root of its area (pixels)", ylabel="IoU of box and its cells", ylim=(0, 1))
    ax.legend(loc="lower right")
    headline(fig, finding)
    return fig, ax


def pyramids(
    cells: np.ndarray, regions: Sequence[tuple[int, int, int, int]], levels: Sequence[int], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw a map (H, W) once for each level of a pyramid, and in it each region (half-open cells), cut into bins."""
    fig, axes = plt.subplots(1, len(levels), figsize=(9.6, 3.2))
    for ax, level in zip(axes, levels, strict=True):
        ax.imshow(cells, cmap="Greys", alpha=0.55, extent=(0, cells.shape[1], cells.shape[0], 0))
        for (x1, y1, x2, y2), (colour, line) in zip(regions, REGION, strict=False):
            frame(ax, (x1, y1, x2, y2), colour, lw=2.4, ls=line)
            for part in range(1, level):
                ax.plot([x1 + (x2 - x1) * part / level] * 2, [y1, y2], color=colour, lw=1.2)
                ax.plot([x1, x2], [y1 + (y2 - y1) * part / level] * 2, color=colour, lw=1.2)
        ax.set_title(f"{level} × {level} = {level**2} bins", fontsize=10, fontweight="normal")
        ax.set(xlabel="column (cells)")
        ax.grid(visible=False)
    axes[0].set_ylabel("row (cells)")
    headline(fig, finding)
    return fig, axes


def routed(
    cells: np.ndarray,
    regions: Sequence[tuple[int, int, int, int]],
    winners: np.ndarray,
    gradient: np.ndarray,
    finding: str,
) -> tuple[Figure, np.ndarray]:
    """Draw a map (H, W) with regions (half-open cells) and the winners (R, bins) in rings, and its gradient (H, W)."""
    fig, axes = plt.subplots(1, 2, figsize=(9.8, 3.9))
    for ax, values, title in zip(axes, (cells, gradient), ("forward: x", "backward: ∂L/∂x"), strict=True):
        ax.imshow(values, cmap="Greys", vmin=0, vmax=1.6 * values.max())
        for (row, column), number in np.ndenumerate(values):
            if number or ax is axes[0]:
                ax.text(column, row, f"{number:g}", ha="center", va="center", fontsize=9)
        for box, (colour, line) in zip(regions, REGION, strict=False):
            x1, y1, x2, y2 = np.array(box) - 0.5
            ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, ec=colour, ls=line, lw=2.2))
        ax.set_title(title, fontsize=10, fontweight="normal")
        ax.set(xlabel="column (cells)", xticks=[], yticks=[])
        ax.grid(visible=False)
    axes[0].set_ylabel("row (cells)")
    for place, (indices, (colour, line)) in enumerate(zip(winners, REGION, strict=False)):
        for index in indices:
            centre = (index % cells.shape[1], index // cells.shape[1])
            axes[0].add_patch(Circle(centre, 0.44 - 0.1 * place, fill=False, ec=colour, ls=line, lw=1.8))
    headline(fig, finding)
    return fig, axes


def fields(
    photo: np.ndarray, size: tuple[int, int], boxes: Sequence[np.ndarray], margin: float, finding: str
) -> tuple[Figure, Axes]:
    """Draw boxes (4,) in a photo, stretched to (height, width), and in orange what their cells see, so far around."""
    fig, ax = plt.subplots(figsize=(6.4, 4.0))
    ax.imshow(photo, extent=(0, size[1], size[0], 0), alpha=0.45)
    for x1, y1, x2, y2 in boxes:
        x, y = max(0, x1 - margin), max(0, y1 - margin)
        seen = (min(size[1], x2 + margin) - x, min(size[0], y2 + margin) - y)
        ax.add_patch(Rectangle((x, y), *seen, color=ORANGE, alpha=0.45, lw=0))
        frame(ax, (x1, y1, x2, y2), BLUE, lw=2.2)
    ax.set(xlim=(-10, size[1] + 10), ylim=(size[0] + 10, -10), xlabel="x (pixels)", ylabel="y (pixels)")
    ax.set_aspect("equal")
    ax.grid(visible=False)
    headline(fig, finding)
    return fig, ax
