"""Figures of lecture 14: square roots of sizes, default boxes on several maps, easy and hard negatives, the roadmap."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

STAGE_COLOURS = {"proposals": GREY, "trunk": BLUE, "head": ORANGE, "suppression": VERMILLION}


def penalties(widths: np.ndarray, curves: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, Axes]:
    """Plot what an error of the same pixels costs boxes of ``widths`` (pixels), one line a way to count, both log."""
    fig, ax = plt.subplots(figsize=(7.0, 3.3))
    for name, values in curves.items():
        ax.plot(widths, values, label=name)
    ax.set(xscale="log", yscale="log", xlabel="width of the object (pixels)", ylabel="cost, relative to the widest")
    ax.set_title(finding)
    ax.legend()
    return fig, ax


def default_matches(
    photo: np.ndarray, truth: np.ndarray, maps: Mapping[str, np.ndarray], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw an image (H, W, 3) once for each map, with its default boxes (R, 4) that match some of ``truth`` (G, 4)."""
    fig, axes = plt.subplots(1, len(maps), figsize=(9.6, 3.7))
    for ax, (name, boxes) in zip(np.atleast_1d(axes), maps.items(), strict=True):
        picture(ax, photo)
        for box in truth:
            frame(ax, box, "white", lw=2.6)
            frame(ax, box, GREEN, lw=1.6)
        for box in boxes:
            frame(ax, box, ORANGE, lw=1.0, ls="--")
        ax.set(xlim=(0, photo.shape[1]), ylim=(photo.shape[0], 0))
        ax.set_title(f"{name}: {len(boxes)} match", fontsize=10, fontweight="normal")
    headline(fig, finding)
    return fig, np.atleast_1d(axes)


def met_by_size(
    edges: Sequence[float], shares: Mapping[str, Sequence[float]], finding: str, ylabel: str = "share of digits met"
) -> tuple[Figure, Axes]:
    """Plot shares (B,) for objects between ``edges`` (B + 1,) of height in pixels, one line a map."""
    fig, ax = plt.subplots(figsize=(7.0, 3.3))
    middles = (np.asarray(edges[:-1]) + np.asarray(edges[1:])) / 2
    for (name, values), marker in zip(shares.items(), "osd^v", strict=False):
        ax.plot(middles, values, marker=marker, label=name)
    ax.set(xlabel="height (pixels)", ylabel=ylabel, ylim=(-0.03, 1.05), xticks=list(edges))
    ax.set_title(finding)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return fig, ax


def learning(
    photos: Sequence[np.ndarray], moments: Mapping[str, Sequence[np.ndarray]], truth: Sequence[np.ndarray], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw images, one a row, at several ``moments``, one a column: the boxes (R, 4) found in each, truth dotted."""
    shape = len(photos), len(moments)
    side = min(2.6, 9.6 / shape[1])
    fig, axes = plt.subplots(*shape, figsize=(9.6, side * shape[0] + 0.6), squeeze=False)
    for column, (name, found) in enumerate(moments.items()):
        for row, (photo, boxes) in enumerate(zip(photos, found, strict=True)):
            ax = axes[row, column]
            picture(ax, photo)
            for box in truth[row]:
                frame(ax, box, "white", lw=1.0, ls=":")
            for box in boxes:
                frame(ax, box, BLACK, lw=2.4)
                frame(ax, box, ORANGE, lw=1.5)
            ax.set(xlim=(0, photo.shape[1]), ylim=(photo.shape[0], 0))
        axes[0, column].set_title(name, fontsize=9, fontweight="normal")
    headline(fig, finding)
    return fig, axes


def progress(curves: Mapping[str, Sequence[float]], finding: str) -> tuple[Figure, Axes]:
    """Plot mAP on validation images after each epoch, one line a way of training."""
    fig, ax = plt.subplots(figsize=(7.0, 3.2))
    for (name, values), marker in zip(curves.items(), "osd^v", strict=False):
        ax.plot(range(1, len(values) + 1), values, marker=marker, label=name)
    ax.set(xlabel="epoch", ylabel="mAP at an IoU of 0.5", ylim=(0, 1.02))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_title(finding)
    ax.legend()
    return fig, ax


def stages(live: Mapping[str, Mapping[str, float]], finding: str) -> tuple[Figure, Axes]:
    """Draw the seconds of each stage in each system as bars end to end on a logarithmic axis, with their sums."""
    fig, ax = plt.subplots(figsize=(9.0, 3.6))
    begin = 1e-3
    for place, parts in enumerate(live.values()):
        ends = np.maximum(begin, np.cumsum(list(parts.values())))
        for stage, left, right in zip(parts, [begin, *ends], ends, strict=False):
            ax.barh(place, right - left, left=left, color=STAGE_COLOURS[stage], edgecolor="white", lw=0.6)
        ax.text(ends[-1] * 1.08, place, f"{sum(parts.values()):.3g} s", va="center", fontsize=9)
    for stage, colour in STAGE_COLOURS.items():
        ax.barh(0, 0, left=begin, color=colour, label=stage)
    ax.set_yticks(range(len(live)), list(live))
    ax.set(xscale="log", xlim=(begin, 60), ylim=(len(live) - 0.5, -0.5), xlabel="seconds an image (logarithmic)")
    ax.legend(loc="lower right", ncols=2, fontsize=9)
    headline(fig, finding)
    return fig, ax
