"""YOLO's grid over a frame of fish: whose each is, what its cell is to say, who shares a cell; alive in the page.

What is shown is computed in the page (``static/single_shot_*.js``); a test holds those numbers beside
``utils.reference.yolo`` and ``utils.shapes.single_shot``.
"""

from collections.abc import Sequence

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.yolo import assign, shared
from utils.shapes.integers import Pair
from utils.shapes.single_shot import YOLO, grid_numbers
from utils.widgets.boxes import STATIC

FINEST = 13
"""Cells along a side, at most."""


class GridBench(anywidget.AnyWidget):
    """Named ``boxes`` in a ``frame`` (width, height) under ``cells`` x ``cells``; ``met`` lists the goals met."""

    _esm = bundle(STATIC / "single_shot_grid.js")
    _css = stylesheet(STATIC / "boxes.css", STATIC / "single_shot.css")
    frame = traitlets.List().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    boxes = traitlets.List().tag(sync=True)
    cells = traitlets.Int(YOLO[0], min=1, max=FINEST).tag(sync=True)
    per_cell = traitlets.Int(YOLO[1], min=1, max=5).tag(sync=True)
    classes = traitlets.Int(YOLO[2], min=1, max=80).tag(sync=True)
    chosen = traitlets.Int(0, min=0).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @property
    def crowded(self) -> list[int]:
        """The cells that two centres or more lie in."""
        return shared(assign(np.array(self.boxes, float), (self.frame[1], self.frame[0]), self.cells))

    def __repr__(self) -> str:
        numbers = grid_numbers(self.cells, self.per_cell, self.classes)
        return f"GridBench({self.cells} x {self.cells} cells, {len(self.crowded)} shared, {numbers:,} numbers)"


def grid(boxes: np.ndarray, names: Sequence[str], size: Pair, cells: int = 3, classes: int = 3) -> GridBench:
    """Return ``boxes`` (G, 4) with their ``names``, kinds of fish, in a frame (height, width), under a grid to change.

    Raises ValueError for boxes that ``assign`` refuses, none at all, other than one name for each, and a grid that is
    no whole number from 1 to FINEST.
    """
    assign(boxes, size, cells)
    if not len(boxes) or len(names) != len(boxes):
        raise ValueError(f"names must be one for each of at least one box, got {len(names)} for {len(boxes)}")
    if cells > FINEST:
        raise ValueError(f"cells must be at most {FINEST}, got {cells}")
    start = {"boxes": np.asarray(boxes).tolist(), "cells": cells, "per_cell": YOLO[1], "classes": classes, "chosen": 0}
    return GridBench(frame=[size[1], size[0]], names=list(names), begin=start, **start)
