"""Anchors on a photograph: one place with its boxes, the whole map's assignment, and the rules to change; alive alone.

All that they show is computed in the page (``static/anchors_numbers.js``); a test holds those numbers beside
``utils.reference.anchors``. Python holds the state, refuses bad settings in one sentence, and answers with its own.
"""

import base64
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets
from PIL import Image

from utils.esm import bundle, stylesheet
from utils.reference.anchors import BACKGROUND, IGNORED, anchors, assign
from utils.reference.boxes import as_boxes
from utils.widgets.boxes import STATIC

STRIDES = (8, 16, 32, 64)
SCALES = (64, 90, 128, 181, 256, 362, 512)
"""Roots of areas in pixels, each about twice the area of the one before."""
RATIOS = {"1 : 3": 1 / 3, "1 : 2": 0.5, "1 : 1": 1.0, "2 : 1": 2.0, "3 : 1": 3.0}
"""Height to width."""
QUALITY = 60
"""Of the photo in the page, a JPEG."""


class Counts(NamedTuple):
    """How many anchors of the whole map are what."""

    positive: int
    background: int
    ignored: int
    outside: int
    """Left out: they cross the border."""


class AnchorBench(anywidget.AnyWidget):
    """A photo with objects, and anchors on it: those of the place ``column``, ``row`` are drawn, all are assigned."""

    _esm = bundle(STATIC / "anchors_bench.js")
    _css = stylesheet(STATIC / "boxes.css", STATIC / "anchors.css")
    photo = traitlets.Unicode().tag(sync=True)
    frame = traitlets.List().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    truth = traitlets.List().tag(sync=True)
    all_strides = traitlets.List(list(STRIDES)).tag(sync=True)
    all_scales = traitlets.List(list(SCALES)).tag(sync=True)
    all_ratios = traitlets.Dict(RATIOS).tag(sync=True)
    stride = traitlets.Int(16).tag(sync=True)
    scales = traitlets.List([128, 256, 512]).tag(sync=True)
    ratios = traitlets.List(["1 : 2", "1 : 1", "2 : 1"]).tag(sync=True)
    low = traitlets.Float(0.3, min=0, max=1).tag(sync=True)
    high = traitlets.Float(0.7, min=0, max=1).tag(sync=True)
    best = traitlets.Bool(True).tag(sync=True)
    inside = traitlets.Bool(False).tag(sync=True)
    column = traitlets.Int(0, min=0).tag(sync=True)
    row = traitlets.Int(0, min=0).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @traitlets.validate("stride", "scales", "ratios")
    def _check(self, proposal: Any) -> Any:
        name, value = proposal.trait.name, proposal.value
        known = {"stride": STRIDES, "scales": SCALES, "ratios": tuple(RATIOS)}[name]
        given = [value] if name == "stride" else value
        if not given or not set(given) <= set(known):
            raise traitlets.TraitError(f"{name} must be of {', '.join(map(str, known))}, got {value!r}")
        return value if name == "stride" else [one for one in known if one in value]

    @property
    def found(self) -> np.ndarray:
        """The object of every anchor of the map, place by place, or BACKGROUND, IGNORED or, left out, IGNORED - 1."""
        width, height = self.frame
        size = (height // self.stride, width // self.stride)
        boxes = anchors(size, self.stride, self.scales, [RATIOS[ratio] for ratio in self.ratios], 0.5).astype(float)
        counts = np.ones(len(boxes), bool)
        if self.inside:
            counts = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= self.frame).all(axis=1)
        found = np.full(len(boxes), IGNORED - 1)
        limits = (min(self.low, self.high), max(self.low, self.high))
        found[counts] = assign(boxes[counts], np.array(self.truth, float), limits, self.best)
        return found

    @property
    def counts(self) -> Counts:
        """How many anchors of the map are positive, background, ignored, and left out."""
        found = self.found
        kinds = (found >= 0, found == BACKGROUND, found == IGNORED, found < IGNORED)
        return Counts(*(int(kind.sum()) for kind in kinds))

    def __repr__(self) -> str:
        counts = self.counts
        return f"AnchorBench({sum(counts):,} anchors, {counts.positive} positive, {counts.ignored} ignored)"


def anchor_bench(photo: np.ndarray, names: Sequence[str], truth: np.ndarray, place: tuple[int, int]) -> AnchorBench:
    """Return the paper's anchors on ``photo`` (H, W, 3) uint8 with objects, ``names`` and boxes ``truth`` (G, 4).

    It opens at ``place``, column and row of the map. Raises ValueError where names and boxes are not as many, or
    there is none, and for a place that is not on the map.
    """
    if len(names) != len(as_boxes("truth", truth)) or not len(names):
        raise ValueError(f"truth must be as many boxes as names, {len(names)} and at least one, got {len(truth)}")
    height, width = photo.shape[:2]
    most = (width // 16 - 1, height // 16 - 1)
    if not all(0 <= at <= last for at, last in zip(place, most, strict=True)):
        raise ValueError(f"place must be at most {most}, column and row of the map, got {place}")
    start = {"stride": 16, "scales": [128, 256, 512], "ratios": ["1 : 2", "1 : 1", "2 : 1"], "low": 0.3, "high": 0.7}
    start |= {"best": True, "inside": False, "column": place[0], "row": place[1]}
    fixed = {"frame": [width, height], "names": list(names), "truth": np.round(truth, 2).tolist()}
    return AnchorBench(photo=_address(photo), **fixed, **start, begin=start)


def _address(photo: np.ndarray) -> str:
    """Return a photo as a data address of a JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(photo).save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
