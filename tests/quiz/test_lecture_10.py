"""What the keys of lecture 10 rest on, found a second way."""

from fractions import Fraction

import pytest

from utils import quiz
from utils.quiz import average_precision, boxes, proposals

LECTURE = {
    "box-half-open": 12,
    "iou-by-hand": Fraction(1, 3),
    "iou-diagonal": Fraction(1, 7),
    "iou-twice-too-large": Fraction(1, 4),
    "claim-iou-half": "half-to-all",
    "nms-chain": {"box-A", "box-C"},
    "nms-two-fish": 0.4,
    "nms-classes": 2,
    "matching-hits": 5,
    "precision-after-five": Fraction(4, 5),
    "ap-of-doubles": 1,
    "ap-area": Fraction(5, 9),
    "ap-voc07": Fraction(6, 11),
    "ap-coco": 0.5,
    "claim-which-ap": "definition",
    "windows-of-one-size": 513 * 353,
    "boxes-of-all-sizes": 60,
    "similarity-by-hand": 2.4,
    "first-to-merge": "AC-then-AB",
    "merged-histogram": 0.05,
    "claim-thousand-regions": 213,
    "recall-is-a-ceiling": 0.85,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


@pytest.mark.parametrize("question", ["iou-by-hand", "iou-diagonal", "ap-area", "ap-voc07"])
def test_a_fraction_counts_as_a_decimal_too(question):
    assert quiz.check(question, f"{float(LECTURE[question]):.3f}").correct
    assert not quiz.check(question, float(LECTURE[question]) + 0.01).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    questions = boxes.QUESTIONS + average_precision.QUESTIONS + proposals.QUESTIONS
    assert {question.id for question in questions} == LECTURE.keys()


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("iou-by-hand", 0.5, "Divide by what both cover together"),
        ("nms-chain", {"box-A", "box-D"}, "Who would have struck out C?"),
        ("matching-hits", 8, "A fish that is taken"),
        ("ap-of-doubles", 0.1, "precision at the end of the list"),
        ("claim-thousand-regions", 106, "Those are the merges"),
        ("windows-of-one-size", 512 * 352, "Fence posts"),
        ("boxes-of-all-sizes", 23_679_052_800, "That is 640 × 480"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint in feedback.message


def test_the_overlaps_that_the_prompts_state_are_those_of_the_boxes():
    lefts = [left for _, left in boxes.CHAIN.values()]
    ratios = [boxes.exact_iou((0, 0, 10, 10), (left, 0, left + 10, 10)) for left in lefts[1:]]
    assert [round(float(ratio), 2) for ratio in ratios] == [0.6, 0.33, 0.14]
    assert round(float(boxes.exact_iou(*boxes.PAIR)), 2) == 0.35
    assert [proposals.alike(0, 2, (name,)) for name in proposals.ALL] == pytest.approx([0.75, 0.75, 0.06, 0.94])
