"""What the keys of lecture 4 rest on, found a second way."""

import pytest

from utils import quiz
from utils.quiz import convolution, convolution_layers

LECTURE = {
    "one-window": -5,
    "claim-source-pixel-replaced": 13,
    "claim-kernel-centre": {"two", "ten"},
    "one-window-turned": 5,
    "answer-to-a-dot": 9,
    "which-notice-half-a-turn": {"emboss"},
    "sharpen-on-a-wall": 100,
    "claim-like-the-others": 0,
    "what-corners-sees": {"slanted", "corner", "dot"},
    "volume-after-pooling": (16, 16, 12),
    "one-filter-on-colours": 75,
    "ten-filters-on-twenty": 1_810,
    "dense-on-200": 1_600_000_000,
    "local-on-200": 4_000_000,
    "units-of-hundred-filters": 3_648_100,
    "cat-moves": "moves",
    "where-sharing-loses": {"faces"},
    "weights-that-are-not-zero": 8_100,
    "column-of-a-corner": 1,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    asked = {question.id for module in (convolution, convolution_layers) for question in module.QUESTIONS}
    assert asked == set(LECTURE)


def test_only_kernels_with_a_middle_element_have_a_centre():
    assert [side for side in range(1, 8) if convolution.has_centre(side)] == [1, 3, 5, 7]
