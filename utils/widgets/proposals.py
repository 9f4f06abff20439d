"""The film of selective search: segments of a small photo merge, two at a time, under several rules; alive in the page.

The order of merges is computed here by ``utils.reference.grouping`` and recorded; the page repeats the merging
(``static/proposals_*.js``), and a test holds its regions beside the reference.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle
from utils.reference.boxes import as_boxes
from utils.reference.grouping import ALL, SIMILARITIES, Hierarchy, Segmentation, group
from utils.widgets.boxes import STATIC, STYLE

RULES: Mapping[str, Collection[str]] = {"all four": ALL} | {f"{name} alone": (name,) for name in SIMILARITIES}
"""The rules of merging that can be compared, and the similarities that each adds up."""


class MergingFilm(anywidget.AnyWidget):
    """Segments and, for each rule, the merges [one, other, similarity, its parts], of which ``step`` are done."""

    _esm = bundle(STATIC / "proposals_film.js")
    _css = STYLE
    size = traitlets.List().tag(sync=True)
    labels = traitlets.Unicode().tag(sync=True)
    boxes = traitlets.List().tag(sync=True)
    sizes = traitlets.List().tag(sync=True)
    colours = traitlets.List().tag(sync=True)
    parts = traitlets.List(list(SIMILARITIES)).tag(sync=True)
    films = traitlets.Dict().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    truth = traitlets.List().tag(sync=True)
    grouping = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    met = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        return f"MergingFilm({len(self.sizes)} segments, {self.grouping}, {self.step} merges)"


def film(segmentation: Segmentation, photo: np.ndarray, names: Sequence[str], truth: np.ndarray) -> MergingFilm:
    """Return the film of a ``segmentation`` of ``photo`` (H, W, 3) uint8, with objects' ``names`` and boxes (G, 4).

    Raises ValueError where photo and segmentation, or names and boxes, are not of one size.
    """
    labels, regions, _ = segmentation
    if photo.shape[:2] != labels.shape:
        raise ValueError(f"photo must be of the segmentation's size {labels.shape}, got {photo.shape[:2]}")
    if len(names) != len(as_boxes("truth", truth)):
        raise ValueError(f"truth must be as many boxes as names, {len(names)}, got {len(truth)}")
    colours = [photo[labels == region].mean(axis=0).round().tolist() for region in range(len(regions.size))]
    return MergingFilm(
        size=list(labels.shape),
        labels=_runs(labels),
        boxes=regions.boxes.tolist(),
        sizes=regions.size.astype(int).tolist(),
        colours=colours,
        films={name: merges_with_parts(group(segmentation, measures)) for name, measures in RULES.items()},
        names=list(names),
        truth=np.round(truth, 2).tolist(),
        grouping=next(iter(RULES)),
    )


def merges_with_parts(hierarchy: Hierarchy) -> list[list[float]]:
    """Return each merge as [one, other, similarity, colour, texture, size, fill], similarities to three decimals."""
    regions = hierarchy.regions
    return [
        [one, other, round(alike, 3)]
        + [round(float(part(regions.pick(one), regions.pick(other))), 3) for part in SIMILARITIES.values()]
        for one, other, alike in hierarchy.merges
    ]


def _runs(labels: np.ndarray) -> str:
    """Return labels row by row as runs "label x length", which keeps a stored notebook small."""
    return " ".join(f"{label}x{len(list(run))}" for label, run in groupby(labels.ravel().tolist()))
