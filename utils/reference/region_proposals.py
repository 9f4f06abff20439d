"""From what a region proposal network says of its anchors to the few boxes that are worth a second look."""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number
from utils.reference.boxes import as_boxes, clip, decode
from utils.reference.suppression import nms
from utils.shapes.integers import Pair, whole


class Proposals(NamedTuple):
    """Proposals, best first, where they come from, and how many boxes were left after each step."""

    boxes: Array
    """(P, 4) in pixels, within the image."""
    places: Array
    """(P,) the index of the anchor that each was moved from."""
    left: dict[str, int]
    """By the name of the step, in order."""


def propose(
    anchors: Array,
    objectness: Array,
    offsets: Array,
    size: Pair,
    ranked: int = 6000,
    overlap: float = 0.7,
    most: int = 300,
    least: float = 0.0,
) -> Proposals:
    """Return the proposals of one image of ``size`` (height, width): at most ``most``, the best by ``objectness`` (A,).

    The ``anchors`` (A, 4) are moved by their ``offsets`` (A, 4) and clipped to the image; boxes narrower or lower than
    ``least`` pixels are dropped; of the ``ranked`` best that are left, those stay that no better one overlaps by more
    than ``overlap``. Raises ValueError for arrays of different lengths. Source: Ren et al., "Faster R-CNN" (2015),
    section 3.3.
    """
    anchors, scores = as_boxes("anchors", anchors), floats("objectness", objectness, "A")
    if len(scores) != len(anchors):
        raise ValueError(f"objectness must be one for each of {len(anchors)} anchors, got {len(scores)}")
    boxes = clip(decode(offsets, anchors), size)
    large = np.flatnonzero(((boxes[:, 2:] - boxes[:, :2]) >= number("least", least, 0)).all(axis=1))
    best = large[np.argsort(-scores[large], kind="stable")[: whole("ranked", ranked, 1)]]
    stays = best[nms(boxes[best], scores[best], overlap)]
    places = stays[: whole("most", most, 1)]
    counts = (len(anchors), len(large), len(best), len(stays), len(places))
    steps = ("moved and clipped", "large enough", "best by score", "after suppression", "proposals")
    return Proposals(boxes[places], places, dict(zip(steps, counts, strict=True)))
