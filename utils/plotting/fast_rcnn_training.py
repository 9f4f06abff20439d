"""Figures of lecture 12 on learning: the loss of boxes, who pulls at it, where the time goes, boxes that get better."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION

STAGE = {"proposals": GREY, "trunk": BLUE, "head": ORANGE, "suppression": GREEN}


class Boxes(Protocol):
    """What was found in an image: boxes (K, 4), scores (K,), labels (K,) from 1."""

    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


def losses_and_slopes(
    x: np.ndarray, losses: Mapping[str, np.ndarray], slopes: Mapping[str, np.ndarray], finding: str
) -> tuple[Figure, np.ndarray]:
    """Plot losses of a difference ``x`` and their slopes side by side, one line for each name."""
    fig, axes = plt.subplots(1, 2, figsize=(9.2, 3.3))
    for ax, curves, label in zip(axes, (losses, slopes), ("loss", "slope"), strict=True):
        for (name, values), line in zip(curves.items(), ("--", "-", ":"), strict=False):
            ax.plot(x, values, line, label=name)
        ax.set(xlabel="difference x of offset and target", ylabel=label)
    axes[0].set_ylim(0, 5)
    axes[0].legend(loc="upper center")
    headline(fig, finding)
    return fig, axes


def pulls(shares: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw for each named loss which share of the whole pull each box (R,) has; the last one is the outlier."""
    fig, axes = plt.subplots(1, len(shares), figsize=(8.4, 2.9), sharey=True)
    axes = np.atleast_1d(axes)
    for ax, (name, values) in zip(axes, shares.items(), strict=True):
        colours = [BLUE] * (len(values) - 1) + [VERMILLION]
        ax.bar(np.arange(1, len(values) + 1), 100 * values, color=colours)
        ax.set(xlabel="box", xticks=np.arange(1, len(values) + 1))
        ax.set_title(name, fontsize=10, fontweight="normal")
    axes[0].set_ylabel("share of the pull (%)")
    headline(fig, finding)
    return fig, axes


def stages(seconds: Mapping[str, Mapping[str, float]], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw the seconds of each stage of each system as one bar, with proposals on the left, without on the right."""
    fig, axes = plt.subplots(1, 2, figsize=(9.6, 2.9))
    for ax, title, left_out in zip(axes, ("with proposals", "without"), ((), ("proposals",)), strict=True):
        for place, parts in enumerate(seconds.values()):
            begin = 0.0
            for stage in [name for name in STAGE if name not in left_out]:
                label = stage if place == 0 and ax is axes[0] else None
                ax.barh(place, parts[stage], left=begin, color=STAGE[stage], label=label)
                begin += parts[stage]
            ax.text(begin, place, f" {begin:.2f}", va="center", fontsize=9)
        ax.set_yticks(range(len(seconds)), list(seconds))
        ax.set(xlabel="seconds for the image")
        ax.margins(x=0.15)
        ax.invert_yaxis()
        ax.set_title(title, fontsize=10, fontweight="normal")
    axes[0].legend(loc="lower right", fontsize=8.5)
    headline(fig, finding)
    return fig, axes


def detections(
    images: Sequence[np.ndarray],
    truth: Sequence[np.ndarray],
    found: Sequence[Boxes],
    classes: Sequence[str],
    finding: str,
    least: float = 0.5,
) -> tuple[Figure, np.ndarray]:
    """Draw images in a row with their true boxes (R, 4), thin, and what was found with a score of ``least`` or more."""
    fig, axes = plt.subplots(1, len(images), figsize=(2.3 * len(images), 2.75))
    for ax, image, boxes, each in zip(np.atleast_1d(axes), images, truth, found, strict=True):
        picture(ax, image)
        for box in boxes:
            frame(ax, box, "white", lw=1.0, ls=":")
        for box, score, label in zip(each.boxes, each.scores, each.labels, strict=True):
            if score >= least:
                frame(ax, box, SKY, lw=2.0)
                plate = {"facecolor": "white", "alpha": 0.85, "pad": 0.8, "lw": 0}
                text = f"{classes[label - 1]} {score:.2f}"
                ax.text(box[0] + 1, box[1] + 1, text, fontsize=7, va="top", color="black", bbox=plate)
    headline(fig, finding)
    return fig, np.atleast_1d(axes)


def two_losses(runs: Mapping[str, Mapping[str, Sequence[float]]], finding: str) -> tuple[Figure, np.ndarray]:
    """Plot the mean of each loss in each epoch, one panel for each named run."""
    fig, axes = plt.subplots(1, len(runs), figsize=(4.4 * len(runs), 3.1), sharey=True, squeeze=False)
    for ax, (name, losses) in zip(axes[0], runs.items(), strict=True):
        for (loss, values), line in zip(losses.items(), ("o-", "s--"), strict=False):
            ax.plot(np.arange(1, len(values) + 1), values, line, label=loss)
        ax.set(xlabel="epoch", ylim=(0, None))
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_title(name, fontsize=10, fontweight="normal")
    axes[0, 0].set_ylabel("mean loss (nats; smooth L1)")
    axes[0, 0].legend()
    headline(fig, finding)
    return fig, axes[0]
