"""The page and Python agree on cells, targets and counts, and bad input is refused in one sentence."""

import numpy as np
import pytest

from tests.node import run_module
from utils.data.school import SIZE, school
from utils.reference.yolo import assign, shared
from utils.shapes.single_shot import grid_numbers
from utils.widgets.boxes import STATIC
from utils.widgets.single_shot import FINEST, grid

TARGETS = """
import { sharing, targetOf } from "./single_shot_numbers.js";
answer(payload.map(([boxes, frame, cells]) => {
  const targets = boxes.map((b) => targetOf(b, frame, cells));
  const shared = sharing(targets).map(([first]) => targets[first].cell);
  return [targets.map(({ cell, x, y, w, h }) => [cell, x, y, w, h]), shared];
}));
"""
COUNT = """
import { gridNumbers } from "./single_shot_numbers.js";
answer(payload.map(([cells, boxes, classes]) => gridNumbers(cells, boxes, classes)));
"""
JUDGE = """
import { GRID_GOALS } from "./single_shot_grid.js";
answer(payload.map((now) => GRID_GOALS.flatMap(({ met }, place) => (met(now) ? [place] : []))));
"""


KINDS = ("tuna", "tuna", "shark", "tuna", "shark", "opah")


def on_node(script, cases):
    return run_module(script, cases, near=STATIC)


def test_the_page_gives_every_box_to_the_cell_and_the_targets_that_python_does():
    rng = np.random.default_rng(14)
    cases = []
    for _ in range(200):
        low = rng.integers(0, [250, 120], (6, 2))
        boxes = np.concatenate([low, low + rng.integers(4, 80, (6, 2))], axis=1).astype(float)
        cases.append([boxes.tolist(), [360, 200], int(rng.integers(1, FINEST + 1))])
    crowds = 0
    for (boxes, _, cells), (targets, crowded) in zip(cases, on_node(TARGETS, cases), strict=True):
        known = assign(np.array(boxes), (200, 360), cells)
        assert [target[0] for target in targets] == known.cells.tolist()
        np.testing.assert_allclose([target[1:] for target in targets], known.places, atol=1e-9)
        assert sorted(crowded) == shared(known)
        crowds += len(crowded)
    assert crowds > 50


def test_a_centre_on_the_far_border_belongs_to_the_last_cell_in_the_page_too():
    ((targets, _),) = on_node(TARGETS, [[[[90.0, 90, 110, 110]], [100, 100], 2]])
    assert targets == [[3, 1, 1, 0.2, 0.2]]


def test_the_page_counts_as_python_does():
    cases = [[cells, boxes, classes] for cells in (1, 7, 13) for boxes in (1, 2, 5) for classes in (1, 20, 80)]
    assert on_node(COUNT, cases) == [grid_numbers(*case) for case in cases]


def test_each_goal_is_met_by_what_it_asks_for_and_by_nothing_else():
    boxes = [[0, 0, 2, 2], [4, 4, 6, 6]]
    still = {"boxes": boxes, "begin": {"boxes": boxes}, "names": ["tuna", "shark"], "numbers": 7, "fewer": []}
    cases = [
        (still | {"cells": 7, "groups": [[0, 1]]}, [0, 1]),
        (still | {"cells": 7, "groups": [[0, 1]], "names": ["tuna", "tuna"]}, [0]),
        (still | {"cells": 6, "groups": [[0, 1]]}, []),
        (still | {"cells": 3, "groups": [], "fewer": [[0, 1]]}, [2]),
        (still | {"cells": 3, "groups": [], "fewer": [[0, 1]], "boxes": boxes[::-1]}, []),
        (still | {"cells": 8, "groups": []}, []),
        (still | {"cells": 7, "groups": [], "numbers": 1470}, [3]),
    ]
    assert on_node(JUDGE, [now for now, _ in cases]) == [met for _, met in cases]


def test_the_school_can_be_parted_by_a_grid_and_says_so():
    crowded = {cells: grid(school(), KINDS, SIZE, cells).crowded for cells in range(1, FINEST + 1)}
    parted = [cells for cells, shared_cells in crowded.items() if not shared_cells]
    assert parted[0] > 1
    assert repr(grid(school(), KINDS, SIZE, 7)) == f"GridBench(7 x 7 cells, {len(crowded[7])} shared, 637 numbers)"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: grid(school(), KINDS[:3], SIZE), "names must be one for each of at least one box, got 3 for 6"),
        (lambda: grid(np.zeros((0, 4)), (), SIZE), "names must be one for each of at least one box, got 0 for 0"),
        (lambda: grid(school(), KINDS, SIZE, FINEST + 1), "cells must be at most 13, got 14"),
        (lambda: grid(school(), KINDS, SIZE, 0), "cells must be a whole number of at least 1, got 0"),
        (lambda: grid(school() + 900, KINDS, SIZE), "boxes must have an area and a centre within 360 x 200"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
