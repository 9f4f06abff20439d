"""What the keys of lecture 8 rest on, found a second way."""

import pytest

from utils import quiz
from utils.quiz import transfer, transfer_code

LECTURE = {
    "transfer-new-weights": 16_392,
    "transfer-first-loss": 2.079,
    "transfer-cached-passes": 147_931,
    "transfer-cached-augmentation": "anew",
    "transfer-cut-work": 73.3,
    "transfer-folded-bias": -2.5,
    "transfer-when": "fish",
    "inception-two-threes": 28,
    "inception-asymmetric": 71,
    "inception-threes-for-seven": 3,
    "inception-pool": 64,
    "inception-auxiliary": 3_326_696,
    "claim-preprocessing": 127.5,
    "claim-snippets": {"range", "order", "checkpoint"},
    "code-shear": 5.73,
    "code-steps": 4_750,
    "code-checkpoint": 1.81,
    "code-live-norms": "running",
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for question in transfer.QUESTIONS + transfer_code.QUESTIONS} == LECTURE.keys()


def test_white_stays_white_in_the_wrong_range():
    assert transfer_code.taken_for(255) == 255


def test_the_epoch_that_accuracy_keeps_has_the_worse_log_loss():
    assert transfer_code.loss_of_the_kept() > 2 * transfer_code.loss_of_the_kept(by_accuracy=False)


def test_factorising_a_kernel_of_any_width_leaves_two_nths_of_its_weights():
    for n in (3, 5, 7, 9):
        assert transfer.saving((1, n), (n, 1), instead=n) == pytest.approx(100 * (1 - 2 / n))
