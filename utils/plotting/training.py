"""Figures of a model that is being trained: its loss and its score over the epochs."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plotting.style import BLUE, VERMILLION


def learning_curves(losses: Sequence[float], scores: Sequence[float]) -> tuple[Figure, Axes]:
    """Draw training losses (nats) and validation scores, one of each an epoch; without scores (nan) losses alone.

    The title says which epoch has the best score. Returns the axes of the losses.
    """
    fig, ax = plt.subplots(figsize=(6.6, 3.2))
    epochs, values = np.arange(1, len(losses) + 1), np.asarray(scores, float)
    ax.plot(epochs, losses, color=BLUE, marker="o", label="training loss")
    ax.set(xlabel="epoch", ylabel="training loss (nats)", ylim=(0, None), title=f"Loss {losses[-1]:.3f}")
    ax.xaxis.get_major_locator().set_params(integer=True)
    if np.isfinite(values).any():
        best = int(np.nanargmax(values))
        beside = ax.twinx()
        beside.plot(epochs, values, "--", color=VERMILLION, marker="s", label="validation score")
        beside.set(ylabel="validation score")
        beside.grid(visible=False)
        ax.set_title(f"Best score {values[best]:.4f} in epoch {best + 1} of {len(values)}")
        lines = [*ax.get_lines(), *beside.get_lines()]
        ax.legend(lines, [line.get_label() for line in lines], loc="center right")
    return fig, ax
