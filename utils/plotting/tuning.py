"""Figures of lecture 3: activations and their slopes, layers in depth, training curves, walks, ensembles."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLUE, GREY, ORANGE, VERMILLION
from utils.reference import activations
from utils.reference.training import Run

_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU, slope 0.01"}


def slopes(finding: str) -> tuple[Figure, np.ndarray]:
    """Draw the four activations and, beside them, their slopes, for z from -5 to 5."""
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.2))
    z = np.linspace(-5, 5, 801)
    for (name, label), line in zip(_NAMES.items(), _STYLES, strict=False):
        axes[0].plot(z, getattr(activations, name)(z), ls=line, label=label)
        axes[1].plot(z, getattr(activations, f"{name}_backward")(np.ones_like(z), z), ls=line)
    axes[0].set(xlabel="z", ylabel="activation a", ylim=(-1.2, 2.2))
    axes[1].set(xlabel="z", ylabel="slope da/dz", ylim=(-0.05, 1.1))
    axes[0].legend(fontsize=8, loc="lower right")
    headline(fig, finding)
    return fig, axes


def layer_histograms(
    stacks: Mapping[str, Sequence[np.ndarray]], limits: Mapping[str, tuple[float, float]], finding: str
) -> tuple[Figure, np.ndarray]:
    """Draw a row of histograms for each named stack, one for each layer's activations (N, M).

    ``limits`` gives each row its range; what lies outside counts in the outermost bins.
    """
    columns = max(map(len, stacks.values()))
    size = (7.4, 0.75 + 0.82 * len(stacks))
    fig, axes = plt.subplots(len(stacks), columns, figsize=size, squeeze=False, sharey="row")
    for row, (name, layers) in zip(axes, stacks.items(), strict=True):
        least, most = limits[name]
        for place, (ax, a) in enumerate(zip(row, layers, strict=True), start=1):
            counts, edges = np.histogram(np.clip(a, least, most), bins=15, range=(least, most))
            ax.bar(edges[:-1], counts / a.size, width=np.diff(edges), align="edge", color=BLUE)
            ax.set(xlim=(least, most), xticks=[least, most], yticks=[], ylim=(0, 1))
            ax.tick_params(labelsize=7, length=2)
            ax.grid(visible=False)
            if row is axes[-1]:
                ax.set_xlabel(f"layer {place}", fontsize=8)
        row[0].set_ylabel(name, fontsize=8, rotation=0, ha="right", va="center")
    headline(fig, finding)
    return fig, axes


def series(
    values: Mapping[str, Sequence[float]], labels: tuple[str, str], finding: str, level: float | None = None
) -> tuple[Figure, Axes]:
    """Plot named sequences against their index, each with a line style of its own; ``labels`` are those of x and y.

    ``level`` draws a dotted horizontal line.
    """
    fig, ax = plt.subplots(figsize=(6.6, 3.4))
    for (name, numbers), line in zip(values.items(), _STYLES, strict=False):
        ax.plot(numbers, ls=line, label=name)
    if level is not None:
        ax.axhline(level, color=GREY, lw=1.2, ls=":")
    ax.set(xlabel=labels[0], ylabel=labels[1])
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax


def admission(runs: Mapping[str, Run], finding: str, target: float | None = None) -> tuple[Figure, np.ndarray]:
    """Draw named runs: loss by step on the left (minibatches thin, all examples thick), accuracies by epoch right.

    Training accuracy is dotted, validation accuracy solid; ``target`` draws a dashed level. A few highest losses are
    drawn at the edge.
    """
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.2))
    top = max(map(_top, runs.values()))
    for (name, run), color in zip(runs.items(), (VERMILLION, BLUE, ORANGE), strict=False):
        epochs = np.arange(len(run.train_loss))
        steps = epochs * len(run.loss) / epochs[-1]
        axes[0].plot(np.minimum(run.loss, top), color=color, lw=0.6, alpha=0.5)
        axes[0].plot(steps, np.minimum(run.train_loss, top), color=color, label=name)
        axes[1].plot(epochs, run.train_accuracy, ":", color=color, label=f"{name}: training")
        axes[1].plot(epochs, run.val_accuracy, "-", color=color, label=f"{name}: validation")
    axes[0].set(xlabel="step", ylabel="loss (nats)", ylim=(0, None))
    axes[1].set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.02))
    if target is not None:
        axes[1].axhline(target, color=GREY, lw=1.2, ls="--")
    axes[0].legend(fontsize=8)
    axes[1].legend(fontsize=8, loc="center right")
    headline(fig, finding)
    return fig, axes


def walks(places: Mapping[str, np.ndarray], curvature: float, finding: str) -> tuple[Figure, np.ndarray]:
    """Draw named walks (steps + 1, 2), a panel each, on the ravine f(x, y) = (x^2 + c y^2) / 2."""
    fig, axes = plt.subplots(len(places), 1, figsize=(6.6, 0.6 + 1.5 * len(places)), sharex=True, squeeze=False)
    x, y = np.meshgrid(np.linspace(-10, 2, 200), np.linspace(-2.6, 2.6, 100))
    for ax, (name, path) in zip(axes[:, 0], places.items(), strict=True):
        ax.contour(x, y, (x**2 + curvature * y**2) / 2, levels=[0.3, 2, 6, 15, 30, 50, 80], colors=GREY, linewidths=0.6)
        ax.plot(*path.T, "-o", color=BLUE, ms=2.8, lw=1.2)
        ax.plot(*path[0], "o", color=ORANGE, ms=7, mec="black")
        ax.set(xlim=(-10, 2), ylim=(-2.6, 2.6), ylabel=f"{name}\ny")
        ax.grid(visible=False)
    axes[-1, 0].set_xlabel("x")
    headline(fig, finding)
    return fig, axes


def ensemble(
    values: np.ndarray, probabilities: np.ndarray, means: Mapping[str, float], finding: str
) -> tuple[Figure, Axes]:
    """Draw what each sub-network says (masks,) as a stem of its probability's height, and named means as lines."""
    fig, ax = plt.subplots(figsize=(6.6, 2.8))
    ax.vlines(values, 0, probabilities, color=GREY, lw=1.3)
    for (name, value), color, line in zip(means.items(), (BLUE, VERMILLION, ORANGE), ("-", "--", ":"), strict=False):
        ax.axvline(value, color=color, ls=line, lw=2.4, label=name)
    ax.set(xlabel="output of a sub-network", ylabel="probability", ylim=(0, None))
    ax.legend(fontsize=9)
    headline(fig, finding)
    return fig, ax


