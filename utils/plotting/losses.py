"""Figures of lecture 1: what losses make of scores, slopes, the kink, a trained classifier, ranking by a margin."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

LOOKS = {
    "hinge": {"color": BLUE},
    "cross-entropy": {"color": VERMILLION, "ls": "--"},
    "mistakes": {"color": GREY, "ls": ":"},
}
"""How the curve of each loss is drawn, in every figure."""


def verdicts(
    names: Sequence[str], scores: np.ndarray, terms: np.ndarray, shares: np.ndarray, truth: int
) -> tuple[Figure, np.ndarray]:
    """Draw scores (C,), their hinge terms s_j - s_y + m (C,) and softmax shares (C,), with class ``truth`` in green."""
    fig, axes = plt.subplots(1, 3, figsize=(9.0, 2.5), sharey=True)
    colours = [GREEN if j == truth else GREY for j in range(len(names))]
    kept = np.where(np.arange(len(names)) == truth, 0, np.maximum(terms, 0))
    bars = [axes[0].barh(names, scores, color=colours), axes[1].barh(names, kept, color=BLUE)]
    bars.append(axes[2].barh(names, shares, color=[GREEN if j == truth else ORANGE for j in range(len(names))]))
    for ax, drawn in zip(axes, bars, strict=True):
        ax.bar_label(drawn, fmt="%.2f", padding=3, fontsize=9)
        ax.axvline(0, color=BLACK, lw=0.8)
        ax.margins(x=0.28)
    axes[0].invert_yaxis()
    axes[0].set(title="the scores", xlabel="score s (no unit)", ylabel="class")
    axes[1].set(title="what the hinge adds up", xlabel="positive part of $s_j - s_y + m$")
    axes[2].set(title="what cross-entropy looks at", xlabel="share p of the softmax")
    headline(fig, f"{names[int(np.argmax(scores))].capitalize()} is ahead of {names[truth]}, and each loss says so")
    return fig, axes


def loss_by_lead(lead: np.ndarray, losses: dict[str, np.ndarray]) -> tuple[Figure, Axes]:
    """Plot losses (keys of ``LOOKS``, nats or units of score) against the lead of the true class (units of score)."""
    fig, ax = plt.subplots(figsize=(7.0, 3.4))
    for name, values in losses.items():
        ax.plot(lead, values, label=name, **LOOKS[name])
    ax.axvline(0, color=BLACK, lw=0.8)
    ax.text(0.06, 0.95, "right answers", transform=ax.get_xaxis_transform(), va="top", fontsize=9, color=GREY)
    ax.text(
        -0.06, 0.95, "wrong answers", transform=ax.get_xaxis_transform(), va="top", ha="right", fontsize=9, color=GREY
    )
    ax.set(title="The hinge falls silent, cross-entropy never does", ylabel="loss", ylim=(-0.1, None))
    ax.set_xlabel("lead of the true class over the best wrong one (units of score)")
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.9))
    return fig, ax


def landscapes(
    gaps: np.ndarray, losses: dict[str, np.ndarray], point: tuple[float, float]
) -> tuple[Figure, np.ndarray]:
    """Draw each loss (G, G), first index s_0 - s_y, over both gaps (G,), with ``point`` = (s_0 - s_y, s_1 - s_y)."""
    fig, axes = plt.subplots(1, len(losses), figsize=(9.0, 3.9), sharey=True)
    levels = [0, 1e-9, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10]
    for ax, (name, values) in zip(axes, losses.items(), strict=True):
        ax.contourf(gaps, gaps, values.T, levels=levels, cmap="cividis", extend="max", norm="linear")
        lines = ax.contour(gaps, gaps, values.T, levels=[0.1, 0.5, 1, 2, 4], colors="white", linewidths=0.8)
        silent = (values.T == 0).astype(float)
        ax.clabel(lines, lines.levels[1:] if silent.any() else lines.levels, fontsize=8)
        if silent.any():
            ax.contourf(gaps, gaps, silent, levels=[1 - 1e-9, 2], colors=["white"])  # up to the last 0, no further
            ax.text(gaps[0] + 0.3, gaps[0] + 0.4, "exactly 0", fontsize=10)
        ax.plot(*point, "o", color=VERMILLION, mec="white", ms=8)
        ax.set(title=name, xlabel="$s_0 - s_y$ (units of score)", aspect="equal")
    axes[0].set_ylabel("$s_1 - s_y$ (units of score)")
    headline(fig, "The hinge has a plain of zeros with edges, cross-entropy slopes everywhere")
    return fig, axes


def slopes_by_lead(lead: np.ndarray, slopes: dict[str, np.ndarray], margin: float = 1) -> tuple[Figure, Axes]:
    """Plot the size of each loss's slope by the true score (log axis, zeros left out) against the lead.

    A line marks the ``margin`` (units of score), beyond which the hinge has no slope.
    """
    fig, ax = plt.subplots(figsize=(7.0, 3.2))
    for name, values in slopes.items():
        ax.semilogy(lead, np.where(values > 0, values, np.nan), label=name, **LOOKS[name])
    ax.axvline(margin, color=BLUE, lw=1, ls=":")
    ax.annotate("beyond this 0", (margin, ax.get_ylim()[0]), xytext=(5, 8), textcoords="offset points", color=BLUE)
    ax.set(title="Past the margin one push stops, the other only fades", ylabel="size of the slope (log scale)")
    ax.set_xlabel("lead of the true class (units of score)")
    ax.legend()
    return fig, ax


def kink(offset: np.ndarray, loss: np.ndarray, quotients: dict[float, np.ndarray]) -> tuple[Figure, np.ndarray]:
    """Plot max(0, t) and its central difference quotients, one for each step h, against the distance t to the kink."""
    fig, axes = plt.subplots(1, 2, figsize=(9.0, 3.2))
    axes[0].plot(offset, loss, color=BLUE)
    axes[0].set(title="one term of the hinge", xlabel="distance t to the kink (units of score)", ylabel="max(0, t)")
    for (step, values), look in zip(quotients.items(), ("-", "--", ":"), strict=False):
        axes[1].plot(offset, values, ls=look, label=f"h = {step:g}")
    axes[1].set(title="its measured slope", xlabel="distance t to the kink (units of score)", ylabel="quotient")
    axes[1].legend()
    headline(fig, "Within one step of the kink the quotient reports a slope that the function has nowhere")
    return fig, axes


def training(steps: Sequence[int], curves: dict[str, dict[str, np.ndarray]]) -> tuple[Figure, np.ndarray]:
    """Plot, for each loss, ``loss``, ``right`` (% of new digits) and ``heard`` (% of examples that push) by step."""
    fig, axes = plt.subplots(1, 3, figsize=(9.4, 2.9))
    wanted = {"loss": ("training loss", "loss (log scale)"), "right": ("new digits", "% right")}
    wanted |= {"heard": ("who still pushes", "% of training digits")}
    for ax, (key, (title, label)) in zip(axes, wanted.items(), strict=True):
        for name, curve in curves.items():
            values = np.where(curve[key] > 0, curve[key], np.nan) if key == "loss" else curve[key]
            ax.plot(steps, values, label=name, **LOOKS[name])
        ax.set(title=title, xlabel="step", ylabel=label)
    axes[0].set_yscale("log")
    axes[1].set_ylim(50, 100)
    axes[2].set_ylim(-3, 103)
    axes[2].legend(loc="center right", fontsize=8.5)
    headline(fig, "Both learn; the hinge stops listening to those it has satisfied")
    return fig, axes


def mistaken(images: np.ndarray, texts: Sequence[str], title: str) -> tuple[Figure, np.ndarray]:
    """Draw digits (N, 8, 8), 0 paper to 1 ink, each under its text, in rows of eight."""
    rows = -(-len(images) // 8)
    fig, axes = plt.subplots(rows, 8, figsize=(9.0, 1.55 * rows + 0.4), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, text in zip(axes.flat, images, texts, strict=False):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(text, loc="center", fontsize=9, fontweight="normal")
    headline(fig, title)
    return fig, axes


def _block(ax: Axes, left: float, shape: tuple[int, int], name: str, colour: str) -> float:
    """Draw a matrix of this shape as a grid of cells around the middle line, named above and sized below."""
    rows, columns = shape
    for i, j in np.ndindex(rows, columns):
        place = (left + 0.36 * j, 0.18 * rows - 0.36 * (i + 1))
        ax.add_patch(Rectangle(place, 0.36, 0.36, facecolor=colour, edgecolor=BLACK, lw=0.8, alpha=0.55))
    middle = left + 0.18 * columns
    ax.text(middle, 1.02, name, ha="center", fontsize=13)
    ax.text(middle, -1.14, f"{rows} × {columns}", ha="center", fontsize=10, color=GREY)
    return left + 0.36 * columns


def hidden_layer(inputs: int = 4, hidden: int = 2) -> tuple[Figure, Axes]:
    """Draw z = W x + b, a = sigma(z), s = U^T a as blocks of cells, each with its shape (rows × columns)."""
    fig, ax = plt.subplots(figsize=(9.4, 2.8))
    parts = [((hidden, inputs), "$W$", ORANGE), "", ((inputs, 1), "$x$", BLUE), "+", ((hidden, 1), "$b$", ORANGE), "="]
    parts += [((hidden, 1), "$z$", "#cccccc"), r"$\sigma$" + "\n→", ((hidden, 1), "$a$", GREEN), None]
    parts += [((1, hidden), "$U^T$", ORANGE), "", ((hidden, 1), "$a$", GREEN), "=", ((1, 1), "$s$", "#cccccc")]
    left = 0.0
    for part in parts:
        if isinstance(part, tuple):
            left = _block(ax, left, *part) + 0.16
        else:
            gap = 0.9 if part is None else 0.26
            ax.text(left + gap / 2, 0, "then" if part is None else part, ha="center", va="center", fontsize=12)
            left += gap + 0.16
    ax.set(xlim=(-0.1, left), ylim=(-1.3, 1.35), aspect="equal")
    ax.axis("off")
    ax.set_title(f"{inputs} inputs, {hidden} hidden neurons, one score: orange is learned")
    return fig, ax


def hill(length: np.ndarray, scores: dict[str, np.ndarray], wanted: tuple[float, float]) -> tuple[Figure, Axes]:
    """Plot scores against the length of a fish (cm), with the lengths that are ``wanted`` shaded."""
    fig, ax = plt.subplots(figsize=(7.0, 3.2))
    ax.axvspan(*wanted, color=GREEN, alpha=0.15)
    ax.text(sum(wanted) / 2, 0.04, "the right size", ha="center", color="#00624a", transform=ax.get_xaxis_transform())
    for (name, values), look in zip(scores.items(), ("--", ":", "-"), strict=False):
        ax.plot(length, values, ls=look, label=name)
    ax.set(title="A linear score only climbs; two neurons make a hill", xlabel="length (cm)", ylabel="score s")
    ax.legend(fontsize=9)
    return fig, ax


def walks(paths: dict[str, np.ndarray]) -> tuple[Figure, np.ndarray]:
    """Plot, for each objective, the scores s and s_c (T + 1, 2) on a walk of T steps downhill, with the gap shaded."""
    fig, axes = plt.subplots(1, len(paths), figsize=(9.4, 2.8), sharey=True)
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        steps = np.arange(len(path))
        ax.plot(steps, path[:, 0], color=BLUE, label="$s$, with a fish")
        ax.plot(steps, path[:, 1], color=VERMILLION, ls="--", label="$s_c$, without")
        ax.fill_between(steps, *path.T, where=path[:, 0] >= path[:, 1], color=BLUE, alpha=0.12)
        ax.set(xlabel="step")
        ax.set_title(name, fontsize=10)
    axes[0].set_ylabel("score (no unit)")
    axes[0].legend(fontsize=8.5)
    headline(fig, "Only the last objective brings the pair in order and then lets it be")
    return fig, axes


def soft_hinges(lead: np.ndarray, curves: dict[str, np.ndarray], corner: np.ndarray) -> tuple[Figure, Axes]:
    """Plot two-class cross-entropies (nats, rescaled) and the ``corner`` that they approach against the lead."""
    fig, ax = plt.subplots(figsize=(7.0, 3.2))
    ax.plot(lead, corner, color=BLACK, lw=1.2, label="max(0, −lead)")
    for (name, values), look in zip(curves.items(), ("-", "--", ":"), strict=False):
        ax.plot(lead, values, ls=look, label=name)
    ax.set(title="Seen from afar, cross-entropy is a hinge without a margin", ylabel="loss (rescaled)")
    ax.set_xlabel("lead of the true class (units of score)")
    ax.legend(fontsize=9)
    return fig, ax


def weight_sizes(steps: Sequence[int], sizes: dict[str, np.ndarray]) -> tuple[Figure, Axes]:
    """Plot the length |W| of the weights under each loss (keys of ``LOOKS``) against the step (log axis, from 1)."""
    fig, ax = plt.subplots(figsize=(7.0, 3.0))
    for name, values in sizes.items():
        ax.semilogx(steps, values, label=name, **LOOKS[name])
    ax.set(title="Under cross-entropy the weights never come to rest", xlabel="step (log scale)", ylabel="length |W|")
    ax.legend()
    return fig, ax


def margin_and_decay(margins: np.ndarray, shares: dict[str, np.ndarray]) -> tuple[Figure, Axes]:
    """Plot the share of new pairs in order (0 to 1) against the margin (log axis), one line for each rule of decay."""
    fig, ax = plt.subplots(figsize=(7.0, 3.3))
    for (name, values), look in zip(shares.items(), ("o-", "s--", "^:"), strict=False):
        ax.semilogx(margins, 100 * values, look, label=name, ms=5)
    ax.set(title="The margin is free until something holds U back", xlabel="margin m (log scale)")
    ax.set_ylabel("% of new pairs in order")
    ax.legend(fontsize=9)
    return fig, ax
