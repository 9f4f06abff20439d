"""Figures of lecture 8: maps of a trunk, what is near by depth, scores by where it is cut, bars beside a reference."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, CYCLE, GREY, VERMILLION

MARKS = "osD^v"


def maps(photo: np.ndarray, rows: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw ``photo`` (H, W, 3) uint8 and beside it, block by block, maps (C, H', W') each, all with one scale a block.

    Raises ValueError where blocks do not have the same number of maps.
    """
    counts = {len(block) for block in rows.values()}
    if len(counts) != 1:
        raise ValueError(f"rows must have the same number of maps each, got {sorted(counts)}")
    across = counts.pop()
    fig, axes = plt.subplots(
        len(rows), across + 1, figsize=(1.25 * (across + 1), 0.5 + 1.35 * len(rows)), squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    axes[0, 0].imshow(photo)
    axes[0, 0].set_title("input", fontsize=9)
    for line, (name, block) in zip(axes, rows.items(), strict=True):
        for ax, one in zip(line[1:], block, strict=True):
            ax.imshow(one, vmin=block.min(), vmax=block.max())
        height, width = block.shape[1:]
        line[1].set_title(f"{name}, {height} × {width}", fontsize=9)
    headline(fig, finding)
    return fig, axes


def by_depth(
    names: Sequence[str], lines: Mapping[str, Sequence[float]], levels: Mapping[str, float], finding: str
) -> tuple[Figure, Axes]:
    """Draw shares, 0 to 1, at each block of ``names``: ``lines``, and ``levels`` that do not depend on the block."""
    fig, ax = plt.subplots(figsize=(7.2, 3.8))
    for (label, values), colour, mark in zip(lines.items(), CYCLE, MARKS, strict=False):
        ax.plot(names, values, color=colour, marker=mark, ms=4, label=label)
    for (label, level), style in zip(levels.items(), (":", "-."), strict=False):
        ax.axhline(level, color=GREY, ls=style, lw=1.4, label=label)
    ax.set(xlabel="block whose maps are compared", ylabel="share of frames", ylim=(0, 1.03))
    ax.tick_params(axis="x", labelrotation=60, labelsize=8)
    ax.legend(fontsize=8.5, loc="center left", bbox_to_anchor=(1.0, 0.5))
    headline(fig, finding)
    return fig, ax


def growth(
    counts: Sequence[int],
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    finding: str,
    level: tuple[str, Mapping[str, float]],
) -> tuple[Figure, np.ndarray]:
    """Draw, a panel for each task, the log-loss on new images against ``counts``, how many images were learned from.

    ``level``, a name and a value for each task, is what to hold them against.
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(4.4 * len(panels), 3.4), squeeze=False)
    for ax, (task, lines) in zip(axes[0], panels.items(), strict=True):
        for (label, losses), colour, mark in zip(lines.items(), CYCLE, MARKS, strict=False):
            ax.plot(counts, losses, color=colour, marker=mark, label=label)
        ax.axhline(level[1][task], color=GREY, ls="--", lw=1.4, label=level[0])
        ax.set_xscale("log", base=2)
        ax.set_xticks(counts, [str(count) for count in counts])
        ax.minorticks_off()
        ax.set(title=task, xlabel="images learned from", ylabel="log-loss on new images (nats)", ylim=(0, None))
        ax.legend(fontsize=8.5)
    headline(fig, finding)
    return fig, axes[0]


def bars(values: Mapping[str, float], finding: str, unit: str, level: tuple[str, float]) -> tuple[Figure, Axes]:
    """Draw ``values`` by name as bars with their numbers, and ``level``, a name and a value, to hold them against.

    Bars that reach beyond the level have another colour.
    """
    fig, ax = plt.subplots(figsize=(7.2, 1.1 + 0.36 * len(values)))
    ax.barh(
        [*values], [*values.values()], color=[VERMILLION if value > level[1] else BLUE for value in values.values()]
    )
    for place, value in enumerate(values.values()):
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        ax.annotate(f"{round(value, 2):g}", (value, place), (5, 0), textcoords="offset points", va="center", bbox=box)
    handles = [ax.axvline(level[1], color=GREY, ls="--", lw=1.4, label=level[0])]
    if max(values.values()) > level[1]:
        handles.append(Patch(color=VERMILLION, label=f"above {level[0]}"))
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.set(xlabel=unit)
    ax.legend(handles=handles, ncols=2, fontsize=8.5, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1)
    headline(fig, finding)
    return fig, ax
