"""Figures of lecture 2: the labelled network, errors walking backward, paths against edges, gradient checks."""

import itertools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

RADIUS = 0.19
WIDE = 0.32


def _positions(sizes: Sequence[int]) -> list[np.ndarray]:
    """Return the centre (x, y) of every neuron, layer by layer, layers 1.7 apart and neurons 0.8 apart."""
    return [
        np.column_stack([np.full(size, 1.7 * k), 0.8 * (size - 1) / 2 - 0.8 * np.arange(size)])
        for k, size in enumerate(sizes)
    ]


def _canvas(sizes: Sequence[int], title: str) -> tuple[Figure, Axes, list[np.ndarray]]:
    places = _positions(sizes)
    fig, ax = plt.subplots(figsize=(1.2 + 2.1 * len(sizes), 1.3 + 0.75 * max(sizes)))
    ax.set(title=title, aspect="equal", xlim=(-0.9, 1.7 * (len(sizes) - 1) + 0.9))
    ax.set_ylim(-0.4 * max(sizes) - 0.45, 0.4 * max(sizes) + 0.35)
    ax.axis("off")
    return fig, ax, places


def _edge(
    ax: Axes,
    start: np.ndarray,
    end: np.ndarray,
    colour: str = GREY,
    width: float = 1.0,
    style: str = "-",
    radii: tuple[float, float] = (RADIUS, RADIUS),
) -> None:
    """Draw an arrow between two neurons of the given radii, from rim to rim."""
    towards = (end - start) / np.hypot(*(end - start))
    arrow = {"arrowstyle": "-|>", "color": colour, "lw": width, "shrinkA": 0, "shrinkB": 0, "ls": style}
    ax.annotate("", xy=end - towards * radii[1], xytext=start + towards * radii[0], arrowprops=arrow)


def _neuron(ax: Axes, place: np.ndarray, text: str, face: str = "white") -> None:
    ax.add_patch(plt.Circle(place, RADIUS, facecolor=face, edgecolor=BLACK, lw=1.2, zorder=3))
    ax.text(*place, text, ha="center", va="center", fontsize=9.5, zorder=4)


def _split_neuron(ax: Axes, place: np.ndarray, received: str, passed_on: str) -> None:
    """Draw a hidden neuron in two halves: what it receives on the left, what it passes on, on the right."""
    ax.add_patch(plt.Circle(place, WIDE, facecolor="#e8f1f8", edgecolor=BLACK, lw=1.2, zorder=3))
    ax.plot([place[0]] * 2, [place[1] - WIDE, place[1] + WIDE], color=BLACK, lw=1, zorder=4)
    ax.text(place[0] - 0.02, place[1], received, ha="right", va="center", fontsize=9.5, color=BLUE, zorder=4)
    ax.text(place[0] + 0.03, place[1], passed_on, ha="left", va="center", fontsize=9.5, zorder=4)


def notation() -> tuple[Figure, Axes]:
    """Draw the 4-2-1 network with every name of the lecture: layers, x, z, a, W^(k) and b^(k), and W_14 picked out."""
    fig, ax, places = _canvas((4, 2, 1), r"$W_{14}^{(1)}$ runs to neuron 1 from neuron 4")
    for k, (froms, tos) in enumerate(itertools.pairwise(places)):
        for i, end in enumerate(tos):
            for j, start in enumerate(froms):
                look = (VERMILLION, 2.6) if (k, i, j) == (0, 0, 3) else (GREY, 0.9)
                _edge(ax, start, end, *look, radii=((RADIUS, WIDE), (WIDE, RADIUS))[k])
    for j, place in enumerate(places[0], start=1):
        _neuron(ax, place, f"$x_{j}$")
    for i, place in enumerate(places[1], start=1):
        _split_neuron(ax, place, rf"$z_{i}^{{(2)}}$", rf"$a_{i}^{{(2)}}$")
    _neuron(ax, places[2][0], "$s$", "#e8f1f8")
    ax.text(0.25, -0.9, r"$W_{14}^{(1)}$", ha="right", color=VERMILLION, fontsize=12)
    names = (r"$x_j = z_j^{(1)} = a_j^{(1)}$", r"$a_i^{(2)} = \sigma(z_i^{(2)})$", r"$s = z_1^{(3)} = a_1^{(3)}$")
    for k, (place, name) in enumerate(zip(places, names, strict=True), start=1):
        ax.text(place[0][0], -1.7, f"layer {k}\n{name}", ha="center", va="top", fontsize=9.5, linespacing=1.5)
    ax.text(0.85, 1.35, r"$W^{(1)},\ b^{(1)}$", ha="center", fontsize=11)
    ax.text(2.55, 0.55, r"$W^{(2)} = U^T$", ha="center", fontsize=11)
    ax.set_ylim(-2.35, 1.65)
    return fig, ax


def blame(derivatives: dict[str, float]) -> tuple[Figure, Axes]:
    """Draw the derivative of J with regard to every named parameter, the largest in size on top."""
    ranked = sorted(derivatives.items(), key=lambda pair: -abs(pair[1]))
    names, values = zip(*ranked, strict=True)
    fig, ax = plt.subplots(figsize=(7.0, 0.9 + 0.27 * len(names)))
    bars = ax.barh(names, values, color=[BLUE if value >= 0 else VERMILLION for value in values], height=0.65)
    ax.bar_label(bars, fmt="%+.2f", padding=4, fontsize=8.5)
    ax.axvline(0, color=BLACK, lw=0.8)
    ax.invert_yaxis()
    ax.margins(x=0.15, y=0.02)
    ax.set(title=f"{names[0]} is most to blame", xlabel=r"$\partial J$ / $\partial$ parameter", ylabel="parameter")
    return fig, ax


