"""Figures of frames from cameras over decks, of what they show, and of scores."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

LOOKS = ((BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "D"), (ORANGE, ":", "^"))
"""Colour, dashes and mark of curves, in their order."""


def contact_sheet(
    images: Sequence[np.ndarray],
    names: Sequence[object],
    finding: str,
    boxes: Sequence[np.ndarray] | None = None,
    across: int = 4,
) -> tuple[Figure, np.ndarray]:
    """Draw frames, (H, W, 3) uint8 each, in rows of ``across``, with its name below and its ``boxes`` on each.

    ``boxes`` are (R, 4) for each frame, x1 y1 x2 y2 in its pixels, half-open. Returns the figure and all its axes.
    Raises ValueError where there is not one name, and one array of boxes, for every frame.
    """
    for name, given in (("names", names), ("boxes", images if boxes is None else boxes)):
        if len(given) != len(images):
            raise ValueError(f"{name} must be one for each of the {len(images)} images, got {len(given)}")
    rows = -(-len(images) // across)
    fig, axes = plt.subplots(rows, across, figsize=(1.9 * across, 0.45 + 2.08 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for place, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
        height, width = image.shape[:2]
        ax.imshow(image, extent=(0, width, height, 0), interpolation="bilinear")
        ax.text(0.5, -0.03, str(names[place]), transform=ax.transAxes, ha="center", va="top", fontsize=8.5)
        if boxes is not None:
            _frame(ax, boxes[place])
    headline(fig, finding)
    return fig, axes


def _frame(ax: Axes, boxes: np.ndarray) -> None:
    """Draw boxes (R, 4) that can be seen on bright and on dark decks."""
    for x1, y1, x2, y2 in np.asarray(boxes).reshape(-1, 4):
        for colour, width in ((BLACK, 2.6), (ORANGE, 1.3)):
            ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, ec=colour, lw=width))


def bars(values: Mapping[str, float], xlabel: str, finding: str, form: str = "{:,.0f}") -> tuple[Figure, Axes]:
    """Draw one horizontal bar for each name, its value written beside it in the format ``form``."""
    fig, ax = plt.subplots(figsize=(7.0, 0.75 + 0.36 * len(values)))
    drawn = ax.barh(list(values), list(values.values()), color=BLUE)
    ax.bar_label(drawn, [form.format(value) for value in values.values()], padding=4, fontsize=9)
    ax.invert_yaxis()
    ax.margins(x=0.13)
    ax.set(xlabel=xlabel)
    ax.grid(axis="y", visible=False)
    headline(fig, finding)
    return fig, ax


def catches(shares: np.ndarray, names: Sequence[str], finding: str) -> tuple[Figure, Axes]:
    """Draw which share of its frames each boat has of each class: ``shares`` (B, C), rows that sum to one."""
    fig, ax = plt.subplots(figsize=(8.4, 2.9))
    drawn = ax.imshow(100 * shares.T, aspect="auto", vmin=0, vmax=100)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="boat", ylabel="class")
    ax.grid(visible=False)
    fig.colorbar(drawn, ax=ax, label="% of the boat's frames")
    headline(fig, finding)
    return fig, ax


def brightness(levels: np.ndarray, boats: np.ndarray, finding: str) -> tuple[Figure, Axes]:
    """Draw a dot for the brightness (N,) of each frame, from 0 to 1, over the number of its boat (N,)."""
    fig, ax = plt.subplots(figsize=(8.4, 2.9))
    aside = np.linspace(-0.3, 0.3, 7)[np.arange(len(levels)) % 7]
    ax.plot(boats + aside, levels, "o", ms=2.2, alpha=0.6, color=BLUE)
    ax.set_xticks(np.unique(boats))
    ax.set(xlabel="boat", ylabel="mean brightness (0 to 1)", ylim=(0, 1))
    headline(fig, finding)
    return fig, ax


def curves(
    x: np.ndarray,
    losses: Mapping[str, np.ndarray],
    xlabel: str,
    finding: str,
    levels: Mapping[str, float] | None = None,
) -> tuple[Figure, Axes]:
    """Plot log-losses (X,) in nats against ``x`` (X,), the least of each curve marked, and horizontal ``levels``."""
    fig, ax = plt.subplots(figsize=(7.4, 3.5))
    for (name, values), (colour, dashes, mark) in zip(losses.items(), LOOKS, strict=False):
        least = int(np.argmin(values))
        ax.plot(x, values, color=colour, ls=dashes, label=name)
        ax.plot(x[least], values[least], mark, color=colour, ms=8, mec="white")
    for name, level in (levels or {}).items():
        ax.axhline(level, color=GREY, lw=1, ls=(0, (2, 3)))
        ax.annotate(
            name, (1, level), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=9, color=GREY
        )
    ax.set(xlabel=xlabel, ylabel="log-loss (nats)")
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax


def leaderboards(
    days: Sequence[str], ranks: Sequence[np.ndarray], scores: Sequence[np.ndarray], own: Sequence[float], finding: str
) -> tuple[Figure, Axes]:
    """Draw the scores (log-loss) against the ranks of each of several days; ``own`` is the score that is marked."""
    fig, ax = plt.subplots(figsize=(7.4, 3.5))
    for day, places, values, mine, (colour, dashes, mark) in zip(days, ranks, scores, own, LOOKS, strict=False):
        ax.plot(places, values, ls=dashes, marker=mark, ms=4, lw=1, color=colour, label=day)
        place = places[int(np.flatnonzero(values == mine)[0])]
        ax.plot(place, mine, mark, ms=12, mfc="none", mec=BLACK, mew=1.6)
        ax.annotate(f"{mine} (rank {place})", (place, mine), xytext=(10, -14), textcoords="offset points", fontsize=9)
    ax.set(xlabel="rank on the public board", ylabel="log-loss (nats)")
    ax.margins(x=0.08, y=0.12)
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax
