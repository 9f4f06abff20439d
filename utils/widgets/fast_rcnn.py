"""RoI pooling forward and backward: two regions on a map of numbers, a widget that lives without a kernel.

All that it shows is computed in the page (``static/fast_rcnn_*.js``); a test holds those numbers beside
``utils.reference.roi``. Python holds the state, refuses bad regions in one sentence, and answers by the reference.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.roi import roi_pool, roi_pool_backward
from utils.shapes.integers import whole

STATIC = Path(__file__).parent / "static"
MAP = (
    (12, 31, 8, 45, 27, 3, 19, 52, 6, 14),
    (25, 70, 16, 9, 38, 61, 22, 11, 47, 5),
    (4, 18, 55, 33, 83, 29, 7, 64, 20, 36),
    (41, 10, 26, 68, 15, 50, 97, 2, 32, 23),
    (13, 59, 37, 1, 21, 44, 17, 75, 28, 49),
    (66, 24, 48, 30, 88, 35, 56, 39, 12, 8),
    (19, 43, 5, 57, 34, 10, 69, 26, 62, 40),
)
"""The map that the lecture pools: 7 rows of 10 cells, the largest value 97."""
REGIONS = ((1, 1, 5, 5), (6, 2, 10, 6))
"""Regions A and B to begin with: first column and row, and those behind the last."""
MOST = 3
"""Bins a side."""


class PoolingBench(anywidget.AnyWidget):
    """Two regions on a map of numbers, each pooled to ``bins`` x ``bins``; bin ``bin`` of region ``chosen`` is told."""

    _esm = bundle(STATIC / "fast_rcnn_pool.js")
    _css = stylesheet(STATIC / "boxes.css", STATIC / "fast_rcnn.css")
    map = traitlets.List().tag(sync=True)
    regions = traitlets.List().tag(sync=True)
    bins = traitlets.Int(2, min=1, max=MOST).tag(sync=True)
    chosen = traitlets.Int(0, min=0, max=1).tag(sync=True)
    bin = traitlets.Int(0, min=0, max=MOST**2 - 1).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @traitlets.validate("regions")
    def _check(self, proposal: Any) -> list[list[int]]:
        try:
            return _on_map(proposal.value, self.map)
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @property
    def arguments(self) -> tuple[np.ndarray, np.ndarray, int, float]:
        """What ``roi_pool`` is given: map, regions with the ends that it includes, bins, scale."""
        regions = np.array([[0, x1, y1, x2 - 1, y2 - 1] for x1, y1, x2, y2 in self.regions], float)
        return np.array([[self.map]], float), regions, self.bins, 1.0

    @property
    def pooled(self) -> np.ndarray:
        """The outputs y, (2, bins, bins)."""
        return roi_pool(*self.arguments)[:, 0]

    @property
    def upstream(self) -> np.ndarray:
        """dL/dy, (2, bins, bins): bins counted from 1, in ones for the first region and in tens for the second."""
        counted = np.arange(1.0, self.bins**2 + 1).reshape(self.bins, self.bins)
        return np.stack([counted, 10 * counted])

    @property
    def gradient(self) -> np.ndarray:
        """dL/dx, (rows, columns)."""
        return roi_pool_backward(self.upstream[:, None], *self.arguments)[0, 0]

    def __repr__(self) -> str:
        learning = np.count_nonzero(self.gradient)
        return f"PoolingBench({2 * self.bins**2} bins of regions {self.regions}, {learning} cells learn)"


def pooling(
    regions: Sequence[Sequence[int]] = REGIONS, bins: int = 2, cells: Sequence[Sequence[int]] = MAP
) -> PoolingBench:
    """Return two ``regions`` (x1, y1, x2, y2), half-open in whole cells, to move on a map of whole numbers.

    Raises ValueError for regions that are empty or leave the map, for a map that is no rectangle of whole numbers from
    0 on, and for bins outside of 1 to MOST.
    """
    rows = [[whole("a cell", value, 0) for value in row] for row in cells]
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise ValueError(f"cells must be rows of equal length, got lengths {[len(row) for row in rows]}")
    if whole("bins", bins, 1) > MOST:
        raise ValueError(f"bins must be at most {MOST}, got {bins}")
    start = {"regions": _on_map(regions, rows), "bins": bins}
    return PoolingBench(map=rows, **start, begin=start | {"chosen": 0, "bin": 0})


def _on_map(regions: Sequence[Sequence[int]], cells: Sequence[Sequence[int]]) -> list[list[int]]:
    if len(regions) != 2 or any(len(region) != 4 for region in regions):
        raise ValueError(f"regions must be two of four numbers x1, y1, x2, y2, got {regions}")
    found = [[whole("an edge of a region", edge, 0) for edge in region] for region in regions]
    for x1, y1, x2, y2 in found:
        if not (x1 < x2 <= len(cells[0]) and y1 < y2 <= len(cells)):
            raise ValueError(
                f"a region must have x1 < x2 <= {len(cells[0])} and y1 < y2 <= {len(cells)}, got {[x1, y1, x2, y2]}"
            )
    return found
