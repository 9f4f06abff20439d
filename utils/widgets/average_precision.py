"""Down a ranked list of detections: the curve of precision and recall, and three averages of it; alive in the page.

What is shown is computed in the page (``static/average_precision*.js``); a test holds those numbers beside
``utils.reference.average_precision``.
"""

from typing import NamedTuple

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle
from utils.reference.average_precision import evaluate
from utils.reference.boxes import as_boxes, iou
from utils.widgets.boxes import STATIC, STYLE

LADDER = np.arange(50, 100, 5) / 100
"""COCO's thresholds on IoU: 0.50, 0.55, ..., 0.95."""


class Averages(NamedTuple):
    """Average precision by VOC 2007 and by VOC 2010 at one IoU, and by COCO over the ladder."""

    voc07: float
    area: float
    coco: float


class CurveWalk(anywidget.AnyWidget):
    """Detections (score, the truth each overlaps most or -1, that IoU), best first, of which ``shown`` are accepted."""

    _esm = bundle(STATIC / "average_precision_walk.js")
    _css = STYLE
    detections = traitlets.List().tag(sync=True)
    positives = traitlets.Int(1, min=1).tag(sync=True)
    shown = traitlets.Int(0, min=0).tag(sync=True)
    least = traitlets.Float(0.5, min=0.5, max=0.95).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        return f"CurveWalk({self.shown} of {len(self.detections)} detections, IoU {self.least:g})"


def curve(boxes: np.ndarray, scores: np.ndarray, truth: np.ndarray, shown: int = 0) -> CurveWalk:
    """Return the walk down detections of one class in one image: ``boxes`` (R, 4), ``scores`` (R,), ``truth`` (G, 4).

    Raises ValueError where lengths differ or there is no truth.
    """
    boxes, truth, scores = as_boxes("boxes", boxes), as_boxes("truth", truth), np.asarray(scores, float)
    if scores.shape != (len(boxes),):
        raise ValueError(f"scores must be as many as boxes, {len(boxes)}, got {scores.shape}")
    if not len(truth):
        raise ValueError("truth must be at least one box, got none")
    overlaps = iou(boxes, truth)
    best = overlaps.argmax(axis=1)
    rows = [
        [float(scores[n]), int(best[n]) if overlaps[n, best[n]] > 0 else -1, float(overlaps[n, best[n]])]
        for n in np.argsort(-scores, kind="stable")
    ]
    begin = {"shown": shown, "least": 0.5}
    return CurveWalk(detections=rows, positives=len(truth), begin=begin, **begin)


def averages(boxes: np.ndarray, scores: np.ndarray, truth: np.ndarray, least: float = 0.5) -> Averages:
    """Return the three average precisions of what ``curve`` takes; the first two at an IoU of ``least``."""
    found = [(boxes, scores, np.ones(len(boxes), int))]
    true = [(truth, np.ones(len(truth), int), np.zeros(len(truth), bool))]
    coco = np.mean([evaluate(found, true, float(threshold), "coco").mean for threshold in LADDER])
    return Averages(evaluate(found, true, least, "voc07").mean, evaluate(found, true, least).mean, float(coco))
