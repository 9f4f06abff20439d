"""YOLO's grid and its loss: whose an object is, what its cell is to say of it, and the five terms of the mistake.

Source: Redmon et al., "You only look once: unified, real-time object detection" (2016), section 2.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, labels, shaped
from utils.reference.boxes import as_boxes, iou
from utils.shapes.integers import Pair, pair, whole

PLACE, NOTHING = 5.0, 0.5
"""lambda_coord and lambda_noobj: what the first two terms weigh, and what the fourth does."""


class Targets(NamedTuple):
    """Whose each of G objects is, and where it is as seen from there."""

    cells: Array
    """(G,) int64: row times S plus column of the cell that the object's centre lies in."""
    places: Array
    """(G, 4): x, y of the centre as shares of the cell, from 0 to 1; w, h as shares of the image."""


class Terms(NamedTuple):
    """The five terms of the loss of an image, with their weights."""

    centres: float
    """PLACE times the squared errors of x and y, of the boxes that are responsible for an object."""
    sizes: float
    """PLACE times the squared errors of the square roots of w and h, of the same boxes."""
    something: float
    """Squared errors of their confidences, which are to be their IoU with the object."""
    nothing: float
    """NOTHING times the squared confidences of all other boxes, which are to be 0."""
    classes: float
    """Squared errors of the class probabilities of the cells that have an object."""

    @property
    def total(self) -> float:
        """The sum of all five."""
        return float(sum(self))


def assign(boxes: Array, size: Pair, cells: int) -> Targets:
    """Return the targets of objects ``boxes`` (G, 4), pixels of an image of ``size`` (height, width).

    The grid has ``cells`` x ``cells``. A centre on the line between two belongs to the right or lower one, and one on
    the image's far border to the last. Raises ValueError for boxes without an area or with a centre out of the image.
    """
    boxes, (height, width), side = as_boxes("boxes", boxes), pair("size", size, 1), whole("cells", cells, 1)
    frame = np.array([width, height], boxes.dtype)
    low, high = boxes[:, :2], boxes[:, 2:]
    centres = (low + high) / 2 / frame
    if not ((low < high).all() and ((centres >= 0) & (centres <= 1)).all()):
        raise ValueError(f"boxes must have an area and a centre within {width} x {height}, got {boxes.tolist()}")
    at = np.minimum((centres * side).astype(np.int64), side - 1)
    places = np.concatenate([centres * side - at, (high - low) / frame], axis=1)
    return Targets(at[:, 1] * side + at[:, 0], places.astype(boxes.dtype))


def shared(targets: Targets) -> list[int]:
    """Return the cells that the centres of two objects or more lie in."""
    cells, counts = np.unique(targets.cells, return_counts=True)
    return cells[counts > 1].tolist()


def loss(places: Array, confidences: Array, classes: Array, boxes: Array, truth: Array, size: Pair) -> Terms:
    """Return the five terms for what a network says of an image of ``size`` (height, width).

    It says ``places`` (S S, B, 4), x and y as shares of the cell and w and h from 0 as shares of the image,
    ``confidences`` (S S, B), and ``classes`` (S S, C), probabilities. True are ``boxes`` (G, 4) in pixels with labels
    ``truth`` (G,) from 0. In the cell of each object that box is responsible which overlaps it most (ties: the first).
    Raises ValueError for shapes that do not fit, negative sizes, and what ``assign`` refuses.
    """
    side = _side(places, confidences, classes)
    targets, truth = assign(boxes, size, side), labels("truth", truth, len(boxes), classes.shape[1])
    overlaps = np.zeros((len(boxes), places.shape[1]))
    for row, (cell, box) in enumerate(zip(targets.cells, boxes, strict=True)):
        overlaps[row] = iou(in_pixels(places[cell], cell, size, side), box[None])[:, 0]
    mine = targets.cells, overlaps.argmax(axis=1)
    others = np.ones(confidences.shape, bool)
    others[mine] = False
    said, wanted = places[mine], targets.places
    return Terms(
        PLACE * _squares(said[:, :2] - wanted[:, :2]),
        PLACE * _squares(np.sqrt(said[:, 2:]) - np.sqrt(wanted[:, 2:])),
        _squares(confidences[mine] - overlaps.max(axis=1)),
        NOTHING * _squares(confidences[others]),
        _squares(classes[targets.cells] - np.eye(classes.shape[1])[truth]),
    )


def in_pixels(places: Array, cell: int, size: Pair, cells: int) -> Array:
    """Return the boxes (B, 4) in pixels of ``size`` (height, width) that a cell of ``cells`` x ``cells`` tells.

    It tells ``places`` (B, 4) as ``loss`` is given them.
    """
    frame = np.array(size[::-1])
    centres = (places[:, :2] + [cell % cells, cell // cells]) / cells * frame
    half = places[:, 2:] * frame / 2
    return np.concatenate([centres - half, centres + half], axis=1)


def _side(places: Array, confidences: Array, classes: Array) -> int:
    """Return S, after a check that all parts are of S S cells; else ValueError."""
    count, boxes, _ = floats("places", places, "S S, B, 4").shape
    side = round(count**0.5)
    if side * side != count:
        raise ValueError(f"places must have a row for each cell of a square grid, got {count}")
    shaped("places", places, (count, boxes, 4), "x, y, w, h of each box:")
    shaped("confidences", confidences, (count, boxes), "one for each box:")
    shaped("classes", classes, (count, floats("classes", classes, "S S, C").shape[1]), "a row for each cell:")
    if (places[..., 2:] < 0).any():
        raise ValueError(f"places must have sizes of at least 0, got {places[..., 2:].min():g}")
    return side


def _squares(errors: Array) -> float:
    return float((errors**2).sum())
