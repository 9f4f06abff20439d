"""The slope that a student writes is judged by its numbers, and each usual mistake is named."""

import re

import numpy as np
import pytest

from utils.quiz.hinge_exercise import MISTAKES, check_true_slope


def by_loops(violated):
    return np.array([-sum(row) / len(violated) for row in violated.tolist()])


@pytest.mark.parametrize("right", [by_loops, lambda violated: -violated.sum(axis=1) / len(violated)])
def test_a_right_slope_is_accepted_however_it_is_written(right):
    assert check_true_slope(right).correct


@pytest.mark.parametrize(("mistake", "hint"), MISTAKES)
def test_each_usual_mistake_is_named(mistake, hint):
    assert check_true_slope(mistake) == (False, hint)


def test_hints_tell_the_mistakes_apart():
    assert len({hint for _, hint in MISTAKES}) == len(MISTAKES) >= 5


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (lambda violated: None, "Nothing is returned yet"),
        (lambda violated: ..., "Nothing is returned yet"),
        (lambda violated: violated, r"one number for each of 6 examples, \(6,\), got \(6, 4\)"),
        (lambda violated: -violated.sum(axis=1)[:4] / len(violated), r"each of 6 examples, \(6,\), got \(4,\)"),
        (lambda violated: -violated.sum(axis=0) / 6, r"each of 6 examples, \(6,\), got \(4,\)"),
        (lambda violated: violated @ nowhere, "stops with NameError"),  # noqa: F821
        (
            lambda violated: ["minus"] * len(violated),
            "numbers, one for each example, got a list that holds something else",
        ),
        (lambda violated: [[1.0], 2.0], "got a list that holds something else"),
        (lambda violated: "-violated.sum(axis=1)", "got a str that holds something else"),
        (lambda violated: np.zeros(len(violated)), "the numbers are not"),
        (lambda violated: np.full(len(violated), np.nan), "the numbers are not"),
    ],
)
def test_an_unfinished_or_broken_line_gets_one_sentence(candidate, said):
    feedback = check_true_slope(candidate)
    assert not feedback.correct
    assert re.search(said, feedback.message)


def test_a_candidate_that_changes_its_argument_fools_nobody():
    def overwriting(violated):
        violated[:] = 0
        return -violated.sum(axis=1) / len(violated)

    assert not check_true_slope(overwriting).correct


def test_what_is_no_function_is_refused():
    with pytest.raises(ValueError, match="candidate must be a function of violated, got int"):
        check_true_slope(3)
