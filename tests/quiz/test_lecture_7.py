"""What the keys of lecture 7 rest on, found a second way."""

import numpy as np
import pytest

from utils import quiz
from utils.quiz import fisheries, fisheries_splits

LECTURE = {
    "rarest-class": "LAG",
    "always-albacore": 45.5,
    "log-loss-by-hand": 1.33,
    "log-loss-uniform": 2.079,
    "log-loss-prior": 1.61,
    "row-rescaled": 0.69,
    "one-bluff": 34.5,
    "bluffed-board": 3.45,
    "honest-hedge": 0.9,
    "honest-hedge-score": 0.52,
    "floored-split": 3019,
    "blind-neighbours": 59.0,
    "which-splits-leak": {"frame", "class", "time"},
    "claim-top-five-percent": {"still", "lower", "single"},
    "weights-per-image": 46_000,
    "small-rate": 0.0005,
    "pixels-of-a-fish": 9.7,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    questions = fisheries.QUESTIONS + fisheries_splits.QUESTIONS
    assert {question.id for question in questions} == LECTURE.keys()


def test_an_honest_belief_beats_its_neighbours_for_every_accuracy():
    for right in (0.3, 0.5, 0.75, 0.9):
        best = fisheries.hedged(right, right)
        assert all(fisheries.hedged(other, right) > best for other in (right - 0.05, right + 0.05))


def test_a_bluff_with_nine_of_ten_right_loses_to_knowing_nothing():
    assert fisheries.hedged(1.0) > np.log(8) > fisheries.hedged(0.9)


def test_a_split_by_boat_alone_keeps_decks_apart():
    assert [fisheries_splits.leaks(name) for name in ("frame", "class", "time", "boat")] == [True, True, True, False]
    for name in fisheries_splits.SPLITS:
        held = fisheries_splits.SPLITS[name][1](np.random.default_rng(0))
        assert 80 <= held.sum() <= 140
