"""COCO's average precision: the mean over ten thresholds on IoU, so that a box that fits better counts for more.

It differs from VOC's in how boxes are matched, too: a detection whose best object is taken may still have the next
one, as long as it overlaps it enough. Source: Lin et al., "Microsoft COCO" (2014), and its evaluation code.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from utils.reference.average_precision import average_precision, precision_recall
from utils.reference.border import Array, floats, number
from utils.reference.boxes import area, as_boxes, iou
from utils.shapes.integers import whole

THRESHOLDS = tuple((np.arange(50, 100, 5) / 100).tolist())
"""0.5, 0.55, ..., 0.95."""
SMALL, MEDIUM, LARGE = (0.0, 32.0**2), (32.0**2, 96.0**2), (96.0**2, 1e10)
"""COCO's three ranges of areas in square pixels; both ends belong to a range."""


class CocoEvaluation(NamedTuple):
    """Average precision (T, L) at each threshold of each of the labels that have ground truth, and its mean."""

    thresholds: tuple[float, ...]
    labels: tuple[int, ...]
    table: Array
    mean: float

    def at(self, threshold: float) -> float:
        """Return the mean over the labels at one of the thresholds; nan where there are none."""
        row = self.table[self.thresholds.index(threshold)]
        return float(row.mean()) if row.size else float("nan")


class _Judged(NamedTuple):
    """Of the detections of one label in one image, best first: scores (D,), hits (T, D), and which count, (T, D)."""

    scores: Array
    hits: Array
    counts: Array


def coco_evaluate(
    detections: Sequence[tuple[Array, Array, Array]],
    ground_truth: Sequence[tuple[Array, Array, Array]],
    thresholds: Sequence[float] = THRESHOLDS,
    areas: tuple[float, float] = (0.0, 1e10),
    most: int = 100,
) -> CocoEvaluation:
    """Return COCO's average precision of ``detections``, (boxes, scores, labels) of each image.

    ``ground_truth`` holds (boxes, labels, crowd) of each image, crowd flags (G,) bool: a crowd counts neither way, nor
    does whatever lies in it (what they have in common over the detection's area), nor objects of ``areas`` outside of
    that range, nor detections of such areas that match nothing. Of each label in an image the best ``most`` count.
    Raises ValueError where lengths differ or scores are no numbers.
    """
    if len(detections) != len(ground_truth):
        given = f"{len(ground_truth)}, got {len(detections)}"
        raise ValueError(f"detections must be of as many images as ground_truth, {given}")
    thresholds = tuple(number("each of thresholds", threshold, 0, 1) for threshold in thresholds)
    whole("most", most, 1)
    found, true = (
        [_rows("detections", *each) for each in detections],
        [_rows("ground_truth", *each) for each in ground_truth],
    )
    labels, columns = [], []
    for label in sorted({int(one) for _, labels_, _ in true for one in labels_}):
        pairs = [(_of(label, seen), _of(label, objects)) for seen, objects in zip(found, true, strict=True)]
        positives = sum(int((~_ignored(objects, areas)).sum()) for _, objects in pairs)
        if positives:
            judged = [_judge(seen, objects, thresholds, areas, most) for seen, objects in pairs]
            labels.append(label)
            columns.append([_precision(judged, place, positives) for place in range(len(thresholds))])
    table = np.array(columns, float).reshape(-1, len(thresholds)).T
    return CocoEvaluation(thresholds, tuple(labels), table, float(table.mean()) if table.size else float("nan"))


def _judge(
    seen: tuple[Array, Array], objects: tuple[Array, Array], thresholds: Sequence[float], areas: tuple, most: int
) -> _Judged:
    """Match the detections (boxes, scores) of a label in an image to its objects (boxes, crowd), best first."""
    order = np.argsort(-seen[1], kind="stable")[:most]
    boxes, scores = seen[0][order], seen[1][order]
    ignored = _ignored(objects, areas)
    last = np.argsort(ignored, kind="stable")
    crowd, ignored = objects[1][last], ignored[last]
    overlaps = _overlaps(boxes, objects[0][last], crowd)
    hits = np.zeros((len(thresholds), len(scores)), bool)
    counts = np.tile(~_outside(boxes, areas), (len(thresholds), 1))
    for row, threshold in enumerate(thresholds):
        taken = np.zeros(len(ignored), bool)
        for place in range(len(scores)):
            near = (overlaps[place] >= min(threshold, 1 - 1e-10)) & (~taken | crowd)
            near = near & ~ignored if (near & ~ignored).any() else near
            if near.any():
                best = int(np.flatnonzero(near & (overlaps[place] == overlaps[place][near].max()))[-1])
                taken[best], hits[row, place], counts[row, place] = True, True, not ignored[best]
    return _Judged(scores, hits, counts)


def _precision(judged: list[_Judged], row: int, positives: int) -> float:
    """Return the average precision of a label at one threshold."""
    scores = np.concatenate([each.scores for each in judged])
    hits, counts = (np.concatenate([each[part][row] for each in judged]) for part in (1, 2))
    order = np.argsort(-scores, kind="stable")
    return average_precision(*precision_recall(hits[order][counts[order]], positives), "coco")


def _overlaps(boxes: Array, objects: Array, crowd: Array) -> Array:
    """Return IoU (D, G), with crowds what they have in common with a detection over its area."""
    overlaps = iou(boxes, objects)
    within = area(boxes)[:, None]
    total = within + area(objects)
    common = overlaps * total / (1 + overlaps)
    return np.where(crowd, common / np.maximum(within, np.finfo(float).tiny), overlaps)


def _ignored(objects: tuple[Array, Array], areas: tuple[float, float]) -> Array:
    return objects[1] | _outside(objects[0], areas)


def _outside(boxes: Array, areas: tuple[float, float]) -> Array:
    return (area(boxes) < areas[0]) | (area(boxes) > areas[1])


def _of(label: int, image: tuple[Array, Array, Array]) -> tuple[Array, Array]:
    """Return the boxes of a label, and what stands beside them."""
    boxes, labels, beside = image
    return boxes[labels == label], beside[labels == label]


def _rows(name: str, boxes: Array, second: Array, third: Array) -> tuple[Array, Array, Array]:
    """Return boxes float64, labels, and scores or crowd flags; ValueError where they are not as many."""
    boxes = as_boxes(f"boxes of {name}", boxes).astype(float)
    labels, beside = (third, second) if name == "detections" else (second, third)
    labels = np.asarray(labels)
    if name == "detections":
        beside = floats("scores of detections", np.asarray(beside) if np.size(beside) else np.zeros(0))
        if np.isnan(beside).any():
            raise ValueError("scores of detections must be numbers, got nan")
    else:
        beside = np.asarray(beside, bool)
    if labels.shape != (len(boxes),) or beside.shape != (len(boxes),):
        came = f"{labels.shape} and {beside.shape}"
        raise ValueError(f"{name} must have two values beside each of {len(boxes)} boxes, got {came}")
    return boxes, labels, beside