def still_learning(shares: dict[str, float]) -> tuple[Figure, Axes]:
    """Draw the share of pairs in order after training, a bar for each backward pass; the first one is the right one."""
    names, values = list(shares), [100 * share for share in shares.values()]
    fig, ax = plt.subplots(figsize=(7.0, 0.9 + 0.33 * len(names)))
    bars = ax.barh(names, values, color=[BLUE, *[ORANGE] * (len(names) - 1)], height=0.65)
    ax.bar_label(bars, fmt="%.0f", padding=4, fontsize=9)
    ax.axvline(50, color=GREY, lw=1, ls=":")
    ax.text(50.5, len(names) - 0.4, "tossing a coin", color=GREY, fontsize=8.5)
    ax.invert_yaxis()
    ax.set(title="Every broken backward pass learns", xlabel="% of new pairs in order", xlim=(0, 108))
    return fig, ax


def work_by_depth(hidden: Sequence[int], paths: Sequence[int], edges: Sequence[int]) -> tuple[Figure, Axes]:
    """Plot the number of paths and of edges (both counts, log axis) against the number of hidden layers of ten."""
    fig, ax = plt.subplots()
    ax.semilogy(hidden, paths, "o-", color=VERMILLION, label="paths: what a path sum multiplies out")
    ax.semilogy(hidden, edges, "s-", color=BLUE, label="edges: what the recursion walks over")
    ax.set(title="Paths multiply, edges add", xlabel="hidden layers of ten neurons", ylabel="count (log scale)")
    ax.set_xticks(list(hidden))
    ax.legend()
    return fig, ax


def step_size_errors(steps: np.ndarray, one_sided: np.ndarray, central: np.ndarray) -> tuple[Figure, Axes]:
    """Plot the largest relative error of two difference quotients (dimensionless) against the step h (log-log)."""
    fig, ax = plt.subplots()
    ax.loglog(steps, one_sided, "o-", color=ORANGE, ms=4, label=r"$(J(w+h) - J(w))\,/\,h$")
    ax.loglog(steps, central, "s-", color=BLUE, ms=4, label=r"$(J(w+h) - J(w-h))\,/\,2h$")
    best = steps[np.argmin(central)]
    ax.axvline(best, color=GREY, lw=1, ls=":")
    ax.annotate(f"best: h = {best:.0e}", (best, central.min()), xytext=(8, -4), textcoords="offset points", fontsize=9)
    ax.set(title="Too long a step bends, too short a step drowns in rounding", xlabel="step h", ylabel="relative error")
    ax.legend()
    return fig, ax


def delta_by_layer(layers: Sequence[int], sizes: dict[str, np.ndarray]) -> tuple[Figure, Axes]:
    """Plot the mean |delta| (log axis) of each layer, one line a named choice of weights."""
    fig, ax = plt.subplots()
    for (name, values), marker in zip(sizes.items(), "os^D", strict=False):
        ax.semilogy(layers, values, marker + "-", label=name)
    ax.set(title="Small weights lose the error on its way back", xlabel="layer (the output is on the right)")
    ax.set_ylabel(r"mean $|\delta|$ (log scale)")
    ax.legend()
    return fig, ax


def ranking_progress(
    steps: np.ndarray, objective: np.ndarray, ranked: np.ndarray, filters: np.ndarray
) -> tuple[Figure, np.ndarray]:
    """Plot J and the share of pairs in order against the step, beside both hidden neurons' weights as 8x8 images."""
    fig, axes = plt.subplots(1, 4, figsize=(9.0, 2.9), width_ratios=(2.2, 2.2, 1, 1))
    axes[0].plot(steps, objective, color=BLUE)
    axes[0].set(title="J falls", xlabel="step", ylabel="mean J on new pairs", ylim=(0, None))
    axes[1].plot(steps, 100 * ranked, color=GREEN)
    axes[1].set(title="New pairs get in order", xlabel="step", ylabel="% in order", ylim=(None, 100))
    limit = np.abs(filters).max()
    for number, (ax, image) in enumerate(zip(axes[2:], filters, strict=True), start=1):
        ax.imshow(image, cmap="RdBu", vmin=-limit, vmax=limit)
        ax.set(title=f"neuron {number}", xticks=[], yticks=[])
        ax.grid(visible=False)
    return fig, axes


def path_terms(paths: tuple, title: str) -> tuple[Figure, Axes]:
    """Draw the terms of a ``PathSum`` (total, terms, paths) as bars, each named by its neurons, and their sum."""
    names = ["-".join(str(unit + 1) for unit in path) for path in paths.paths]
    fig, ax = plt.subplots(figsize=(7.0, 1.6 + 0.35 * len(names)))
    colours = [BLUE if term >= 0 else VERMILLION for term in paths.terms]
    bars = ax.barh([*names, "sum"], [*paths.terms, paths.total], color=[*colours, BLACK], height=0.6)
    ax.bar_label(bars, fmt="%+.4f", padding=4, fontsize=9)
    ax.axvline(0, color=BLACK, lw=0.8)
    ax.invert_yaxis()
    ax.margins(x=0.18)
    ax.set(title=title, xlabel=r"rate at which $s$ follows the weight", ylabel="neurons visited")
    return fig, ax
