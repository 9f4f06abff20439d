"""Figures of lecture 10 on proposals: a film's stills, regions to merge by hand, recall against what was proposed."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from utils.plotting.boxes import frame, picture
from utils.plotting.headline import headline
from utils.plotting.style import BLUE, ORANGE, SKY, VERMILLION
from utils.reference.grouping import Segmentation

LINES = {
    "selective search": {"color": BLUE},
    "grid": {"color": ORANGE, "ls": "--"},
    "proposal network": {"color": VERMILLION, "ls": "-."},
}
"""How the ways of proposing are drawn; the others are dotted."""


def flattened(labels: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """Return ``photo`` (H, W, 3) with each pixel in the mean colour of its region of ``labels`` (H, W), from 0 to 1."""
    kinds, places = np.unique(labels, return_inverse=True)
    sums = [np.bincount(places.ravel(), plane.ravel(), len(kinds)) for plane in np.moveaxis(photo / 255, -1, 0)]
    return (np.stack(sums, axis=1) / np.bincount(places.ravel())[:, None])[places].reshape(photo.shape)


def stills(
    pictures: Sequence[np.ndarray],
    texts: Sequence[str],
    title: str,
    boxes: Sequence[np.ndarray | None] = (),
    regions: Sequence[np.ndarray] = (),
) -> tuple[Figure, np.ndarray]:
    """Draw pictures (H, W, 3) in rows of three under their texts, each with its box (4,) where ``boxes`` has one.

    The region that gives a box is outlined: where the mask (H, W) bool in ``regions`` is True; none if it never is.
    """
    rows = -(-len(pictures) // 3)
    height, width = pictures[0].shape[:2]
    fig, axes = plt.subplots(rows, 3, figsize=(9.6, rows * (3.2 * height / width + 0.3) + 0.3), squeeze=False)
    for ax, image, text in zip(axes.flat, pictures, texts, strict=True):
        picture(ax, image)
        ax.set_title(text, fontsize=9.5, fontweight="normal")
    for ax, box in zip(axes.flat, boxes, strict=False):
        if box is not None:
            frame(ax, box, ORANGE, lw=2)
    for ax, mask in zip(axes.flat, regions, strict=False):
        if mask.any():
            ax.contour(np.arange(width) + 0.5, np.arange(height) + 0.5, mask, levels=[0.5], colors=SKY, linewidths=1.3)
    headline(fig, title)
    return fig, axes


def patches(segmentation: Segmentation, names: Sequence[str], title: str) -> tuple[Figure, Axes]:
    """Draw a few regions with their names and sizes in pixels."""
    fig, ax = plt.subplots(figsize=(4.6, 3.8))
    labels = segmentation.labels
    ax.imshow(
        labels,
        cmap=ListedColormap([SKY, VERMILLION, ORANGE][: len(names)]),
        extent=(0, labels.shape[1], labels.shape[0], 0),
    )
    for region, name in enumerate(names):
        rows, columns = np.nonzero(labels == region)
        place = (columns.mean() + 0.5, 1.6 if name == "A" else rows.mean() + 0.5)
        ax.text(*place, f"{name}\n{len(rows)}", ha="center", va="center", fontsize=11, fontweight="bold")
    ax.grid(False)
    ax.set(title=title, xlabel="column (pixels)", ylabel="row (pixels)")
    return fig, ax


def recalls(
    counts: Sequence[int], curves: Mapping[float, Mapping[str, np.ndarray]], title: str
) -> tuple[Figure, np.ndarray]:
    """Plot recall against the number of proposals an image (log axis), a panel for each IoU asked for.

    A curve is (N,), or (D, N) for D draws: then their mean, and shaded from the least to the most of them.
    """
    fig, axes = plt.subplots(1, len(curves), figsize=(9.6, 3.6), sharey=True)
    for ax, (least, lines) in zip(np.atleast_1d(axes), curves.items(), strict=True):
        for name, values in lines.items():
            look = LINES.get(name, {"color": VERMILLION, "ls": ":"})
            draws = np.atleast_2d(values)
            ax.semilogx(counts, draws.mean(axis=0), label=name, **look)
            if len(draws) > 1:
                ax.fill_between(counts, draws.min(axis=0), draws.max(axis=0), color=look["color"], alpha=0.15, lw=0)
        ax.set(xlabel="proposals an image (log scale)", ylim=(-0.02, 1.03))
        ax.set_title(f"IoU of at least {least:g}", fontsize=10, fontweight="normal")
    np.atleast_1d(axes)[0].set_ylabel("recall: share of objects met")
    np.atleast_1d(axes)[0].legend(fontsize=9)
    headline(fig, title)
    return fig, np.atleast_1d(axes)
