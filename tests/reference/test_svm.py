"""The machine is at its minimum, the same that another optimiser finds, and mining finds it from few negatives."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from utils.reference.gradient_check import relative_error
from utils.reference.svm import BIAS, linear_svm, mine, svm_scores


def task(seed, count=80, dims=4):
    rng = np.random.default_rng(seed)
    y = rng.choice([-1.0, 1.0], count)
    x = rng.normal(size=(count, dims)) + 0.6 * y[:, None]
    return x, y, rng.uniform(0.1, 3, count)


def objective(weights, x, y, costs):
    margins = np.maximum(0, 1 - y * svm_scores(x, weights))
    return (weights[:-1] @ weights[:-1] + BIAS * weights[-1] ** 2) / 2 + costs @ margins**2


def test_two_points_by_hand():
    x, y = np.array([[1.0], [-1.0]]), np.array([1.0, -1.0])
    weights = linear_svm(x, y, np.ones(2))
    np.testing.assert_allclose(weights, [4 / 5, 0], atol=1e-6)  # w = 4 (1 - w)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_optimiser_finds_less(seed):
    x, y, costs = task(seed)
    mine_ = linear_svm(x, y, costs)
    other = minimize(objective, np.zeros(x.shape[1] + 1), (x, y, costs), method="BFGS", options={"gtol": 1e-8})
    assert objective(mine_, x, y, costs) <= other.fun + 1e-9
    assert relative_error(mine_, other.x) < 1e-4


def test_examples_outside_of_the_margin_do_not_count():
    x, y, costs = task(3)
    weights = linear_svm(x, y, costs)
    inside = y * svm_scores(x, weights) < 1
    assert 0 < inside.sum() < len(x)
    np.testing.assert_allclose(linear_svm(x[inside], y[inside], costs[inside]), weights, atol=1e-8)


def test_mining_ends_where_all_negatives_together_lead():
    rng = np.random.default_rng(5)
    positive, negative = rng.normal(size=(30, 6)) + 1.5, rng.normal(size=(3000, 6))
    rounds = mine(positive, negative, np.arange(20), (1.0, 0.1))
    x = np.concatenate([positive, negative])
    y = np.repeat([1.0, -1.0], [30, 3000])
    whole = linear_svm(x, y, np.where(y > 0, 1.0, 0.1))
    np.testing.assert_allclose(rounds[-1].weights, whole, atol=1e-8)
    assert rounds[0].kept == 20
    assert rounds[0].hard > 0 == rounds[-1].hard
    assert rounds[-1].kept < 1500
    for before, after in pairwise(rounds):
        assert after.kept == before.kept + before.hard


def test_with_nothing_to_tell_apart_it_says_what_there_is():
    weights = linear_svm(np.ones((3, 2)), np.ones(3), np.ones(3))
    assert svm_scores(np.ones((1, 2)), weights) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((np.ones((2, 2)), np.array([1.0, 0.0]), np.ones(2)), "y must hold 1 and -1, got 0"),
        ((np.ones((2, 2)), np.ones(3), np.ones(2)), "y must have one of 1 and -1 a row"),
        ((np.ones((2, 2), int), np.ones(2), np.ones(2)), "x must hold floating-point numbers"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        linear_svm(*arguments)
