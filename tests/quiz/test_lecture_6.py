"""What the keys of lecture 6 rest on, found a second way."""

import pytest

from utils import quiz
from utils.quiz import architectures, famous_networks

LECTURE = {
    "pattern-deeper-and-lighter": "blocks",
    "pattern-inputs-of-fc": 1_024,
    "pattern-without-pools": 64,
    "pattern-where-memory": "conv1_1",
    "bridge-backward-twice": 0.6,
    "bridge-softmax-twice": 1.46,
    "random-labels": 2.30,
    "batchnorm-by-hand": 1.34,
    "batchnorm-running": 22,
    "batchnorm-frozen": "noise",
    "claim-timeline": {"vgg", "rival"},
    "googlenet-parameters": 7.0,
    "inception-reduction": 9.7,
    "bottleneck-saves": 16.9,
    "claim-vgg-total": 61.0,
    "vgg-without-hidden-fc": 11.0,
    "vgg-batch-that-outweighs": 16,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    questions = architectures.QUESTIONS + famous_networks.QUESTIONS
    assert {question.id for question in questions} == LECTURE.keys()


def test_the_slides_totals_are_wrong_and_get_their_own_hints():
    for said in (93, 96):
        assert not quiz.check("claim-vgg-total", said).correct
    assert "ReLU" in quiz.check("claim-vgg-total", 115.2).message
    assert famous_networks.rows_megabytes(rectified=True) == pytest.approx(115.2, abs=0.05)


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("batchnorm-by-hand", 1.3, "two decimals"),
        ("bridge-softmax-twice", 1.5, "two decimals"),
        ("googlenet-parameters", 6_998_552, "millions"),
        ("bottleneck-saves", 0.059, "other way round"),
        ("vgg-without-hidden-fc", 0.11, "percent"),
    ],
)
def test_a_right_sum_in_another_form_is_told_which_form_is_asked_for(question, answer, said):
    verdict = quiz.check(question, answer)
    assert not verdict.correct
    assert said in verdict.message


def test_a_running_mean_closes_a_tenth_of_the_gap_with_each_batch():
    assert architectures.running_mean(1) == pytest.approx(0.4)
    assert architectures.running_mean(21) == pytest.approx(4 * (1 - 0.9**21))
    assert architectures.running_mean(21) < 3.6 < architectures.running_mean(22)


def test_the_branch_of_five_by_five_counted_by_hand():
    assert famous_networks.five_by_five(False) == 25 * 192 * 32 * 28 * 28
    assert famous_networks.five_by_five(True) == (192 * 16 + 25 * 16 * 32) * 28 * 28