def digit_rows(rows: Mapping[str, np.ndarray], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw named rows of images (N, H, W), from 0 paper to 1 ink."""
    columns = max(map(len, rows.values()))
    size = (1.4 + 0.62 * columns, 0.5 + 0.68 * len(rows))
    fig, axes = plt.subplots(len(rows), columns, figsize=size, squeeze=False)
    for row, (name, images) in zip(axes, rows.items(), strict=True):
        for ax, image in zip(row, images, strict=True):
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.grid(visible=False)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
    headline(fig, finding)
    return fig, axes


def gallery(runs: Sequence[Run], finding: str) -> tuple[Figure, np.ndarray]:
    """Draw the losses of many runs by step, a small numbered panel each; a few highest losses lie at the edge."""
    rows = -(-len(runs) // 4)
    fig, axes = plt.subplots(rows, 4, figsize=(7.4, 0.5 + 1.35 * rows), squeeze=False)
    for number, (ax, run) in enumerate(zip(axes.flat, runs, strict=False)):
        epochs = np.linspace(0, len(run.loss), len(run.train_loss))
        ax.plot(np.minimum(run.loss, _top(run)), color=GREY, lw=0.5)
        ax.plot(epochs, np.minimum(run.train_loss, _top(run)), color=BLUE, lw=1.6)
        ax.set_title(f"patient {number}", fontsize=8.5, fontweight="normal", loc="left")
        ax.set_ylim(0, None)
        ax.tick_params(labelsize=7)
    for ax in axes[:, 0]:
        ax.set_ylabel("loss (nats)", fontsize=8)
    for ax in axes[-1]:
        ax.set_xlabel("step", fontsize=8)
    headline(fig, finding)
    return fig, axes


def _top(run: Run) -> float:
    """Return up to where a run's minibatch losses are drawn: all but a few spikes, and 60 nats at most."""
    return float(np.clip(1.08 * np.nanquantile(run.loss, 0.97), 2.6, 60))
