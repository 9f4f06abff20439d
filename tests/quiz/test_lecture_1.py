"""What the keys of lecture 1 rest on, found a second way, and what no question of it may tell."""

import re

import numpy as np
import pytest

from utils import quiz
from utils.authoring import notebooks
from utils.quiz import losses, losses_ranking, losses_self_test
from utils.quiz.judging import text
from utils.reference.losses import cross_entropy, multiclass_hinge

LECTURE = {
    "self-test-calculus": 6,
    "self-test-classifier": 1,
    "self-test-descent": 3.4,
    "self-test-overfitting": "lower higher",
    "self-test-arrays": (5, 3),
    "hinge-by-hand": 1.58,
    "cross-entropy-by-hand": 1.04,
    "loudest-under-a-silent-hinge": 0.55,
    "ignored-by-the-hinge": {"all", "lowest", "swap"},
    "ignored-by-cross-entropy": {"all", "swap"},
    "loss-of-ignorance": 2.30,
    "gradient-of-the-true-row": -6,
    "gradient-of-a-wrong-row": 0,
    "slope-at-the-kink": 0.5,
    "shape-of-hidden-weights": (30, 64),
    "shape-of-a-hidden-batch": (5, 30),
    "numbers-of-a-pair": 1_980,
    "ranking-by-hand": 0.7,
    "cheat-without-a-margin": "constant",
    "claim-margin-is-free": 0.2,
}
"""Answers by hand."""

MODULES = (losses_self_test, losses, losses_ranking)


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for module in MODULES for question in module.QUESTIONS} == LECTURE.keys()


def test_the_base_of_the_logarithm_is_told_apart():
    assert "base 10" in quiz.check("cross-entropy-by-hand", 0.452).message
    assert "bits" in quiz.check("cross-entropy-by-hand", 1.5).message


def test_no_scores_under_a_silent_hinge_are_louder_than_those_of_the_grid():
    loudest, rng = losses.loudest_under_a_silent_hinge(), np.random.default_rng(1)
    assert loudest == pytest.approx(np.log(1 + 2 / np.e))
    drawn = rng.normal(0, 2, (500, 1, 3))
    silent = [cross_entropy(s, losses.TRUTH) for s in drawn if multiclass_hinge(s, losses.TRUTH) == 0]
    assert len(silent) > 50
    assert 0 < min(silent) < max(silent) <= loudest


def test_a_straight_line_does_not_overfit_ten_points_and_nine_degrees_do():
    line, curve = losses_self_test.errors_of_a_fit(1), losses_self_test.errors_of_a_fit(9)
    assert curve.seen < 1e-6 < 0.2 < line.seen
    assert curve.fresh > line.fresh > line.seen / 2


def test_the_decay_that_goes_with_margin_one_is_found_by_training_not_by_the_formula(monkeypatch):
    assert losses_ranking.decay_at_margin_one() == pytest.approx(losses_ranking.MARGIN * losses_ranking.DECAY)
    monkeypatch.setattr(losses_ranking, "MARGIN", 0.1)
    losses_ranking.decay_at_margin_one.cache_clear()
    assert losses_ranking.decay_at_margin_one() == pytest.approx(0.1 * losses_ranking.DECAY)
    losses_ranking.decay_at_margin_one.cache_clear()


GIVEN_AWAY = re.compile(
    r"\bp(_\w|_\{\w\})?\s*[-−]\s*(y|1|\\mathbb)|\b(softmax|shares?|p)\b[^.]{0,40}\bminus (the )?(one|1|truth|label)\b"
    r"|cross_entropy(_and)?_backward",
    re.IGNORECASE,
)
"""Ways to say what homework 0 asks for."""


def test_no_question_gives_away_the_gradient_of_cross_entropy():
    for module in MODULES:
        for question in module.QUESTIONS:
            words = [question.prompt, question.claim, question.why, question.otherwise]
            for said in (*words, *(hint for _, hint in question.wrong)):
                assert not GIVEN_AWAY.search(text(said)), question.id


def test_the_page_measures_the_gradient_of_cross_entropy_and_gives_it_away_nowhere():
    cells = notebooks.read(notebooks.LECTURES / "01_losses.ipynb").cells
    assert [cell.id for cell in cells if GIVEN_AWAY.search(cell.source)] == []


@pytest.mark.parametrize(
    "said",
    [
        "The slope is $p_j - y_j$.",
        "It is the share minus 1 for the truth.",
        "$p - 1$",
        "losses.cross_entropy_backward(s, y)",
    ],
)
def test_what_gives_it_away_is_noticed(said):
    assert GIVEN_AWAY.search(said)
