"""Average precision: how good a detector is over all thresholds on its scores.

Going down the detections from the best score, precision is the share of hits among those seen so far, recall the share
of the objects found. Sources: Everingham et al., "The PASCAL visual object classes challenge" (2010, with the rule of
2007, and 2015); Lin et al., "Microsoft COCO" (2014) and its evaluation code.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number
from utils.reference.boxes import as_boxes, iou
from utils.shapes.integers import whole

METHODS = "area", "voc07", "coco"
HIT, MISS, IGNORED = 1, 0, -1


class Curve(NamedTuple):
    """Recall and precision (D,) after each detection, best first."""

    recall: Array
    precision: Array


class Evaluation(NamedTuple):
    """The average precision of each label that has ground truth, and their mean (nan where there is none)."""

    per_class: dict[Hashable, float]
    mean: float


class _Image(NamedTuple):
    boxes: Array
    labels: Array
    third: Array  # scores of detections, difficult flags of ground truth


def find_hits(boxes: Array, scores: Array, truth: Array, iou: float = 0.5) -> Array:
    """Return whether each detection of one label in one image is a hit, (R,) truth values, best score first.

    ``boxes`` (R, 4) with ``scores`` (R,) are matched to the boxes ``truth`` (G, 4) as ``evaluate`` does it, of which
    none is difficult. Raises ValueError where lengths differ, and for an ``iou`` outside 0 to 1.
    """
    seen = _image("detections", boxes, np.zeros(len(boxes), int), _scores(scores))
    true = _image("ground_truth", truth, np.zeros(len(truth), int), np.zeros(len(truth), bool))
    return _ranked(_judge(seen, true, 0, number("iou", iou, 0, 1)))


def precision_recall(hits: Array, positives: int) -> Curve:
    """Return recall and precision after each detection, given whether each is a hit, (D,) truth values, best first.

        recall = hits so far / positives,    precision = hits so far / detections so far

    ``positives`` is the number of objects, at least 1 and no fewer than the hits, else ValueError.
    """
    hits = np.asarray(hits)
    if hits.ndim != 1 or (hits.size and hits.dtype != bool):
        raise ValueError(f"hits must hold truth values (D,), got {hits.dtype} {hits.shape}")
    found = np.cumsum(hits, dtype=np.int64)
    if whole("positives", positives, 1) < found.max(initial=0):
        raise ValueError(f"positives must be at least the {found[-1]} hits, got {positives}")
    return Curve(found / positives, found / np.arange(1, len(found) + 1))


def average_precision(recall: Array, precision: Array, method: str = "area") -> float:
    """Return the average precision of a curve; ``recall`` (D,) must not fall, ``precision`` (D,) goes with it.

    At any recall counts the best precision at that recall or a higher one. "area" sums it over the steps of recall
    (VOC from 2010), "voc07" takes its mean at recall 0, 0.1, ..., 1, "coco" at 0, 0.01, ..., 1. Without detections: 0.
    """
    recall, precision = floats("recall", recall, "D"), floats("precision", precision, "D")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    if recall.shape != precision.shape:
        raise ValueError(f"precision must be as long as recall, {len(recall)}, got {len(precision)}")
    if (np.diff(recall) < 0).any():
        raise ValueError(f"recall must not fall, got a step of {np.diff(recall).min():g}")
    best = np.maximum.accumulate(precision[::-1])[::-1]
    if method == "area":
        return float(np.sum(np.diff(recall, prepend=0) * best))
    count = 10 if method == "voc07" else 100
    places = np.searchsorted(recall, np.arange(count + 1) / count)
    return float(np.append(best, 0)[places].mean())


def evaluate(
    detections: Sequence[tuple[Array, Array, Array]],
    ground_truth: Sequence[tuple[Array, Array, Array]],
    iou: float = 0.5,
    method: str = "area",
) -> Evaluation:
    """Return the average precision of each label and their mean.

    ``detections`` hold (boxes, scores, labels) and ``ground_truth`` (boxes, labels, difficult) of each image. Best
    score first (ties: the earlier image, the lower index), a detection is matched to the box of its label that it
    overlaps most: a hit at IoU >= ``iou``, unless that box is taken, then a miss; a difficult box counts neither way.
    Labels with difficult boxes only have no recall and are left out. Raises ValueError where lengths differ.
    """
    if len(detections) != len(ground_truth):
        raise ValueError(
            f"detections must be of as many images as ground_truth, {len(ground_truth)}, got {len(detections)}"
        )
    threshold = number("iou", iou, 0, 1)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    verdicts, positives = defaultdict(list), defaultdict(int)
    for detected, true in zip(detections, ground_truth, strict=True):
        found, scores, labels = _three("detections", "(boxes, scores, labels)", detected)
        true, true_labels, difficult = _three("ground_truth", "(boxes, labels, difficult)", true)
        seen = _image("detections", found, labels, _scores(scores))
        truth = _image("ground_truth", true, true_labels, np.asarray(difficult, bool))
        for label in _labels(truth, seen):
            positives[label] += int(np.sum((truth.labels == label) & ~truth.third))
            verdicts[label] += _judge(seen, truth, label, threshold)
    per_class = {
        label: average_precision(*precision_recall(_ranked(verdicts[label]), count), method)
        for label, count in positives.items()
        if count
    }
    return Evaluation(per_class, float(np.mean(list(per_class.values()))) if per_class else float("nan"))


def _judge(seen: _Image, truth: _Image, label: Hashable, threshold: float) -> list[tuple[float, int]]:
    """Return (score, verdict) for each detection of ``label`` in one image."""
    mine, theirs = seen.labels == label, truth.labels == label
    scores = seen.third[mine]
    order = np.argsort(-scores, kind="stable")
    if not theirs.any():
        return [(float(score), MISS) for score in scores[order]]
    overlaps = iou(seen.boxes[mine], truth.boxes[theirs])
    difficult, taken, verdicts = truth.third[theirs], set(), []
    for place in order:
        best = int(overlaps[place].argmax())
        near = overlaps[place, best] >= threshold
        verdict = IGNORED if near and difficult[best] else HIT if near and best not in taken else MISS
        if verdict == HIT:
            taken.add(best)
        verdicts.append((float(scores[place]), verdict))
    return verdicts


def _ranked(verdicts: list[tuple[float, int]]) -> Array:
    """Return whether each detection that counts is a hit, best first."""
    best_first = sorted(verdicts, key=lambda pair: -pair[0])
    return np.array([verdict == HIT for _, verdict in best_first if verdict != IGNORED], bool)


def _labels(truth: _Image, seen: _Image) -> list[Hashable]:
    """Return every label once, in the order in which they come: labels of different kinds have no other order."""
    return list(dict.fromkeys([*truth.labels.tolist(), *seen.labels.tolist()]))


def _three(name: str, of: str, image: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
    if not isinstance(image, tuple | list) or len(image) != 3:
        came = f"{len(image)} values" if isinstance(image, tuple | list) else type(image).__name__
        raise ValueError(f"{name} must hold {of} of each image, got {came}")
    return image


def _scores(scores: Array) -> Array:
    array = np.asarray(scores)
    return floats("scores of detections", array if array.size else array.astype(np.float64))


def _image(name: str, found: Array, labels: Array, third: Array) -> _Image:
    found, labels, third = as_boxes(f"boxes of {name}", found), np.asarray(labels), np.asarray(third)
    if labels.shape != (len(found),) or third.shape != (len(found),):
        came = f"{labels.shape} and {third.shape}"
        raise ValueError(f"{name} must have two values beside each of {len(found)} boxes, got {came}")
    if third.dtype.kind == "f" and np.isnan(third).any():
        raise ValueError(f"{name} must have numbers for scores, got nan")
    return _Image(found, labels, third)
