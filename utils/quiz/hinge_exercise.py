"""The exercise of lecture 1: the student writes the hinge's slope at the true score, and learns which mistake was made."""

from collections.abc import Callable

import numpy as np

from utils.quiz.judging import Feedback
from utils.reference.losses import multiclass_hinge_backward

Array = np.ndarray

MISTAKES: tuple[tuple[Callable[[Array], Array], str], ...] = (
    (lambda violated: violated.sum(axis=1) / len(violated), "Raising the true score lowers each term: mind the sign."),
    (
        lambda violated: -violated.sum(axis=1),
        "That is the slope of the sum over the batch. The loss is its mean over N examples.",
    ),
    (
        lambda violated: -violated.max(axis=1) / len(violated),
        "The truth stands in every violated term, not in one of them: count them.",
    ),
    (
        lambda violated: -violated.mean(axis=1),
        "You divided by the number of classes. The mean is taken over the N examples, the rows.",
    ),
    (
        lambda violated: -(violated.sum(axis=1) + 1) / len(violated),
        "One too many: the truth itself is no violated class.",
    ),
)
"""Wrong slopes and what to say about each; each has the right shape."""


def check_true_slope(candidate: Callable[[Array], Array]) -> Feedback:
    """Judge ``candidate(violated)``, the student's slope of the mean hinge loss by each example's true score.

    ``violated`` (N, C) is float64, 1 where a wrong class is within the margin and 0 elsewhere; the answer is minus the
    count of ones in each row over N, (N,). It is tried on two batches in which N is not C. Raises ValueError where ``candidate`` is no function.
    """
    if not callable(candidate):
        raise ValueError(f"candidate must be a function of violated, got {type(candidate).__name__}")
    rng = np.random.default_rng(3)
    for count, classes in ((6, 4), (5, 3)):
        hint = _fault(candidate, rng.normal(size=(count, classes)), rng.integers(0, classes, count))
        if hint:
            return Feedback(False, hint)
    return Feedback(True, "Your line is the slope at the true score, for any batch and any number of classes.")


def _fault(candidate: Callable[[Array], Array], s: Array, y: Array) -> str:
    """Return what is wrong with the candidate's answer on one batch, in a sentence, or an empty string."""
    rows = np.arange(len(y))
    slopes = multiclass_hinge_backward(s, y)
    truth, violated = slopes[rows, y], (slopes > 0).astype(float)
    try:
        answer = candidate(violated.copy())
    except Exception as error:  # noqa: BLE001 - whatever a student's line raises is told, not raised
        return f"Your line stops with {type(error).__name__}: {error}."
    if answer is None or answer is Ellipsis:
        return "Nothing is returned yet: write your line."
    try:
        answer = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"The answer must be numbers, one for each example, got a {type(answer).__name__} that holds something else."
    if answer.shape != truth.shape:
        return f"The answer must be one number for each of {len(y)} examples, {truth.shape}, got {answer.shape}."
    if np.allclose(answer, truth):
        return ""
    for mistake, hint in MISTAKES:
        if np.allclose(answer, mistake(violated)):
            return hint
    return "The shape is right, the numbers are not. Count the violated classes of one example on paper."
