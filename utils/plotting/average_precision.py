"""Figures of lecture 10 on average precision: three readings of one curve, and how they depend on the IoU asked for."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, SKY, VERMILLION
from utils.reference.average_precision import Curve


def readings(curve: Curve, values: Mapping[str, float], title: str) -> tuple[Figure, np.ndarray]:
    """Draw one curve three times: its points, the area under its envelope, the places where VOC 2007 reads it.

    ``values`` holds the average precision by "area" and by "voc07".
    """
    fig, axes = plt.subplots(1, 3, figsize=(9.6, 3.4), sharey=True)
    best = np.maximum.accumulate(curve.precision[::-1])[::-1]
    steps = np.concatenate([[0], curve.recall])
    axes[0].plot(curve.recall, curve.precision, "o-", color=BLACK, lw=1.2, ms=4)
    for ax in axes[1:]:
        ax.plot(curve.recall, curve.precision, "o", color=BLACK, ms=3)
    axes[1].stairs(best, steps, color=BLUE, lw=1.6, fill=True, alpha=0.5)
    axes[2].stairs([*best, 0], [*steps, 1], baseline=None, color=BLUE, lw=1.6)
    places = np.arange(11) / 10
    heights = [best[curve.recall >= place].max(initial=0) for place in places]
    axes[2].plot(places, heights, "x", color=VERMILLION, ms=8, mew=2)
    texts = (
        "one point a detection",
        f"VOC 2010, area: {values['area']:.3f}",
        f"VOC 2007, 11 places: {values['voc07']:.3f}",
    )
    for ax, text in zip(axes, texts, strict=True):
        ax.set(xlabel="recall", xlim=(-0.03, 1.03), ylim=(-0.03, 1.05))
        ax.set_title(text, fontsize=10, fontweight="normal")
    axes[0].set_ylabel("precision")
    headline(fig, title)
    return fig, axes


def ladder(thresholds: np.ndarray, values: np.ndarray, title: str) -> tuple[Figure, Axes]:
    """Draw the average precision (T,) at each of COCO's thresholds (T,) as bars, and their mean as a line."""
    fig, ax = plt.subplots(figsize=(7.0, 3.0))
    ax.bar([f"{threshold:.2f}" for threshold in thresholds], values, color=SKY)
    ax.axhline(values.mean(), color=BLUE, ls="--", label=f"mean {values.mean():.3f}: COCO's AP")
    ax.set(title=title, xlabel="IoU that makes a hit", ylabel="average precision", ylim=(0, 1))
    ax.legend()
    return fig, ax
