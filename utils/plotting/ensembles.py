"""Figures of lecture 9: a chord above its curve, what averaging gains frame by frame."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREY, ORANGE, VERMILLION
from utils.reference.averaging import Mixture

_STYLES = ("-", "--", "-.", ":")
_MARKS = ("o", "s", "^", "D")


def chord(one: float, other: float, finding: str) -> tuple[Figure, Axes]:
    """Draw -log p with the chord between two members' probabilities, and both averages at their mean."""
    fig, ax = plt.subplots(figsize=(6.6, 3.6))
    p = np.linspace(0.02, 1, 400)
    ends, middle = np.array([one, other]), (one + other) / 2
    ax.plot(p, -np.log(p), color=BLACK, label="−log p")
    ax.plot(ends, -np.log(ends), "o--", color=VERMILLION, label="two members, and the chord between them")
    ax.plot([middle, middle], [-np.log(middle), -np.log(ends).mean()], color=GREY, lw=1.2)
    ax.plot(middle, -np.log(ends).mean(), "s", color=VERMILLION, label=f"mean of the losses {-np.log(ends).mean():.3f}")
    ax.plot(middle, -np.log(middle), "s", color=BLUE, label=f"loss of the mean {-np.log(middle):.3f}")
    ax.set(xlabel="probability of the truth", ylabel="loss (nats)", xlim=(0, 1), ylim=(0, 3.2))
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax


def below_the_diagonal(both: Mixture, finding: str) -> tuple[Figure, Axes]:
    """Draw a dot for each example: the mean of its members' losses to the right, the loss of their mean upwards."""
    fig, ax = plt.subplots(figsize=(5.2, 4.2))
    most = 1.05 * float(both.apart.max())
    ax.plot([0, most], [0, most], color=BLACK, lw=1.2, label="equal")
    ax.plot(both.apart, both.together, "o", color=BLUE, ms=3, alpha=0.45, mew=0)
    ax.set(xlabel="mean of the members' losses (nats)", ylabel="loss of their mean (nats)", xlim=(0, most))
    ax.set_ylim(0, most)
    ax.legend(fontsize=9, loc="upper left")
    headline(fig, finding)
    return fig, ax


def growth(losses: Mapping[str, Sequence[float]], finding: str) -> tuple[Figure, Axes]:
    """Draw named log-losses of averages of 1, 2, 3, ... members."""
    fig, ax = plt.subplots(figsize=(6.6, 3.4))
    for (name, values), line, mark in zip(losses.items(), _STYLES, _MARKS, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, line, marker=mark, label=name)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="models in the average", ylabel="log-loss, unseen boats (nats)")
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax


def steps_down(ladders: Mapping[str, Mapping[str, float]], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw ladders of named scores beside each other, each from its first score down, in its own scale from 0."""
    fig, axes = plt.subplots(1, len(ladders), figsize=(8.2, 3.4), squeeze=False)
    for ax, (title, scores) in zip(axes[0], ladders.items(), strict=True):
        values = list(scores.values())
        ax.bar(range(len(values)), values, width=0.6, color=[GREY, *[BLUE] * (len(values) - 1)])
        for place, value in enumerate(values):
            ax.text(place, value, f"{value:.3f}", ha="center", va="bottom", fontsize=9)
        ax.set_xticks(range(len(values)), [name.replace(" ", "\n", 1) for name in scores], fontsize=8)
        ax.set(ylabel="log-loss (nats)", ylim=(0, 1.15 * max(values)))
        ax.set_title(title, fontsize=10, fontweight="normal")
    headline(fig, finding)
    return fig, axes[0]


def opinions(
    images: Sequence[np.ndarray], p: np.ndarray, names: Sequence[str], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw frames (H, W, 3) uint8, each above what every member of ``p`` (M, N) gives to its truth, with the mean.

    ``names`` are those of the truths, one for each frame.
    """
    fig, axes = plt.subplots(2, len(images), figsize=(1.95 * len(images), 3.7), squeeze=False, height_ratios=(1.5, 1))
    for place, (image, name) in enumerate(zip(images, names, strict=True)):
        top, low = axes[:, place]
        top.imshow(image, interpolation="bilinear")
        top.axis("off")
        top.set_title(f"truth: {name}", fontsize=9, fontweight="normal")
        low.bar(np.arange(1, len(p) + 1), p[:, place], color=ORANGE)
        low.axhline(p[:, place].mean(), color=BLUE, lw=1.6, label="their mean")
        low.set(ylim=(0, 1), xticks=range(1, len(p) + 1), xlabel="member")
        low.tick_params(labelsize=8)
    axes[1, 0].set_ylabel("p of the truth")
    fig.legend(handles=axes[1, 0].lines, loc="outside lower right", fontsize=9)
    headline(fig, finding)
    return fig, axes
