"""How good a detector is, by every rule that papers use; ``utils.reference`` computes them."""

from collections.abc import Sequence
from typing import NamedTuple

from utils.data.detection import Detection
from utils.labs.detection.detector import Found
from utils.reference.average_precision import evaluate
from utils.reference.coco import coco_evaluate


class Scores(NamedTuple):
    """Mean average precision over the classes, from 0 to 1, by four rules and at two thresholds."""

    voc07: float
    """At an IoU of 0.5, over eleven recalls (VOC 2007)."""
    voc: float
    """At an IoU of 0.5, the area under the curve (VOC from 2010)."""
    voc75: float
    """The same at an IoU of 0.75."""
    coco: float
    """The mean over IoU 0.5, 0.55, ..., 0.95 (COCO)."""
    per_class: dict[str, float]
    """``voc`` of each class that has objects."""


def mean_average_precision(found: Sequence[Found], data: Detection, iou: float = 0.5, method: str = "area") -> float:
    """Return the mean average precision of what was ``found`` in the images of ``data``; 0 if they hold no object."""
    mean = evaluate(found, _truth(data), iou, method).mean
    return 0.0 if mean != mean else mean


def scores(found: Sequence[Found], data: Detection) -> Scores:
    """Return all of Scores for what was ``found`` in the images of ``data``; nan where they hold no object."""
    truth = _truth(data)
    area = evaluate(found, truth)
    per_class = {data.classes[label - 1]: value for label, value in sorted(area.per_class.items())}
    eleven, strict = evaluate(found, truth, method="voc07").mean, evaluate(found, truth, iou=0.75).mean
    return Scores(eleven, area.mean, strict, coco_evaluate(found, truth).mean, per_class)


def _truth(data: Detection) -> list[tuple]:
    return list(zip(data.boxes, data.labels, data.difficult, strict=True))
