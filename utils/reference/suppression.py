"""Non-maximum suppression: of boxes that overlap, the best one stays."""

import numpy as np

from utils.reference.border import Array, floats, number
from utils.reference.boxes import area, as_boxes, iou

BLOCK = 64  # boxes that ``nms`` compares with all others at a time


def nms_naive(boxes: Array, scores: Array, threshold: float) -> Array:
    """Return the indices of the boxes that stay, best first: the definition.

    Take the box with the highest score (ties: the lower index), strike out all that overlap it by more than
    ``threshold`` (IoU, from 0 to 1), and again with what is left. ``boxes`` (R, 4), ``scores`` (R,); a NaN score is a
    ValueError.
    """
    b, scores, threshold = _check(boxes, scores, threshold)
    waiting, kept = _order(scores), []
    while len(waiting):
        best, rest = waiting[0], waiting[1:]
        kept.append(best)
        waiting = rest[iou(b[best : best + 1], b[rest])[0] <= threshold]
    return np.array(kept, np.intp)


def nms(boxes: Array, scores: Array, threshold: float) -> Array:
    """Return what ``nms_naive`` returns, a block of boxes at a time.

    Within a block, the best are found one by one; those that stay then strike out all boxes behind the block at once.
    """
    b, scores, threshold = _check(boxes, scores, threshold)
    waiting, kept = _order(scores), []
    while len(waiting):
        block, rest = waiting[:BLOCK], waiting[BLOCK:]
        strikes = iou(b[block], b[block]) > threshold
        stays = np.ones(len(block), bool)
        for place in range(len(block)):
            if stays[place]:
                stays[place + 1 :] &= ~strikes[place, place + 1 :]
        kept.append(block[stays])
        waiting = rest[~_struck(b[block[stays]], b[rest], threshold)]
    return np.concatenate(kept) if kept else np.zeros(0, np.intp)


def _struck(a: Array, b: Array, threshold: float) -> Array:
    """Return for each of ``b`` whether any of ``a`` overlaps it by more than ``threshold``.

    IoU > t where intersection > t / (1 + t) times the sum of both areas. That spares a division a pair, but rounds in
    another way; so it only finds the candidates, a hair below the threshold, and ``iou`` decides.
    """
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = a.T[:, :, None], b.T.copy()[:, None]
    common = np.minimum(ax2, bx2)
    common -= np.maximum(ax1, bx1)
    np.maximum(common, 0, out=common)
    height = np.minimum(ay2, by2)
    height -= np.maximum(ay1, by1)
    common *= height  # where this is negative, common is at most 0
    share = threshold / (1 + threshold) * (1 - 1e-5)
    near = np.flatnonzero((common > np.add(share * area(a)[:, None], share * area(b), out=height)).any(axis=0))
    struck = np.zeros(len(b), bool)
    struck[near] = (iou(a, b[near]) > threshold).any(axis=0)
    return struck


def _order(scores: Array) -> Array:
    return np.argsort(-scores, kind="stable")


def _check(boxes: Array, scores: Array, threshold: float) -> tuple[Array, Array, float]:
    b, scores = as_boxes("boxes", boxes), np.asarray(scores)
    scores = floats("scores", scores if scores.size else np.zeros(scores.shape), "R")
    if len(scores) != len(b):
        raise ValueError(f"scores must be as many as boxes, {len(b)}, got {len(scores)}")
    if np.isnan(scores).any():
        raise ValueError(f"scores must be numbers, got nan at index {int(np.argmax(np.isnan(scores)))}")
    return b, scores, number("threshold", threshold, 0, 1)
