"""The page finds the same verdicts, the same curve and the same three averages as the reference."""

import numpy as np
import pytest

from tests.node import run_module
from utils.data.school import loose_boxes, ranked, school
from utils.reference.average_precision import precision_recall
from utils.widgets import average_precision as widgets
from utils.widgets.boxes import STATIC

COMPUTE = """
import { curveOf, threeOf, verdictsAt } from "./average_precision.js";
answer(payload.map(([detections, least, positives]) => {
  const verdicts = verdictsAt(detections, least);
  return { verdicts, curve: curveOf(verdicts, positives), three: threeOf(detections, least, positives) };
}));
"""


def on_page(*cases):
    return run_module(COMPUTE, [list(case) for case in cases], near=STATIC)


def test_the_page_averages_random_detectors_as_the_reference_does():
    rng = np.random.default_rng(12)
    scenes = []
    for _ in range(60):
        boxes, scores = loose_boxes(school(), int(rng.integers(1, 5)), rng, spread=rng.uniform(0.03, 0.3))
        scenes.append((boxes, scores, float(rng.choice(widgets.LADDER))))
    walks = [widgets.curve(boxes, scores, school()) for boxes, scores, _ in scenes]
    cases = [[walk.detections, scene[2], walk.positives] for walk, scene in zip(walks, scenes, strict=True)]
    for (boxes, scores, least), page in zip(scenes, on_page(*cases), strict=True):
        known = widgets.averages(boxes, scores, school(), least)
        assert [page["three"][name] for name in known._fields] == pytest.approx(list(known), abs=1e-12)
        curve = precision_recall(np.array([verdict == "hit" for verdict in page["verdicts"]]), len(school()))
        assert [point["precision"] for point in page["curve"]] == curve.precision.tolist()
        assert [point["recall"] for point in page["curve"]] == curve.recall.tolist()


def test_of_the_lecture_s_twelve_detections_five_are_hits_three_double_and_four_low():
    walk = widgets.curve(*ranked(), school())
    (page,) = on_page([walk.detections, 0.5, walk.positives])
    assert "".join(verdict[0] for verdict in page["verdicts"]) == "hhdhhlhdlldl"
    assert repr(walk) == "CurveWalk(0 of 12 detections, IoU 0.5)"


def test_an_overlap_of_just_the_least_is_a_hit():
    walk = widgets.curve(np.array([[0, 0, 10, 5.0]]), np.array([0.9]), np.array([[0, 0, 10, 10.0]]))
    assert [page["verdicts"] for page in on_page(*([walk.detections, least, 1] for least in (0.5, 0.55)))] == [
        ["hit"],
        ["low"],
    ]


def test_detections_are_sorted_by_score_and_what_overlaps_nothing_has_no_truth():
    walk = widgets.curve(np.array([[0, 0, 4, 4], [20, 0, 24, 4.0]]), np.array([0.2, 0.9]), np.array([[0, 0, 4, 4.0]]))
    assert walk.detections == [[0.9, -1, 0.0], [0.2, 0, 1.0]]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: widgets.curve(school(), np.ones(2), school()), "scores must be as many as boxes, 6, got"),
        (lambda: widgets.curve(school(), np.ones(6), np.zeros((0, 4))), "truth must be at least one box, got none"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
