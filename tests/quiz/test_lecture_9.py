"""What the keys of lecture 9 rest on, found a second way."""

import numpy as np
import pytest

from utils import quiz
from utils.quiz import ensembles, ensembles_tricks

LECTURE = {
    "loss-of-the-mean": 0.693,
    "mean-of-the-losses": 1.204,
    "never-above": "mean",
    "nothing-gained": {"same-numbers", "same-model-twice"},
    "claim-always-help": "than-the-best",
    "one-says-never": 1.386,
    "clipping-corner": 0.347,
    "mixed-rows": 0.713,
    "claim-shuffle": "order",
    "board-second-step": 0.06754,
    "claim-board-proves": {"alone", "chance", "else"},
    "gain-of-views": 0.07,
    "frames-that-gain": 0.34,
    "same-seed": "one-view",
    "boats-in-two-folds": 24,
    "shared-by-two-folds": 0.75,
    "validate-the-average": "unseen",
    "beats-its-best": 3,
    "spread-of-the-mean": 0.68,
    "claim-diversity": "quality",
}
"""Answers by hand, or as the lecture's cells print them."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for question in ensembles.QUESTIONS + ensembles_tricks.QUESTIONS} == LECTURE.keys()


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("loss-of-the-mean", 1.204, "Average the probabilities first"),
        ("never-above", "best", "Try 0.9 and 0.5"),
        ("clipping-corner", 0, "the mean needs no such help"),
        ("mixed-rows", 0.030, "with the order kept"),
        ("board-second-step", 0.13722, "the last step"),
        ("boats-in-two-folds", 0, "dealing out whole boats"),
        ("frames-that-gain", 0.2, "A little more"),
        ("shared-by-two-folds", 0.6, "Of the first one's data it is more"),
        ("spread-of-the-mean", 0.2, "nothing to do with each other"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint in feedback.message


def test_the_numbers_in_hints_are_those_of_the_functions():
    assert ensembles.together(ensembles.UNEQUAL) == pytest.approx(0.357, abs=5e-4)
    assert ensembles.apart(ensembles.UNEQUAL) == pytest.approx(0.399, abs=5e-4)
    assert ensembles.apart(ensembles.REFUSED) == pytest.approx(17.6, abs=0.05)
    assert -np.log([0.9, 0.1, 0.97]) == pytest.approx([0.105, 2.303, 0.030], abs=5e-4)
    assert ensembles_tricks.gain_of_views() == pytest.approx(0.074, abs=5e-4)
    assert -np.log(0.49) / -np.log(0.97) > 20
    assert ensembles.steps()[1] / 1.09217 == pytest.approx(0.06, abs=0.005)
