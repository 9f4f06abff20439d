"""What the keys of lecture 14 and of the final self-test rest on, found a second way."""

from fractions import Fraction
from math import log

import pytest

from utils import quiz
from utils.quiz import roadmap, single_shot, single_shot_ssd, summary, summary_detection

LECTURE = {
    "yolo-which-cell": (5, 2),
    "yolo-target-y": Fraction(1, 4),
    "yolo-count": 7 * 7 * 30,
    "yolo-two-in-a-cell": 1,
    "yolo-why-roots": (20**0.5 - 4) ** 2 / (260**0.5 - 16) ** 2,
    "yolo-why-noobj": 0.5 * 97,
    "yolo-who-is-corrected": {"confidence"},
    "yolo-score": 0.4,
    "ssd-count": 5776 + 2166 + 600 + 150 + 36 + 4,
    "ssd-finest-map": 66,
    "ssd-outputs": 100,
    "ssd-no-match": 0.25,
    "ssd-kept-negatives": 2.2,
    "ssd-why-hardest": "errors",
    "two-different-seconds": "Fast R-CNN with, SPP-net without",
    "share-of-proposals": 86,
    "gain-of-faster": 11.5,
    "frames-to-seconds": 22,
    "log-bars": "ends",
    "what-compares": {"card", "size", "batch", "trunk"},
}
FINAL = {
    "final-hinge": 2,
    "final-shut-relu": 0,
    "final-dropout": 8,
    "final-shared-weights": 128 * 577,
    "final-floor": 112,
    "final-field": 11,
    "final-bottleneck": 589_824 / 69_632,
    "final-bluff": -(9 * log(0.95) + log(0.001)) / 10,
    "final-new-head": 10_245,
    "final-average": log(0.35) - (log(0.6) + log(0.1)) / 2,
    "final-average-precision": Fraction(11, 16),
    "final-disk": 164,
    "final-roi": 4,
    "final-anchors": 16_650,
    "final-grid": (13, 13, 125),
    "final-bottleneck-stage": 2.3 / 2.03,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), (LECTURE | FINAL).items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    questions = single_shot.QUESTIONS + single_shot_ssd.QUESTIONS + roadmap.QUESTIONS
    assert {question.id for question in questions} == LECTURE.keys()


def test_the_final_self_test_asks_about_every_lecture_and_all_of_it_is_worked_by_hand():
    questions = summary.QUESTIONS + summary_detection.QUESTIONS
    assert {question.id for question in questions} == FINAL.keys()
    asked = [question.prompt.split("*")[1] for question in questions]
    assert [name for name in asked if name != "Lecture 5 again."] == [
        *(f"Lecture {n}." for n in range(1, 15)),
        "All of it.",
    ]


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("yolo-which-cell", (4, 1), "The *centre* decides"),
        ("yolo-count", 7 * 7 * 50, "not to each of its boxes"),
        ("yolo-two-in-a-cell", 2, "Hedge"),
        ("yolo-why-roots", 1, "without the roots"),
        ("ssd-count", 5776, "the first map alone"),
        ("ssd-no-match", 0.5, "half as high"),
        ("two-different-seconds", "the same", "difference between the series"),
        ("log-bars", "longest", "Read the ends"),
        ("final-bluff", 0.05, "The tenth alone costs 6.9"),
        ("final-roi", 16, "its winner alone"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint.replace("*", "") in feedback.message


def test_what_prompts_and_hints_state_is_so():
    assert single_shot.silence() == (0.25, 0.5 * 97 * 0.25)
    assert summary.hinge((1.5, 2.0), 0.0) == 0.5
    assert summary.field(((3, 1), (3, 1), (3, 1))) == 7
    assert summary_detection.pooled().tolist() == [[7, 5], [9, 8]]
    assert roadmap.longest(drawn=True) == "proposals"
    assert single_shot_ssd.POSITIVES + single_shot_ssd.NEGATIVES == 832
