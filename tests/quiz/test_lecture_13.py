"""What the keys of lecture 13 rest on, found a second way."""

import math

import numpy as np
import pytest

from utils import quiz
from utils.quiz import anchors, faster_rcnn
from utils.reference.boxes import iou

LECTURE = {
    "rpn-at-most-as-fast": 1.16,
    "rpn-outputs-a-place": 54,
    "rpn-parameters": 2_359_808 + 9_234 + 18_468,
    "rpn-shifts": {"shift-16", "shift-32"},
    "anchor-sides": 181,
    "anchors-on-the-map": 21_600,
    "claim-each-anchor": 1,
    "anchor-between-places": 0.39,
    "assign-five": {"anchor-A", "anchor-C"},
    "rpn-sample": 216,
    "rpn-says-no": 0.992,
    "rpn-lambda": 9.4,
    "rpn-loss-by-hand": 1.848,
    "rpn-pairs": 13,
    "claim-four-losses": "four-steps",
    "rpn-cut": "offsets",
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for question in anchors.QUESTIONS + faster_rcnn.QUESTIONS} == LECTURE.keys()


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("rpn-outputs-a-place", 45, "With one score"),
        ("rpn-parameters", 2_387_510 - 9 * 513, "One score an anchor"),
        ("rpn-shifts", {"shift-8", "shift-16", "shift-24", "shift-32"}, "And the coarse one?"),
        ("claim-each-anchor", 9, "So many has one"),
        ("assign-five", {"anchor-A"}, "The spoon would go without"),
        ("rpn-sample", 128, "make up for positives"),
        ("claim-four-losses", "all-at-once", "everyone does"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint in feedback.message


def test_the_overlaps_that_the_prompt_states_are_those_of_the_boxes():
    found = iou(np.array(list(anchors.FIVE.values()), float), anchors.OBJECTS)
    assert found[:, 0].tolist() == [0.8, 0.5, 0, 0, 0.2]
    assert found[:, 1].tolist() == [0, 0, 0.4, 0.2, 0]


def test_a_sample_is_filled_with_negatives():
    assert faster_rcnn.drawn(500) == (128, 128)
    assert faster_rcnn.drawn(0) == (0, 256)
    assert faster_rcnn.smooth_l1(-2) == 1.5
    assert faster_rcnn.pairs(6_000) == math.comb(6_000, 2)
