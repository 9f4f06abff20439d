"""Non-maximum suppression: of boxes that overlap, the best one stays."""

from collections.abc import Iterator

import numpy as np

from utils.reference.border import Array, floats, number
from utils.reference.boxes import area, as_boxes, iou

BLOCK = 256  # boxes that ``nms`` takes at a time
GROUP = 64  # boxes that it compares at a time with all that are near


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

    Within a block, the best are found one by one. Those that stay then strike out boxes behind the block: in groups
    that lie side by side, and only among boxes that begin near enough, left or right, to overlap by so much.
    """
    b, scores, threshold = _check(boxes, scores, threshold)
    waiting, from_left, kept = _order(scores), np.argsort(b[:, 0]), []
    left = np.ones(len(b), bool)  # neither taken nor struck out
    share = area(b) * b.dtype.type(threshold / (1 + threshold) * (1 - 1e-5))
    while len(waiting):
        block, waiting = waiting[:BLOCK], waiting[BLOCK:]
        left[block] = False
        best = block[_stays(b[block], threshold)]
        kept.append(best)
        from_left = from_left[left[from_left]]
        for group, near in _neighbours(b, best, from_left, threshold):
            left[_struck(b, share, group, near, threshold)] = False
        waiting = waiting[left[waiting]]
    return np.concatenate(kept) if kept else np.zeros(0, np.intp)


def _stays(b: Array, threshold: float) -> Array:
    """Return for each of the boxes ``b``, best first, whether it stays among them."""
    strikes = iou(b, b) > threshold
    stays = np.ones(len(b), bool)
    for place in np.flatnonzero(np.count_nonzero(strikes, axis=1) > 1):  # a box overlaps itself
        if stays[place]:
            stays[place + 1 :] &= ~strikes[place, place + 1 :]
    return stays


def _neighbours(b: Array, best: Array, from_left: Array, threshold: float) -> Iterator[tuple[Array, Array]]:
    """Yield ``best`` in groups from left to right, each with those of ``from_left`` that any of it might strike out.

    What two boxes have in common is at most as wide as either. With IoU > t it is wider than t times either: then the
    left edges are less than 1 - t widths apart, of the box further left. All with a hair to spare for rounding.
    """
    x1, x2 = b[:, 0].astype(float), b[:, 2].astype(float)
    reach = (1 - threshold) * (x2 - x1) + 1e-5 * (np.abs(x1) + np.abs(x2))
    begins, widest = x1[from_left], reach[from_left].max(initial=0)
    best = best[np.argsort(x1[best])]
    for group in (best[first : first + GROUP] for first in range(0, len(best), GROUP)):
        first, last = np.searchsorted(begins, [x1[group[0]] - widest, (x1 + reach)[group].max()], "left")
        if first < last:
            yield group, from_left[first:last]


def _struck(b: Array, share: Array, group: Array, near: Array, threshold: float) -> Array:
    """Return those of ``near`` that any of ``group`` overlaps by more than ``threshold``; all are indices into ``b``.

    IoU > t where intersection > t / (1 + t) times the sum of both areas: that times its area is a box's ``share``. It
    spares a division a pair, but rounds in another way; so it only finds candidates, a hair early, and ``iou`` decides.
    """
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = b[group].T[:, :, None], b[near].T.copy()[:, None]
    common = np.minimum(ax2, bx2)
    common -= np.maximum(ax1, bx1)
    np.maximum(common, 0, out=common)
    height = np.minimum(ay2, by2)
    height -= np.maximum(ay1, by1)
    common *= height  # where this is negative, common is at most 0
    near = near[(common > np.add(share[group, None], share[near], out=height)).any(axis=0)]
    return near[(iou(b[group], b[near]) > threshold).any(axis=0)] if len(near) else near


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
