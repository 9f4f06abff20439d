import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.neighbours import Votes, cross_validated_votes, nearest, squared_distances, trusting, votes

POINTS = np.array([[0.0, 0], [3, 4], [0, 1], [10, 0]])
Y = np.array([0, 1, 0, 1])


def test_four_points_by_hand():
    distances = squared_distances(POINTS[:1], POINTS)
    assert distances.tolist() == [[0, 25, 1, 100]]
    assert nearest(distances, 3).tolist() == [[0, 2, 1]]
    ballot = votes(distances, Y, 3, k=3)
    assert ballot.shares == pytest.approx(np.array([[2 / 3, 1 / 3, 0]]))
    assert ballot.prior.tolist() == [[0.5, 0.5, 0]]
    assert trusting(ballot, 0.5) == pytest.approx(np.array([[7 / 12, 5 / 12, 0]]))


@given(st.integers(1, 6), st.integers(1, 8), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_distances_and_the_nearest_equal_torch(n, m, d, seed):
    rng = np.random.default_rng(seed)
    x, others = rng.normal(size=(n, d)), rng.normal(size=(m, d))
    found = squared_distances(x, others)
    assert found == pytest.approx(torch.cdist(torch.tensor(x), torch.tensor(others)).numpy() ** 2, abs=1e-9)
    k = int(rng.integers(1, m + 1))
    assert nearest(found, k).tolist() == torch.tensor(found).topk(k, largest=False).indices.tolist()


def test_of_those_equally_far_the_first_comes_first():
    assert nearest(np.array([[1.0, 0, 1, 0]]), 4).tolist() == [[1, 3, 0, 2]]


def test_nobody_votes_on_his_own_fold():
    rng = np.random.default_rng(0)
    x, y, fold = rng.normal(size=(30, 3)), rng.integers(0, 3, 30), rng.integers(0, 4, 30)
    distances = squared_distances(x, x)
    found = cross_validated_votes(distances, y, fold, 3, k=4)
    for row in range(30):
        others = np.flatnonzero(fold != fold[row])
        ranked = others[np.argsort(distances[row, others])][:4]
        assert found.shares[row] == pytest.approx(np.bincount(y[ranked], minlength=3) / 4)
        assert found.prior[row] == pytest.approx(np.bincount(y[others], minlength=3) / len(others))


def test_a_copy_in_another_fold_gives_the_answer_away_and_in_the_same_fold_it_cannot():
    rng = np.random.default_rng(1)
    x = np.repeat(rng.normal(size=(40, 5)), 2, axis=0)
    y, twin = np.repeat(rng.integers(0, 2, 40), 2), np.arange(80) % 2
    distances = squared_distances(x, x)
    apart = cross_validated_votes(distances, y, twin, 2, k=1).shares[np.arange(80), y].mean()
    together = cross_validated_votes(distances, y, np.repeat(np.arange(40) % 2, 2), 2, k=1).shares[np.arange(80), y]
    assert apart == 1
    assert together.mean() < 0.75


@given(st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_what_is_mixed_stays_a_row_of_probabilities(trust, seed):
    shares, prior = np.random.default_rng(seed).dirichlet(np.ones(4), (2, 5))
    mixed = trusting(Votes(shares, prior), trust)
    assert mixed.sum(axis=1) == pytest.approx(np.ones(5))
    assert (mixed >= np.minimum(shares, prior) - 1e-12).all()


def test_float32_stays_and_bad_arguments_get_one_sentence():
    x = np.ones((2, 3), np.float32)
    assert squared_distances(x, x).dtype == np.float32
    assert squared_distances(x[:0], x).shape == (0, 2)
    distances = np.zeros((2, 2))
    for call, message in [
        (lambda: squared_distances(x, x[:, :2]), "others must have rows of 3 numbers as x has, got 2"),
        (lambda: squared_distances(x.astype(int), x), "x must hold floating-point numbers, got int64"),
        (lambda: nearest(distances, 3), "k must be at most the 2 places that there are, got 3"),
        (lambda: nearest(distances, 0), "k must be a whole number of at least 1, got 0"),
        (lambda: votes(distances, [0, 3], 3, 1), "y must hold labels from 0 to 2, got 3"),
        (lambda: cross_validated_votes(distances, [0, 1], [0, 0], 2, 1), "fold must hold at least two folds, got 1"),
        (lambda: trusting(Votes(distances, distances), 2), "trust must be a finite number from 0 to 1, got 2"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
