"""Figures of votes that pull on scores: a guess beside the pull, where the pulling ends, what temperature does."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.style import BLACK, BLUE, GREEN, GREY, VERMILLION

_LINES = ((BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "D"))


def tug_of_war(names: Sequence[str], guess: np.ndarray, pull: np.ndarray, finding: str) -> tuple[Figure, Axes]:
    """Draw for each class a hollow bar, the guess (C,), above a full one, the pull (C,); right is up for the score."""
    fig, ax = plt.subplots(figsize=(6.6, 2.6))
    rows = np.arange(len(names))
    ax.barh(rows - 0.18, guess, height=0.3, facecolor="white", edgecolor=GREY, hatch="///", label="your guess")
    ax.barh(rows + 0.18, pull, height=0.3, color=BLUE, label="the pull you computed")
    for row, value in zip(rows, np.round(pull, 2) + 0.0, strict=True):  # + 0.0: no minus before a zero
        away, side = (-4, "right") if value < 0 else (4, "left")
        place = {"xy": (value, row + 0.18), "xytext": (away, 0), "textcoords": "offset points"}
        ax.annotate(f"{value:+.2f}", ha=side, va="center", **place)
    ax.axvline(0, color=BLACK, lw=1)
    ax.margins(x=0.2)
    ax.set(yticks=rows, yticklabels=names, xlabel="pull on the score (votes)", title=finding)
    ax.invert_yaxis()
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.28), ncols=2, borderaxespad=0)
    return fig, ax


def settling(names: Sequence[str], shares: np.ndarray, marks: np.ndarray, finding: str) -> tuple[Figure, Axes]:
    """Draw predictions (steps, C) against the step, each line named, and a dotted level (C,) for each class."""
    fig, ax = plt.subplots(figsize=(6.6, 3.2))
    for share, mark, name, (color, line, marker) in zip(shares.T, marks, names, _LINES, strict=False):
        ax.plot(share, line, color=color, marker=marker, markevery=max(1, len(share) // 8), label=name)
        ax.axhline(mark, color=color, lw=1, ls=":")
    ax.set(xlabel="step", ylabel="prediction", xlim=(0, len(shares) - 1), ylim=(-0.02, 1.02), title=finding)
    _name_ends(ax, names, shares[-1])
    return fig, ax


def temperature_dial(
    names: Sequence[str], temperatures: np.ndarray, pulls: np.ndarray, finding: str
) -> tuple[Figure, Axes]:
    """Draw temperature times pull (K, C) against temperature (K,), a logarithmic axis, each line named at its end."""
    fig, ax = plt.subplots(figsize=(6.6, 3.2))
    for pull, name, (color, line, marker) in zip(pulls.T, names, _LINES, strict=False):
        ax.plot(temperatures, temperatures * pull, line, color=color, marker=marker, markevery=6, label=name)
    limits = (temperatures[0], temperatures[-1])
    ax.set(xscale="log", xlim=limits, xlabel="temperature T", ylabel="T times pull (votes)", title=finding)
    _name_ends(ax, names, temperatures[-1] * pulls[-1])
    return fig, ax


def _name_ends(ax: Axes, names: Sequence[str], ends: np.ndarray) -> None:
    """Write each line's name right of its end; names that would touch are spread, in the order of the ends."""
    low, high = ax.get_ylim()
    heights = np.clip(np.nan_to_num(ends, nan=low, posinf=high, neginf=low), low, high)
    for name, height in zip(names, _spread(heights, 0.075 * (high - low)), strict=False):
        place = {"xy": (1, height), "xycoords": ("axes fraction", "data")}
        ax.annotate(name, xytext=(6, 0), textcoords="offset points", va="center", **place)


def _spread(heights: np.ndarray, gap: float) -> np.ndarray:
    """Return heights at least ``gap`` apart, in the same order: neighbours that are too near are moved apart evenly."""
    order = np.argsort(heights, kind="stable")
    places = np.array(heights, dtype=float)[order]
    for _ in range(100):
        short = gap - np.diff(places)
        if (short <= 1e-9 * gap).all():
            break
        push = np.maximum(short, 0) / 2
        places[:-1] -= push
        places[1:] += push
    spread = np.empty_like(places)
    spread[order] = places
    return spread
