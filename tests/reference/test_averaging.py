import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.averaging import arithmetic_mean, geometric_mean, mixture
from utils.reference.losses import log_loss, log_losses, softmax

SCORES = arrays(np.float64, st.tuples(st.integers(1, 4), st.just(5), st.just(3)), elements=st.floats(-12, 12))
LABELS = arrays(np.int64, 5, elements=st.integers(0, 2))


def members(scores):
    return np.stack([softmax(s) for s in scores])


def test_two_members_by_hand():
    p = np.array([[[0.9, 0.1]], [[0.1, 0.9]]])
    assert arithmetic_mean(p) == pytest.approx(np.array([[0.5, 0.5]]))
    assert geometric_mean(p) == pytest.approx(np.array([[0.5, 0.5]]))
    assert log_loss(arithmetic_mean(p), [0]) == pytest.approx(np.log(2))
    assert np.mean([log_loss(one, [0]) for one in p]) == pytest.approx(-np.log(0.3))
    p = np.array([[[0.8, 0.2, 0.0]], [[0.2, 0.2, 0.6]]])
    assert geometric_mean(p) == pytest.approx(np.array([[2 / 3, 1 / 3, 0]]))


@given(SCORES)
def test_the_means_equal_torch(scores):
    p = members(scores)
    assert arithmetic_mean(p) == pytest.approx(torch.tensor(p).mean(0).numpy())
    assert geometric_mean(p) == pytest.approx(torch.softmax(torch.tensor(scores).mean(0), 1).numpy(), abs=1e-9)


@given(SCORES, LABELS)
def test_averaging_never_scores_worse_than_the_members_do_on_average(scores, y):
    p = members(scores)
    on_average = np.mean([log_losses(one, y) for one in p], axis=0)
    assert (log_losses(arithmetic_mean(p), y) <= on_average + 1e-9).all()
    assert (log_losses(geometric_mean(p), y) <= on_average + 1e-9).all()


def test_it_can_lose_to_the_best_member():
    p = np.array([[[0.9, 0.1]], [[0.5, 0.5]]])
    assert log_loss(arithmetic_mean(p), [0]) > log_loss(p[0], [0])


@given(SCORES, st.randoms())
def test_the_order_of_the_members_does_not_matter_and_one_alone_is_itself(scores, random):
    p = members(scores)
    mixed = p[random.sample(range(len(p)), len(p))]
    for mean in (arithmetic_mean, geometric_mean):
        assert mean(mixed) == pytest.approx(mean(p))
        assert mean(p[:1]) == pytest.approx(p[0])
        assert mean(p).sum(axis=1) == pytest.approx(np.ones(5))


def test_float32_stays_and_what_is_no_ensemble_is_answered_with_one_sentence():
    p = np.full((2, 3, 4), 0.25, np.float32)
    for mean in (arithmetic_mean, geometric_mean):
        assert mean(p).dtype == np.float32
        assert mean(p[:, :0]).shape == (0, 4)
        for wrong, message in [
            (p[0], r"p must have the shape \(M, N, C\), got \(3, 4\)"),
            (p[:0], "p must hold at least one member"),
            (p * 2, "p must hold rows from 0 that sum to one, got others"),
            (p.astype(int), "p must hold floating-point numbers, got int64"),
        ]:
            with pytest.raises(ValueError, match=message):
                mean(wrong)
    with pytest.raises(ValueError, match="p must leave every row a class that no member gives 0"):
        geometric_mean(np.array([[[1.0, 0]], [[0.0, 1]]]))


def test_a_mixture_by_hand_together_and_apart():
    both = mixture(np.array([[0.9, 0.5], [0.1, 0.5]]))
    assert both.together == pytest.approx([np.log(2), np.log(2)])
    assert both.apart == pytest.approx([-np.log(0.3), np.log(2)])
    assert mixture(np.array([[0.9], [0.1]]), np.array([3.0, 1])).together == pytest.approx([-np.log(0.7)])


@given(SCORES, LABELS)
def test_a_mixture_of_equals_is_the_log_loss_of_the_arithmetic_mean(scores, y):
    p = members(scores)
    both = mixture(p[:, np.arange(5), y])
    assert both.together == pytest.approx(log_losses(arithmetic_mean(p), y))
    assert both.apart == pytest.approx(np.mean([log_losses(one, y) for one in p], axis=0))


@given(arrays(np.float64, (3, 4), elements=st.floats(1e-12, 1)), arrays(np.float64, 3, elements=st.floats(0.01, 1)))
def test_whatever_the_weights_no_mixture_loses_to_its_members_on_average(p, weights):
    both = mixture(p, weights)
    assert (both.together <= both.apart + 1e-9).all()


@given(arrays(np.float64, (3, 4), elements=st.floats(0, 1e-14)), arrays(np.float64, 3, elements=st.floats(0.01, 1)))
def test_clipping_breaks_that_by_one_over_e_at_most(p, weights):
    both = mixture(p, weights)
    assert (both.together - both.apart <= np.exp(-1) + 1e-9).all()


def test_clipping_breaks_that_by_half_of_log_2_for_two():
    both = mixture(np.array([[0.0], [2e-15]]))
    assert both.together - both.apart == pytest.approx([np.log(2) / 2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones(3),), r"p must have the shape \(M, N\), got \(3,\)"),
        ((np.full((2, 1), 1.5),), "p must hold probabilities from 0 to 1, got others"),
        ((np.ones((2, 1)), np.ones(3)), r"weights must have one for each member, \(2,\), got \(3,\)"),
        ((np.ones((2, 1)), np.zeros(2)), "weights must be finite numbers from 0, at least one above, got others"),
        ((np.ones((2, 1)), np.array([2.0, -1])), "weights must be finite numbers from 0, at least one above"),
        ((np.ones((2, 1)), None, 0.7), "eps must be a finite number from 0 to 0.5, got 0.7"),
    ],
)
def test_what_is_no_mixture_is_answered_with_one_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        mixture(*arguments)
