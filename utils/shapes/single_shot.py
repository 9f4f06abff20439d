"""How many numbers and boxes a detector of one pass gives out: YOLO's grid, SSD's maps."""

from collections.abc import Sequence

from utils.shapes.integers import Pair, pair, whole

SSD300 = ((38, 4), (19, 6), (10, 6), (5, 6), (3, 4), (1, 4))
"""SSD's six maps of an image of 300 x 300: cells along a side, and default boxes at each (Liu et al., "SSD", 2016)."""
YOLO = (7, 2, 20)
"""YOLO on Pascal VOC: cells along a side, boxes of a cell, classes (Redmon et al., "You only look once", 2016)."""


def grid_numbers(cells: int, boxes: int, classes: int) -> int:
    """Return how many numbers a grid of ``cells`` x ``cells`` gives out: S S (5 B + C).

    Each of the ``boxes`` of a cell has x, y, w, h and a confidence; the ``classes`` are the cell's. Raises ValueError
    for what is not a whole number from 1. Source: Redmon et al., "You only look once" (2016), section 2.
    """
    side, per_cell, answers = whole("cells", cells, 1), whole("boxes", boxes, 1), whole("classes", classes, 1)
    return side * side * (5 * per_cell + answers)


def grid_boxes(cells: int, boxes: int) -> int:
    """Return how many boxes a grid of ``cells`` x ``cells`` gives out, ``boxes`` a cell: S S B."""
    return whole("cells", cells, 1) ** 2 * whole("boxes", boxes, 1)


def default_boxes(maps: Sequence[Pair]) -> int:
    """Return how many default boxes stand on square ``maps`` (cells along a side, boxes at each cell).

    Raises ValueError for maps that are not pairs of whole numbers from 1. Source: Liu et al., "SSD" (2016), section 2.
    """
    return sum(side * side * count for side, count in (pair("each of maps", one, 1) for one in maps))
