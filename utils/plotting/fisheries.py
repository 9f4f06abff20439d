"""Figures of frames from cameras over decks."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.plotting.headline import headline
from utils.plotting.style import BLACK, ORANGE


def contact_sheet(
    images: Sequence[np.ndarray],
    names: Sequence[object],
    finding: str,
    boxes: Sequence[np.ndarray] | None = None,
    across: int = 4,
) -> tuple[Figure, np.ndarray]:
    """Draw frames, (H, W, 3) uint8 each, in rows of ``across``, with its name below and its ``boxes`` on each.

    ``boxes`` are (R, 4) for each frame, x1 y1 x2 y2 in its pixels, half-open. Returns the figure and all its axes.
    Raises ValueError where there is not one name, and one array of boxes, for every frame.
    """
    for name, given in (("names", names), ("boxes", images if boxes is None else boxes)):
        if len(given) != len(images):
            raise ValueError(f"{name} must be one for each of the {len(images)} images, got {len(given)}")
    rows = -(-len(images) // across)
    fig, axes = plt.subplots(rows, across, figsize=(1.9 * across, 0.45 + 2.08 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for place, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
        height, width = image.shape[:2]
        ax.imshow(image, extent=(0, width, height, 0), interpolation="bilinear")
        ax.text(0.5, -0.03, str(names[place]), transform=ax.transAxes, ha="center", va="top", fontsize=8.5)
        if boxes is not None:
            _frame(ax, boxes[place])
    headline(fig, finding)
    return fig, axes


def _frame(ax: Axes, boxes: np.ndarray) -> None:
    """Draw boxes (R, 4) that can be seen on bright and on dark decks."""
    for x1, y1, x2, y2 in np.asarray(boxes).reshape(-1, 4):
        for colour, width in ((BLACK, 2.6), (ORANGE, 1.3)):
            ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, ec=colour, lw=width))
