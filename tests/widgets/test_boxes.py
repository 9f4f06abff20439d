"""The page and Python agree on overlaps and on suppression, and bad boxes are refused in one sentence."""

from fractions import Fraction

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from utils.data.school import SIZE, loose_boxes, school
from utils.reference.boxes import iou
from utils.reference.suppression import nms_naive
from utils.widgets import boxes as widgets

OVERLAP = """
import { fraction, overlapOf } from "./boxes_numbers.js";
answer(payload.map(([a, b]) => {
  const { intersection, union, iou } = overlapOf(a, b);
  return [intersection, union, iou, fraction(intersection, union)];
}));
"""
SUPPRESS = """
import { suppress } from "./boxes_numbers.js";
answer(payload.map(([boxes, scores, threshold]) => suppress(boxes, scores, threshold)));
"""
JUDGE = """
import { OVERLAP_GOALS } from "./boxes_overlap.js";
import { overlapOf } from "./boxes_numbers.js";
answer(payload.map(([truth, prediction]) => {
  const now = { truth, prediction, ...overlapOf(truth, prediction) };
  return OVERLAP_GOALS.flatMap(({ met }, place) => (met(now) ? [place] : []));
}));
"""
WRONG = """
import { suppress, wronglyStruck } from "./boxes_numbers.js";
answer(payload.map(([boxes, scores, truth, threshold]) => {
  const steps = suppress(boxes, scores, threshold);
  return steps.map((_, n) => wronglyStruck(steps, n + 1, boxes, scores, truth));
}));
"""


def on_node(script, cases):
    return run_module(script, cases, near=widgets.STATIC)


def on_grid(rng, count):
    corners = np.stack([rng.integers(0, [16, 7], (count, 2)), rng.integers(1, 8, (count, 2))])
    return np.concatenate([corners[0], corners.sum(axis=0)], axis=1)


def test_the_page_measures_every_overlap_as_python_does():
    rng = np.random.default_rng(10)
    pairs = [on_grid(rng, 2).tolist() for _ in range(300)]
    shared = 0
    for (truth, prediction), (intersection, union, ratio, words) in zip(pairs, on_node(OVERLAP, pairs), strict=True):
        known = widgets.overlap(truth, prediction).overlap
        assert (intersection, union) == known[:2]
        assert Fraction(words) == known.iou
        assert ratio == iou(np.array([truth], float), np.array([prediction], float))[0, 0]
        shared += intersection > 0
    assert shared > 30


def test_the_page_suppresses_as_the_reference_does():
    rng = np.random.default_rng(11)
    cases = []
    for _ in range(120):
        boxes, scores = loose_boxes(school(), int(rng.integers(1, 8)), rng)
        cases.append([boxes.tolist(), scores.tolist(), round(float(rng.uniform()), 2)])
    for (boxes, scores, threshold), steps in zip(cases, on_node(SUPPRESS, cases), strict=True):
        known = nms_naive(np.array(boxes), np.array(scores), threshold).tolist()
        assert [step["best"] for step in steps] == known
        gone = [place for step in steps for place in step["struck"]]
        assert sorted(gone + known) == list(range(len(boxes)))


def test_a_box_that_overlaps_by_just_the_threshold_stays_in_the_page_too():
    boxes, scores = [[0, 0, 10, 10], [2.5, 0, 12.5, 10]], [0.9, 0.8]
    assert nms_naive(np.array(boxes), np.array(scores), 0.6).tolist() == [0, 1]
    cases = [[boxes, scores, threshold] for threshold in (0.6, 0.59)]
    assert [[step["best"] for step in steps] for steps in on_node(SUPPRESS, cases)] == [[0, 1], [0]]


def test_each_goal_of_two_boxes_is_met_by_what_it_asks_for_and_by_nothing_else():
    truth = [4, 3, 12, 9]
    cases = {
        "a third": ([8, 3, 16, 9], [0]),
        "too small": ([4, 3, 8, 9], [1]),
        "too large": ([4, 3, 20, 9], [2]),
        "touching": ([12, 5, 17, 11], [3]),
        "corners only": ([12, 9, 15, 12], []),
        "the same": (truth, []),
        "nearly": ([9, 3, 17, 9], []),
    }
    asked = [[truth, prediction] for prediction, _ in cases.values()]
    assert on_node(JUDGE, asked) == [met for _, met in cases.values()]


def test_a_wrongful_death_is_that_of_another_fishs_best_box():
    boxes = [[0, 0, 10, 10], [5, 0, 15, 10], [6, 0, 16, 10], [1, 0, 11, 10]]
    truth = [[0, 0, 10, 10], [6, 0, 16, 10]]
    cases = [[boxes, [0.9, 0.8, 0.7, 0.6], truth, threshold] for threshold in (0.2, 0.5)]
    assert on_node(WRONG, cases) == [[1], [None, None]]


def test_at_a_low_threshold_the_lecture_s_boxes_lose_a_fish():
    boxes, scores = loose_boxes(school(), 3, np.random.default_rng(11))
    (found,) = on_node(WRONG, [[boxes.tolist(), scores.tolist(), school().tolist(), 0.3]])
    assert any(place is not None for place in found)
    assert len(widgets.suppression(boxes, scores, school(), SIZE, 0.3).kept) == 5
    assert repr(widgets.suppression(boxes, scores, school(), SIZE, 0.4)).endswith("threshold 0.4, 6 stay)")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: widgets.overlap((4, 3, 4, 9)), "truth must have x1 < x2 <= 24 and y1 < y2 <= 14"),
        (lambda: widgets.overlap(prediction=(1, 2, 3)), "prediction must be four numbers x1, y1, x2, y2, got 3"),
        (lambda: widgets.overlap((0.5, 3, 4, 9)), "x1 of truth must be a whole number"),
        (lambda: widgets.suppression(np.zeros((0, 4)), np.zeros(0), school(), SIZE), "boxes must be at least one"),
        (lambda: widgets.suppression(school(), np.ones(6), school(), SIZE, 2), "threshold must be"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_bad_box_from_the_page_changes_nothing():
    bench = widgets.overlap()
    before = list(bench.truth)
    with pytest.raises(traitlets.TraitError, match="truth must have x1 < x2"):
        bench.truth = [5, 5, 5, 9]
    assert bench.truth == before
