"""Two boxes and their overlap, and suppression step by step: widgets that live without a kernel.

All that they show is computed in the page (``static/boxes_*.js``); a test holds those numbers beside
``utils.reference``. Python holds the state, refuses bad boxes in one sentence, and answers with its own arithmetic.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.border import number
from utils.reference.boxes import area, as_boxes
from utils.reference.suppression import nms_naive
from utils.shapes.integers import Pair, whole

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "boxes.css")
GRID = (24, 14)
"""Width and height of the stage of two boxes, in units."""
EDGES = ("x1", "y1", "x2", "y2")


class Overlap(NamedTuple):
    """What two boxes share and what they cover together, in squares, and the ratio of both."""

    intersection: int
    union: int
    iou: Fraction


class OverlapBench(anywidget.AnyWidget):
    """A true and a predicted box with whole edges on a grid of ``frame`` (width, height); ``met`` lists goals met."""

    _esm = bundle(STATIC / "boxes_overlap.js")
    _css = STYLE
    frame = traitlets.List(list(GRID)).tag(sync=True)
    truth = traitlets.List().tag(sync=True)
    prediction = traitlets.List().tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @traitlets.validate("truth", "prediction")
    def _check(self, proposal: Any) -> list[int]:
        try:
            return _on_grid(proposal.trait.name, proposal.value)
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @property
    def overlap(self) -> Overlap:
        """What the two boxes have in common, exactly."""
        one, other = np.array([self.truth], float), np.array([self.prediction], float)
        common = np.concatenate([np.maximum(one, other)[:, :2], np.minimum(one, other)[:, 2:]], axis=1)
        both, first, second = (int(area(boxes)[0]) for boxes in (common, one, other))
        return Overlap(both, first + second - both, Fraction(both, first + second - both))

    def __repr__(self) -> str:
        return f"OverlapBench(truth {self.truth}, prediction {self.prediction}, IoU {self.overlap.iou})"


class SuppressionSteps(anywidget.AnyWidget):
    """Boxes with scores over true ones in a ``frame`` (width, height): ``step`` boxes are taken, one is ``chosen``."""

    _esm = bundle(STATIC / "boxes_suppression.js")
    _css = STYLE
    frame = traitlets.List().tag(sync=True)
    truth = traitlets.List().tag(sync=True)
    boxes = traitlets.List().tag(sync=True)
    scores = traitlets.List().tag(sync=True)
    threshold = traitlets.Float(0.5, min=0, max=1).tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    chosen = traitlets.Int(0, min=0).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @property
    def kept(self) -> list[int]:
        """The indices of the boxes that stay at this threshold, best first."""
        boxes, scores = np.array(self.boxes, float), np.array(self.scores, float)
        return nms_naive(boxes, scores, self.threshold).tolist()

    def __repr__(self) -> str:
        return f"SuppressionSteps({len(self.boxes)} boxes, threshold {self.threshold:g}, {len(self.kept)} stay)"


def overlap(truth: Sequence[int] = (4, 3, 12, 9), prediction: Sequence[int] = (9, 5, 17, 11)) -> OverlapBench:
    """Return two boxes (x1, y1, x2, y2) to drag on a grid of ``GRID``.

    Raises ValueError for boxes that are not four whole numbers on the grid, or that are empty.
    """
    boxes = {"truth": _on_grid("truth", truth), "prediction": _on_grid("prediction", prediction)}
    return OverlapBench(**boxes, begin=boxes)


def suppression(
    boxes: np.ndarray, scores: np.ndarray, truth: np.ndarray, size: Pair, threshold: float = 0.5
) -> SuppressionSteps:
    """Return suppression of ``boxes`` (R, 4) with ``scores`` (R,) over true boxes (G, 4), in a frame (height, width).

    Raises ValueError for boxes, scores or a threshold that ``nms`` refuses, and where there is no box or no truth.
    """
    nms_naive(boxes, scores, number("threshold", threshold, 0, 1))
    for name, values in ("boxes", boxes), ("truth", truth):
        if not len(as_boxes(name, values)):
            raise ValueError(f"{name} must be at least one, got none")
    start = {"boxes": np.asarray(boxes).tolist(), "scores": np.asarray(scores).tolist(), "threshold": float(threshold)}
    fixed = {"truth": np.asarray(truth).tolist(), "frame": [size[1], size[0]]}
    return SuppressionSteps(**start, **fixed, begin=start | {"step": 0, "chosen": 0})


def _on_grid(name: str, box: Sequence[int]) -> list[int]:
    if len(box) != len(EDGES):
        raise ValueError(f"{name} must be four numbers x1, y1, x2, y2, got {len(box)}")
    x1, y1, x2, y2 = (whole(f"{edge} of {name}", value, 0) for edge, value in zip(EDGES, box, strict=True))
    if not (x1 < x2 <= GRID[0] and y1 < y2 <= GRID[1]):
        raise ValueError(f"{name} must have x1 < x2 <= {GRID[0]} and y1 < y2 <= {GRID[1]}, got {[x1, y1, x2, y2]}")
    return [x1, y1, x2, y2]
