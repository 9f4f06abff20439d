"""Filters as they are, small colour pictures, and how much they look like kernels that have names."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREY, VERMILLION


def gallery(filters: np.ndarray, marked: Mapping[int, str], finding: str, across: int = 8) -> tuple[Figure, np.ndarray]:
    """Draw filters (F, 3, KH, KW) as colour pictures: grey is 0, each scaled by its own largest weight, unless tiny.

    ``marked`` filters, by number, get a frame and a word under their picture.
    """
    rows = -(-len(filters) // across)
    fig, axes = plt.subplots(rows, across, figsize=(0.88 * across, 0.5 + 1.02 * rows), squeeze=False)
    for number, (ax, weights) in enumerate(zip(axes.flat, filters, strict=False)):
        most = max(float(np.abs(weights).max()), 1e-2)
        ax.imshow(np.clip(0.5 + weights.transpose(1, 2, 0) / (2 * most), 0, 1))
        ax.set_title(f"{number}", fontsize=8, fontweight="normal", pad=2)
        ax.set_xlabel(marked.get(number, ""), fontsize=8, labelpad=2)
        ax.spines[:].set(visible=number in marked, color=VERMILLION, linewidth=2.5)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
    headline(fig, finding)
    return fig, axes


def likeness(names: Sequence[str], best: Sequence[float], chance: float, finding: str) -> tuple[Figure, Axes]:
    """Draw the best match of each named kernel among the filters, |cosine| from 0 to 1, and what chance would reach."""
    fig, ax = plt.subplots(figsize=(6.4, 0.9 + 0.36 * len(names)))
    bars = ax.barh(names, best, color=[BLUE if value > chance else GREY for value in best], height=0.62)
    ax.bar_label(bars, fmt="%.2f", padding=4, zorder=3, bbox={"fc": "white", "ec": "none", "pad": 1})
    ax.axvline(chance, color=VERMILLION, ls="--", lw=1.8, label=f"95% of random sets stay below {chance:.2f}")
    ax.set(xlabel="likeness to the nearest filter, |cosine|", xlim=(0, 1))
    ax.invert_yaxis()
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1.0), borderaxespad=0.2)
    headline(fig, finding)
    return fig, ax
