"""What the keys of lecture 11 rest on, found a second way."""

from math import log

import numpy as np
import pytest

from utils import quiz
from utils.quiz import rcnn, rcnn_boxes
from utils.reference.boxes import decode

LECTURE = {
    "rcnn-why-one-size": "dense",
    "rcnn-context": 32,
    "rcnn-aspect": 5,
    "rcnn-few-objects": 1.28,
    "rcnn-feature-bytes": 164,
    "claim-saving-proposals": 0.098,
    "rcnn-two-thresholds": {"box-B", "box-C"},
    "rcnn-hard-negatives": 2,
    "rcnn-easy-negative": "nothing",
    "rcnn-trunk-passes": 64.7,
    "rcnn-multiply-adds": 31,
    "rcnn-kinds-of-errors": "localisation-confusion-background",
    "offset-tx": 0.25,
    "offset-th": round(log(2), 2),
    "offset-why-log": "positive",
    "offset-scale-free": 0,
    "offset-teachers": 3,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for question in rcnn.QUESTIONS + rcnn_boxes.QUESTIONS} == LECTURE.keys()


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("rcnn-context", 16, "after warping"),
        ("rcnn-aspect", 3.25, "enlarged in height"),
        ("rcnn-aspect", 227 / 60, "The surroundings take"),
        ("rcnn-two-thresholds", {"box-B"}, "And C?"),
        ("rcnn-feature-bytes", 41, "4 bytes"),
        ("rcnn-hard-negatives", 4, "the loss is 0"),
        ("offset-tx", 20, "Those are pixels"),
        ("offset-teachers", 4, "0.55 is a positive for fine-tuning"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint in feedback.message


def test_what_the_prompts_state_is_so():
    box, there = np.array([rcnn_boxes.PROPOSAL]), np.array([[0, 0, log(2), 0]])
    np.testing.assert_allclose(decode(-there, decode(there, box)), box)
    assert round(rcnn.tera_operations() / rcnn.PROPOSALS * 1000, 1) == 15.5
