"""Figures of lecture 11: proposals and what becomes of them, two ways to label them, boxes moved, time, mistakes."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, ORANGE, VERMILLION

ZONES = {"object": BLUE, "does not count": ORANGE, "none": GREY}
"""What a rule says of proposals, and its colour."""
PLATE = {"facecolor": "white", "alpha": 0.85, "pad": 0.8, "lw": 0}


def recipe(
    photo: np.ndarray, boxes: np.ndarray, shown: Sequence[int], crops: np.ndarray, title: str
) -> tuple[Figure, Axes]:
    """Draw all proposals (P, 4) of a photo, and those ``shown`` again, numbered, as crops (K, S, S, 3) beside it."""
    fig = plt.figure(figsize=(9.6, 3.9))
    columns = -(-len(crops) // 2)
    grid = fig.add_gridspec(2, columns + 3)
    ax = fig.add_subplot(grid[:, :3])
    picture(ax, photo)
    for box in boxes:
        frame(ax, box, "white", lw=0.25, alpha=0.5)
    for number, place in enumerate(shown, start=1):
        x1, y1, x2, y2 = boxes[place]
        frame(ax, boxes[place], ORANGE, lw=2)
        ax.text(x2 - 1, y2 - 1, str(number), fontsize=9, ha="right", va="bottom", bbox=PLATE)
        crop = fig.add_subplot(grid[(number - 1) // columns, 3 + (number - 1) % columns])
        picture(crop, crops[number - 1])
        crop.set_title(f"{number}: {x2 - x1:.0f} × {y2 - y1:.0f}", fontsize=9, fontweight="normal")
    headline(fig, title)
    return fig, ax


def stretched(plain: Sequence[np.ndarray], crops: np.ndarray, names: Sequence[str], title: str) -> tuple[Figure, Axes]:
    """Draw pictures as they are, all at one scale, above what warping makes of them, crops (K, S, S, 3)."""
    fig, axes = plt.subplots(2, len(plain), figsize=(9.6, 2.9))
    side = max(max(one.shape[:2]) for one in plain)
    for place, (one, crop, name) in enumerate(zip(plain, crops, names, strict=True)):
        picture(axes[0, place], one)
        axes[0, place].set(xlim=(0, side), ylim=(side, 0))
        axes[0, place].set_title(name, fontsize=9, fontweight="normal")
        picture(axes[1, place], crop)
    headline(fig, title)
    return fig, axes


def zones(overlaps: np.ndarray, rules: Mapping[str, Mapping[str, tuple[float, float]]], title: str):
    """Draw how many proposals have which IoU (M,) with the nearest object, and what each rule says of which IoU.

    ``rules`` hold, by name, the spans (low, high) that each of ZONES has in it. Returns (fig, axes).
    """
    fig, (ax, below) = plt.subplots(2, 1, figsize=(8.4, 4.0), height_ratios=(3, 1), sharex=True)
    ax.hist(overlaps, bins=np.linspace(0, 1, 41), color=GREEN)
    ax.set(yscale="log", ylabel="proposals (log scale)")
    for row, spans in enumerate(rules.values()):
        for zone, (low, high) in spans.items():
            below.barh(row, high - low, left=low, height=0.7, color=ZONES[zone], edgecolor="white")
            below.text((low + high) / 2, row, zone if high - low > 0.1 else "", ha="center", va="center", color="black")
    below.set_yticks(range(len(rules)), list(rules))
    below.set(xlabel="IoU with the nearest object", xlim=(0, 1), ylim=(len(rules) - 0.5, -0.5))
    below.grid(False)
    headline(fig, title)
    return fig, (ax, below)


def mining(kept: Sequence[int], hard: Sequence[int], total: int, title: str) -> tuple[Figure, Axes]:
    """Draw for each round how many negatives were learnt from and how many others turned out hard, of ``total``."""
    fig, ax = plt.subplots(figsize=(7.0, 3.0))
    places = np.arange(len(kept))
    for aside, counts, colour, name in (
        (-0.2, kept, BLUE, "learnt from"),
        (0.2, hard, VERMILLION, "hard among the others"),
    ):
        ax.bar_label(ax.bar(places + aside, counts, 0.4, color=colour, label=name), [f"{one:,}" for one in counts])
    ax.axhline(total, color=GREY, ls="--", lw=1.2, label="all there are")
    ax.set(title=title, ylabel="negatives (log scale)", yscale="log", xlabel="round of mining", ylim=(0.7, 40 * total))
    ax.set_xticks(places, [str(place + 1) for place in places])
    ax.legend(loc="upper right", ncols=3, fontsize=9)
    return fig, ax


def overlaps_after(before: np.ndarray, after: Mapping[str, np.ndarray], title: str) -> tuple[Figure, np.ndarray]:
    """Draw, for each way to move boxes, the IoU of proposals with their objects before, (M,), and after."""
    fig, axes = plt.subplots(1, len(after), figsize=(9.6, 3.2), sharey=True)
    bins = np.linspace(0, 1, 26)
    for ax, (name, moved) in zip(np.atleast_1d(axes), after.items(), strict=True):
        ax.hist(before, bins=bins, color=GREY, alpha=0.55, label=f"before, mean {before.mean():.2f}")
        ax.hist(moved, bins=bins, histtype="step", color=BLUE, lw=2.2, label=f"after, mean {moved.mean():.2f}")
        ax.axvline(0.75, color=VERMILLION, ls="--", lw=1.2)
        ax.set(xlabel="IoU with the object", xlim=(0, 1))
        ax.set_title(name, fontsize=10, fontweight="normal")
        ax.legend(loc="upper left", fontsize=9)
    np.atleast_1d(axes)[0].set_ylabel("proposals")
    headline(fig, title)
    return fig, np.atleast_1d(axes)


def looks(
    images: Sequence[np.ndarray], truth: Sequence[np.ndarray], found: Sequence[tuple], least: float, title: str
) -> tuple[Figure, np.ndarray]:
    """Draw images with true boxes (dashed) and what is found in them with a score of at least ``least``.

    ``found`` hold boxes (K, 4), scores (K,) and the names (K,) of what each box is taken for.
    """
    columns = min(len(images), 6)
    lines = -(-len(images) // columns)
    fig, axes = plt.subplots(lines, columns, figsize=(9.6, 0.45 + min(3.6, 9.6 / columns + 0.15) * lines))
    for ax, image, boxes, (places, scores, names) in zip(np.ravel(axes), images, truth, found, strict=True):
        picture(ax, image)
        for box in boxes:
            frame(ax, box, "white", lw=1.2, ls="--")
        for box, score, name in zip(places, scores, names, strict=True):
            if score >= least:
                frame(ax, box, ORANGE, lw=1.8)
                ax.text(box[0] + 1, box[1] + 1, name, fontsize=7, va="top", color="black", bbox=PLATE)
    headline(fig, title)
    return fig, axes


def bars(values: Mapping[str, float], title: str, xlabel: str, form: str = "{:.3g}") -> tuple[Figure, Axes]:
    """Draw named values as horizontal bars, the first on top, each with its number."""
    fig, ax = plt.subplots(figsize=(7.6, 0.9 + 0.42 * len(values)))
    drawn = ax.barh(list(values), list(values.values()), color=BLUE)
    ax.bar_label(drawn, [form.format(value) for value in values.values()], padding=4)
    ax.invert_yaxis()
    ax.margins(x=0.16)
    ax.set(title=title, xlabel=xlabel)
    ax.grid(axis="y", visible=False)
    return fig, ax


def gallery(pictures: Sequence[np.ndarray], texts: Sequence[str], title: str) -> tuple[Figure, np.ndarray]:
    """Draw pictures (S, S, 3) in two rows, each under its text."""
    columns = -(-len(pictures) // 2)
    fig, axes = plt.subplots(2, columns, figsize=(9.6, 4.2))
    for ax in np.ravel(axes):
        ax.axis("off")
    for ax, one, text in zip(np.ravel(axes), pictures, texts, strict=False):
        picture(ax, one)
        ax.set_title(text, fontsize=8, fontweight="normal", loc="center")
    headline(fig, title)
    return fig, axes


def runs(curves: Mapping[str, tuple[np.ndarray, np.ndarray]], title: str) -> tuple[Figure, Axes]:
    """Draw the loss of several trainings, by name, against how many proposals each has learnt from so far."""
    fig, ax = plt.subplots(figsize=(7.4, 3.2))
    for (name, (seen, losses)), marker in zip(curves.items(), "os^v", strict=False):
        ax.plot(seen, losses, marker=marker, label=name)
    ax.set(title=title, xscale="log", xlabel="proposals learnt from (log scale)", ylabel="loss (nats)", ylim=(0, None))
    ax.legend()
    return fig, ax
