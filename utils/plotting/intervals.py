"""A figure of means with their intervals, for whatever was measured over boats, frames or seeds."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, BLUE
from utils.reference.bootstrap import Interval


def intervals(
    found: Mapping[str, Interval], finding: str, xlabel: str = "gain in log-loss (nats)"
) -> tuple[Figure, Axes]:
    """Draw a mean and its interval for each name, one below the other, and a line at 0."""
    fig, ax = plt.subplots(figsize=(7.0, 1.1 + 0.42 * len(found)))
    for place, interval in enumerate(found.values()):
        ax.plot([interval.low, interval.high], [place, place], color=BLUE, lw=3, solid_capstyle="butt")
        ax.plot(interval.mean, place, "o", color=BLACK, ms=7)
    ax.axvline(0, color=BLACK, lw=0.8)
    ax.set_yticks(range(len(found)), list(found))
    ax.set(xlabel=xlabel, ylim=(len(found) - 0.5, -0.5))
    headline(fig, finding)
    return fig, ax
