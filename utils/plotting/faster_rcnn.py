"""Figures of lecture 13: stages of a look, anchors on a photo, covers, four losses with boxes, a proposal traced."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, ORANGE, PINK, SKY, VERMILLION

STAGE_COLOURS = (VERMILLION, BLUE, ORANGE, GREY)
SMOOTH = 8
"""Steps that a loss is averaged over, so that its course is seen through the noise."""


def stages(seconds: Mapping[str, Mapping[str, float]], title: str) -> tuple[Figure, Axes]:
    """Draw a bar for each system, its stages (seconds an image) one after the other, in milliseconds."""
    fig, ax = plt.subplots(figsize=(8.0, 0.6 * len(seconds) + 1.5))
    names = list(next(iter(seconds.values())))
    left = np.zeros(len(seconds))
    for stage, colour in zip(names, STAGE_COLOURS, strict=False):
        wide = np.array([1000 * times[stage] for times in seconds.values()])
        ax.barh(list(seconds), wide, left=left, color=colour, label=stage, height=0.6)
        left += wide
    ax.set(title=title, xlabel="milliseconds an image, one core")
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.28 if len(seconds) > 2 else -0.36))
    return fig, ax


def placed(
    photo: np.ndarray, boxes: np.ndarray, centre: tuple[float, float], truth: np.ndarray, title: str
) -> tuple[Figure, Axes]:
    """Draw the anchors ``boxes`` (A, 4) of one place of a photo (H, W, 3), beyond its border too; objects (G, 4)."""
    fig, ax = plt.subplots(figsize=(7.0, 5.2))
    picture(ax, photo)
    for box in truth:
        frame(ax, box, "white", lw=3.2)
        frame(ax, box, GREEN, lw=1.8, ls="--")
    areas = np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)).round()
    for colour, area in zip((ORANGE, SKY, PINK), np.unique(areas), strict=False):
        for box in boxes[areas == area]:
            frame(ax, box, colour, lw=1.8, clip_on=False)
    ax.plot(*centre, "o", color="white", mec="black", ms=6)
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    ax.set(
        xlim=(min(0, low[0]) - 4, max(photo.shape[1], high[2]) + 4),
        ylim=(max(photo.shape[0], high[3]) + 4, min(0, low[1]) - 4),
    )
    ax.set_title(title)
    return fig, ax


def covers(best: Mapping[str, np.ndarray], level: float, title: str) -> tuple[Figure, Axes]:
    """Plot the share of objects whose best IoU (N,) reaches what the axis says, a line for each set of anchors."""
    fig, ax = plt.subplots(figsize=(7.0, 3.5))
    least = np.linspace(0, 1, 201)
    for name, values in best.items():
        ax.plot(least, [(values >= value).mean() for value in least], label=name)
    ax.axvline(level, color=GREY, ls="--", lw=1.2)
    ax.set(title=title, xlabel="IoU that the best anchor reaches", ylabel="share of objects", ylim=(0, 1.03))
    ax.legend(loc="center left", bbox_to_anchor=(0.17, 0.45))
    return fig, ax


def four_losses(
    losses: Mapping[str, Sequence[float]],
    photos: Sequence[np.ndarray],
    boxes: Sequence[np.ndarray],
    names: Sequence[Sequence[str]],
    title: str,
) -> tuple[Figure, np.ndarray]:
    """Draw each loss over the steps in a panel of its own, and below photos (H, W, 3) with boxes (K, 4) and names."""
    count = max(len(losses), len(photos))
    fig, axes = plt.subplots(2, count, figsize=(10.0, 4.9), height_ratios=(1, 1.15), squeeze=False)
    for ax, (name, values) in zip(axes[0], losses.items(), strict=True):
        course(ax, values)
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.set(xlabel="step", ylim=(0, None))
    axes[0, 0].set_ylabel("loss")
    for ax, photo, found, texts in zip(axes[1], photos, boxes, names, strict=True):
        picture(ax, photo)
        for box, text in zip(found, texts, strict=True):
            frame(ax, box, SKY, lw=1.6)
            plate = {"facecolor": "black", "alpha": 0.6, "pad": 0.6, "lw": 0}
            ax.text(box[0] + 1, box[1] + 1, text, fontsize=7, va="top", color="white", bbox=plate)
    headline(fig, title)
    return fig, axes


def beside(
    live: Mapping[str, Sequence[float]], recorded: Mapping[str, Sequence[float]], steps: int, title: str
) -> tuple[Figure, np.ndarray]:
    """Plot each loss of a live run over its steps, and a recorded run's means over its ``steps``, on a log axis."""
    fig, axes = plt.subplots(1, len(live), figsize=(10.0, 3.0), squeeze=False)
    for ax, (name, values) in zip(axes[0], live.items(), strict=True):
        course(ax, values)
        means = recorded[name]
        middle = (np.arange(len(means)) + 0.5) * steps / len(means)
        ax.plot(middle, means, "s-", color=VERMILLION, ms=3.5, lw=1.4, label="recorded")
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.set(xlabel="step (log scale)", ylim=(0, None), xscale="log")
    axes[0, 0].set_ylabel("loss")
    axes[0, 0].legend(loc="upper right")
    headline(fig, title)
    return fig, axes[0]


def course(ax: Axes, values: Sequence[float]) -> None:
    """Plot a loss, pale, and its mean over SMOOTH steps, on axes."""
    ax.plot(np.arange(1, len(values) + 1), values, color=BLUE, alpha=0.28, lw=1)
    window = min(SMOOTH, len(values))
    means = np.convolve(values, np.full(window, 1 / window), "valid")
    ax.plot(np.arange(window, len(values) + 1), means, color=BLUE, label="live")


def traced(
    photo: np.ndarray, steps: Mapping[str, np.ndarray], truth: np.ndarray, title: str
) -> tuple[Figure, np.ndarray]:
    """Draw a photo (H, W, 3) once for each step, with its boxes (K, 4) and the objects (G, 4), dashed."""
    fig, axes = plt.subplots(1, len(steps), figsize=(10.0, 9.7 / len(steps) + 0.45), squeeze=False)
    for ax, (name, boxes) in zip(axes[0], steps.items(), strict=True):
        picture(ax, photo)
        for box in truth:
            frame(ax, box, "white", lw=1.4, ls=(0, (3, 2)))
        for box in boxes:
            frame(ax, box, SKY, lw=1.9 if len(boxes) < 12 else 0.7)
        ax.set_title(name, fontsize=9.5, fontweight="normal")
    headline(fig, title)
    return fig, axes[0]


def shifted(pixels: Sequence[int], errors: Sequence[float], exact: int, title: str) -> tuple[Figure, Axes]:
    """Draw how far answers are from moved ones when an image moves by ``pixels``; multiples of ``exact`` are blue."""
    fig, ax = plt.subplots(figsize=(7.0, 2.8))
    colours = [BLUE if by % exact == 0 else VERMILLION for by in pixels]
    ax.bar([str(by) for by in pixels], errors, color=colours, width=0.7)
    for place, value in enumerate(errors):
        if value < 0.01:
            ax.text(place, value, "0", ha="center", va="bottom", color=BLUE, fontweight="bold")
    ax.set(title=title, xlabel="pixels that the image moves", ylabel="change / spread of scores")
    return fig, ax
