"""Figures of lecture 10 on boxes: objects framed in photos, how IoU falls, fish before and after suppression."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Polygon, Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, VERMILLION

WATER, FISH = "#f3f6f8", "#c9ced3"
PLATE = {"facecolor": WATER, "pad": 0.6, "lw": 0}
"""What a number in the water stands on."""


def framed(
    photos: Sequence[np.ndarray], boxes: Sequence[np.ndarray], names: Sequence[Sequence[str]], title: str
) -> tuple[Figure, np.ndarray]:
    """Draw photographs (H, W, 3) side by side, each with its boxes (R, 4) and their names."""
    widths = [photo.shape[1] / photo.shape[0] for photo in photos]
    fig, axes = plt.subplots(1, len(photos), figsize=(9.6, 9.6 / sum(widths) + 0.5), width_ratios=widths)
    for ax, photo, found, labels in zip(np.atleast_1d(axes), photos, boxes, names, strict=True):
        picture(ax, photo)
        for box, label in zip(found, labels, strict=True):
            frame(ax, box, "white", lw=3.4)
            frame(ax, box, BLUE, lw=1.8)
            plate = {"facecolor": "white", "alpha": 0.8, "pad": 0.8, "lw": 0}
            ax.text(box[0] + 4, box[1] + 5, label, fontsize=7, va="top", color="black", bbox=plate)
    headline(fig, title)
    return fig, np.atleast_1d(axes)


def falling(shares: np.ndarray, curves: Mapping[str, np.ndarray], level: float, title: str) -> tuple[Figure, Axes]:
    """Plot IoU against how far a box is off, as a share of its side, one line a kind of mistake; mark a level."""
    fig, ax = plt.subplots(figsize=(7.0, 3.4))
    for name, values in curves.items():
        ax.plot(shares, values, label=name)
    ax.axhline(level, color=GREY, ls="--", lw=1.2)
    ax.set(title=title, xlabel="mistake (share of the side)", ylabel="IoU", ylim=(0, 1.02))
    ax.legend()
    return fig, ax


def before_and_after(
    truth: np.ndarray, boxes: np.ndarray, scores: np.ndarray, kept: np.ndarray, size: tuple[int, int], title: str
) -> tuple[Figure, np.ndarray]:
    """Draw fish in their true boxes (G, 4) in a frame (height, width): under all boxes (R, 4), and under those kept.

    ``kept`` holds indices, best first: the best is blue in both, and those kept bear their ``scores`` (R,).
    """
    fig, axes = plt.subplots(1, 2, figsize=(9.6, 3.3))
    panels = (np.arange(len(boxes)), f"before: {len(boxes)} boxes, the best in blue"), (kept, f"after: {len(kept)}")
    for ax, (shown, text) in zip(axes, panels, strict=True):
        water(ax, truth, size)
        for box in boxes[shown]:
            frame(ax, box, VERMILLION, lw=0.9 if len(shown) > 12 else 2.2)
        frame(ax, boxes[kept[0]], BLUE, lw=2.6)
        ax.set_title(text, fontsize=10, fontweight="normal")
    for place in kept:
        colour = BLUE if place == kept[0] else VERMILLION
        corner = (boxes[place, 0] + 3, boxes[place, 1] - 5)
        axes[1].text(*corner, f"{scores[place]:.2f}", color=colour, fontsize=8, bbox=PLATE)
    headline(fig, title)
    return fig, axes


def water(ax: Axes, truth: np.ndarray, size: tuple[int, int]) -> None:
    """Draw a frame (height, width) of water and a fish in each of the boxes ``truth`` (G, 4)."""
    ax.set(xlim=(0, size[1]), ylim=(size[0], 0), xlabel="x (pixels)", ylabel="y (pixels)", facecolor=WATER)
    ax.set_aspect("equal")
    ax.grid(False)
    for x1, y1, x2, y2 in truth:
        wide, middle = x2 - x1, (y1 + y2) / 2
        look = {"facecolor": FISH, "edgecolor": GREY, "lw": 0.8}
        ax.add_patch(Polygon([(x1, y1 + 4), (x1 + 0.28 * wide, middle), (x1, y2 - 4)], **look))
        ax.add_patch(Ellipse((x1 + 0.58 * wide, middle), 0.84 * wide, y2 - y1, **look))
        ax.plot(x1 + 0.84 * wide, middle - 0.1 * (y2 - y1), "o", color="black", ms=2.5)


def judged(
    truth: np.ndarray, boxes: np.ndarray, hits: np.ndarray, size: tuple[int, int], title: str
) -> tuple[Figure, Axes]:
    """Draw ranked detections (R, 4), numbered from 1, over fish: hits in blue, misses dashed; truth is green."""
    fig, ax = plt.subplots(figsize=(8.0, 5.3))
    water(ax, truth, size)
    for box in truth:
        frame(ax, box, GREEN, lw=1.2)
    for rank, (box, hit) in enumerate(zip(boxes, hits, strict=True), start=1):
        colour = BLUE if hit else VERMILLION
        frame(ax, box, colour, lw=2.0, ls="-" if hit else "--")
        ax.text(box[2] - 3, box[3] - 4, str(rank), color=colour, fontsize=9, fontweight="bold", ha="right", bbox=PLATE)
    looks = {"true box": (GREEN, "-"), "hit": (BLUE, "-"), "miss": (VERMILLION, "--")}
    key = [Line2D([], [], color=colour, ls=line, label=label) for label, (colour, line) in looks.items()]
    ax.legend(handles=key, ncols=3, loc="upper right", bbox_to_anchor=(1, -0.1))
    ax.set_title(title)
    return fig, ax


def picture(ax: Axes, image: np.ndarray) -> None:
    """Show an image (H, W, 3) without axes, its pixel (0, 0) from 0 to 1 as boxes count."""
    ax.imshow(image, extent=(0, image.shape[1], image.shape[0], 0))
    ax.axis("off")


def frame(ax: Axes, box: np.ndarray, colour: str, **look: object) -> None:
    """Draw the outline of a box (4,) in pixels."""
    x1, y1, x2, y2 = box
    ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour, **look))
