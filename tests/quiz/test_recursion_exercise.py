"""The recursion that a student writes is judged by its numbers, and each usual mistake is named."""

import re

import numpy as np
import pytest

from utils.quiz.recursion_exercise import MISTAKES, check_delta
from utils.reference.activations import sigmoid, sigmoid_backward


def by_loops(delta, W, z):
    """The recursion in the letters of the formula."""
    answer = np.zeros_like(z)
    for n, j in np.ndindex(z.shape):
        slope = sigmoid(z)[n, j] * (1 - sigmoid(z)[n, j])
        answer[n, j] = slope * sum(delta[n, i] * W[i, j] for i in range(len(W)))
    return answer


@pytest.mark.parametrize("right", [by_loops, lambda delta, W, z: sigmoid_backward(delta @ W, z)])
def test_a_right_recursion_is_accepted_however_it_is_written(right):
    assert check_delta(right).correct


@pytest.mark.parametrize(("mistake", "hint"), MISTAKES)
def test_each_usual_mistake_is_named(mistake, hint):
    assert check_delta(mistake) == (False, hint)


def test_hints_tell_the_mistakes_apart():
    assert len({hint for _, hint in MISTAKES}) == len(MISTAKES) >= 5


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (lambda delta, W, z: None, "Nothing is returned yet"),
        (lambda delta, W, z: ..., "Nothing is returned yet"),
        (lambda delta, W, z: (delta @ W).sum(axis=0), r"must have z's shape \(5, 3\) where W is \(3, 3\), got \(3,\)"),
        (lambda delta, W, z: delta @ nowhere, "stops with NameError"),  # noqa: F821
        (lambda delta, W, z: 0 * z, "the numbers are not"),
        (lambda delta, W, z: np.nan * z, "the numbers are not"),
        (
            lambda delta, W, z: sigmoid_backward(delta @ W[:3, :3], z[:, :3]),
            r"shape \(4, 6\) where W is \(2, 6\), got \(4, 3\)",
        ),
    ],
)
def test_an_unfinished_or_broken_line_gets_one_sentence(candidate, said):
    feedback = check_delta(candidate)
    assert not feedback.correct
    assert re.search(said, feedback.message)


def test_a_candidate_that_changes_its_arguments_fools_nobody():
    def overwriting(delta, W, z):
        W[:] = 0
        return delta @ W

    assert not check_delta(overwriting).correct


def test_what_is_no_function_is_refused():
    with pytest.raises(ValueError, match="candidate must be a function of delta_next, W and z, got int"):
        check_delta(3)
