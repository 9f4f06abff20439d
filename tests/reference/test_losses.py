import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.gradient_check import check_gradients
from utils.reference.losses import (
    cross_entropy,
    cross_entropy_and_backward,
    cross_entropy_backward,
    log_loss,
    log_softmax,
    multiclass_hinge,
    multiclass_hinge_backward,
    one_hot,
    ranking_hinge,
    ranking_hinge_backward,
    softmax,
)

SCORES = arrays(np.float64, 6, elements=st.floats(-100, 100))
ROWS = arrays(np.float64, (3, 4), elements=st.floats(-1e4, 1e4))
LABELS = arrays(np.int64, 3, elements=st.integers(0, 3))
THREE = np.array([[-2.85, 0.86, 0.28]])
Y_LOSSES = [
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_and_backward,
    multiclass_hinge,
    multiclass_hinge_backward,
]


def test_the_lectures_scores_by_hand():
    assert multiclass_hinge(THREE, [2]) == pytest.approx(1.58)
    assert cross_entropy(THREE, [2]) == pytest.approx(1.04, abs=5e-3)
    assert cross_entropy(THREE, [2]) / np.log(10) == pytest.approx(0.452, abs=5e-4)
    assert multiclass_hinge_backward(THREE, [2]).tolist() == [[0, 1, -1]]
    assert multiclass_hinge(THREE, [0]) == pytest.approx(0.86 + 2.85 + 1 + 0.28 + 2.85 + 1)
    assert multiclass_hinge_backward(THREE, [0]).tolist() == [[-2, 1, 1]]


def test_softmax_by_hand():
    s = np.log(np.array([[1.0, 2, 5], [3, 3, 3]]))
    assert softmax(s) == pytest.approx(np.array([[0.125, 0.25, 0.625], [1 / 3, 1 / 3, 1 / 3]]))
    assert log_softmax(s)[0] == pytest.approx(np.log([0.125, 0.25, 0.625]))
    assert cross_entropy(s, [1, 0]) == pytest.approx((np.log(4) + np.log(3)) / 2)
    assert cross_entropy_backward(s, [1, 0])[0] == pytest.approx([0.0625, -0.375, 0.3125])
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1, 30])
def test_softmax_losses_equal_torch(dtype, scale, rng):
    functional = torch.nn.functional
    s, y = (scale * rng.normal(size=(40, 7))).astype(dtype), rng.integers(0, 7, 40)
    targets = rng.dirichlet(np.ones(7), 40).astype(dtype)
    tolerance = 2e-6 * scale if dtype == np.float32 else 1e-12
    assert softmax(s) == pytest.approx(torch.softmax(torch.tensor(s), 1).numpy(), abs=tolerance)
    assert log_softmax(s) == pytest.approx(torch.log_softmax(torch.tensor(s), 1).numpy(), abs=10 * tolerance)
    for target in (y, targets):
        leaf = torch.tensor(s, requires_grad=True)
        loss = functional.cross_entropy(leaf, torch.tensor(target))
        loss.backward()
        assert cross_entropy(s, target) == pytest.approx(loss.item(), rel=10 * tolerance)
        assert cross_entropy_backward(s, target) == pytest.approx(leaf.grad.numpy(), abs=tolerance)
        assert cross_entropy_backward(s, target).dtype == dtype
    assert softmax(s).dtype == log_softmax(s).dtype == dtype


@pytest.mark.parametrize("margin", [0.0, 0.5, 1.0, 4.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_multiclass_hinge_equals_torch(dtype, margin, rng):
    s, y = rng.normal(size=(30, 6)).astype(dtype), rng.integers(0, 6, 30)
    leaf = torch.tensor(s, requires_grad=True)
    loss = 6 * torch.nn.functional.multi_margin_loss(leaf, torch.tensor(y), margin=margin)  # PyTorch divides by C
    loss.backward()
    assert multiclass_hinge(s, y, margin) == pytest.approx(loss.item(), rel=1e-5)
    assert multiclass_hinge_backward(s, y, margin) == pytest.approx(leaf.grad.numpy(), abs=1e-6)
    assert multiclass_hinge_backward(s, y, margin).dtype == dtype


def test_gradients_of_scores_equal_finite_differences(rng):
    s, y, targets = rng.normal(size=(5, 4)), rng.integers(0, 4, 5), rng.dirichlet(np.ones(4), 5)
    for f, f_backward, target in [
        (cross_entropy, cross_entropy_backward, y),
        (cross_entropy, cross_entropy_backward, targets),
        (multiclass_hinge, multiclass_hinge_backward, y),
    ]:
        report = check_gradients(lambda s, f=f, t=target: f(s, t), {"s": s}, [f_backward(s, target)])
        assert report.passed, report


@given(ROWS, LABELS, st.floats(-1e3, 1e3))
def test_losses_are_blind_to_a_shift_of_all_scores(s, y, shift):
    assert softmax(s + shift) == pytest.approx(softmax(s), abs=1e-9)
    assert cross_entropy(s + shift, y) == pytest.approx(cross_entropy(s, y), abs=1e-8)
    assert multiclass_hinge(s + shift, y) == pytest.approx(multiclass_hinge(s, y), abs=1e-8)


@given(ROWS, LABELS)
def test_rows_of_probabilities_sum_to_one_and_of_gradients_to_zero(s, y):
    assert softmax(s).sum(axis=1) == pytest.approx(np.ones(3))
    assert np.exp(log_softmax(s)) == pytest.approx(softmax(s))
    assert cross_entropy_backward(s, y).sum(axis=1) == pytest.approx(np.zeros(3), abs=1e-12)
    assert multiclass_hinge_backward(s, y).sum(axis=1) == pytest.approx(np.zeros(3), abs=1e-12)


@given(ROWS, LABELS)
def test_loss_and_gradient_together_equal_those_apart(s, y):
    for scores in (s, s.astype(np.float32)):
        loss, ds = cross_entropy_and_backward(scores, y)
        assert loss == pytest.approx(cross_entropy(scores, y), rel=1e-5, abs=1e-6)
        assert ds == pytest.approx(cross_entropy_backward(scores, y), abs=1e-6)
        assert ds.dtype == scores.dtype


@given(ROWS, LABELS)
def test_a_label_is_a_one_hot_distribution(s, y):
    assert cross_entropy(s, y) == pytest.approx(cross_entropy(s, one_hot(y, 4)))
    assert cross_entropy_backward(s, y) == pytest.approx(cross_entropy_backward(s, one_hot(y, 4)))


def test_scores_of_any_size_give_finite_losses_and_infinite_ones_follow_torch():
    huge = np.array([[1e30, -1e30], [-1e30, 1e30]], np.float32)
    assert cross_entropy(huge, [0, 0]) == pytest.approx(1e30)
    assert cross_entropy_backward(huge, [0, 0]).tolist() == [[0, 0], [-0.5, 0.5]]
    assert softmax(np.array([[0.0, -np.inf]])).tolist() == [[1, 0]]
    assert cross_entropy(np.array([[0.0, -np.inf]]), np.array([[1.0, 0.0]])) == 0
    assert np.isnan(softmax(np.array([[0.0, np.inf]]))).all()
    assert softmax(np.ones((0, 3))).shape == (0, 3)


def test_log_loss_by_hand_as_kaggle_computes_it():
    assert log_loss(np.full((2, 8), 0.125), [0, 5]) == pytest.approx(2.079, abs=5e-4)
    assert log_loss(np.array([[1.0, 3.0]]), [1]) == pytest.approx(np.log(4 / 3))
    assert log_loss(np.array([[1.0, 0.0]]), [1]) == pytest.approx(-np.log(1e-15))
    assert log_loss(np.array([[1.0, 0.0]]), [0]) == pytest.approx(1e-15, rel=0.2)
    assert log_loss(np.array([[1.0, 0.0]]), [1], eps=0.1) == pytest.approx(-np.log(0.1))
    assert log_loss(np.array([[1.0, 0.0]]), [1], eps=0) == np.inf
    assert log_loss(np.array([[1.0, 0.0]], np.float32), [1]) == pytest.approx(-np.log(1e-15))


@given(arrays(np.float64, (3, 4), elements=st.floats(1e-3, 1)), LABELS, st.floats(0.01, 100))
def test_log_loss_rescales_rows_and_is_the_cross_entropy_of_their_logarithms(p, y, scale):
    assert log_loss(scale * p, y) == pytest.approx(log_loss(p, y))
    assert log_loss(p, y) == pytest.approx(cross_entropy(np.log(p), y))


@pytest.mark.parametrize("loss", Y_LOSSES)
def test_bad_scores_and_labels_are_answered_with_one_sentence(loss):
    s = np.ones((2, 3))
    for arguments, message in [
        ((s.astype(int), [0, 1]), "s must hold floating-point numbers, got int64"),
        ((s[0], [0]), r"s must have the shape \(N, C\), got \(3,\)"),
        ((s[:0], np.ones(0, int)), r"s must hold at least one row and one class, got \(0, 3\)"),
        ((s[:, :0], [0, 0]), "s must hold at least one row and one class"),
        ((s, [0, 3]), "y must hold labels from 0 to 2, got 3"),
        ((s, [-1, 0]), "y must hold labels from 0 to 2, got -1"),
        ((s, [0]), r"y must hold one label for each of 2 rows, got \(1,\)"),
        ((s, [0.0, 1.0]), "y must hold integer labels, got float64"),
        ((s, [True, False]), "y must hold integer labels, got bool"),
    ]:
        with pytest.raises(ValueError, match=message):
            loss(*arguments)


@pytest.mark.parametrize("loss", [cross_entropy, cross_entropy_backward])
def test_rows_that_are_no_distribution_are_refused(loss):
    s = np.ones((2, 2))
    for y, message in [
        (
            np.array([[0.5, 0.5], [1.0, 1.0]]),
            "y must hold rows from 0 that sum to one, got a row with sum 2, least 0.5",
        ),
        (np.array([[0.5, 0.5], [1.5, -0.5]]), "sum to one, got a row with sum 1, least -0.5"),
        (np.array([[0.5, 0.5], [np.nan, 1.0]]), "sum to one"),
        (np.array([[0.5, 0.5]]), r"y must have labels \(N,\) or distributions of the scores' shape \(2, 2\), got"),
        (np.eye(2, dtype=int), "y must hold floating-point numbers, got int64"),
        (np.float64(1.0), "y must have labels"),
    ]:
        with pytest.raises(ValueError, match=message):
            loss(s, y)


def test_bad_probabilities_margins_and_classes_are_answered_with_one_sentence():
    p = np.full((2, 2), 0.5)
    for call, message in [
        (lambda: log_loss(p.astype(int), [0, 1]), "p must hold floating-point numbers"),
        (lambda: log_loss(-p, [0, 1]), "p must hold finite numbers of at least 0"),
        (lambda: log_loss(0 * p, [0, 1]), "p must hold finite numbers of at least 0 with a positive sum"),
        (lambda: log_loss(np.where(p, np.nan, p), [0, 1]), "p must hold finite numbers"),
        (lambda: log_loss(p[:0], np.ones(0, int)), "p must hold at least one row"),
        (lambda: log_loss(p, [0, 2]), "y must hold labels from 0 to 1, got 2"),
        (lambda: log_loss(p, [0, 1], eps=0.7), "eps must be a finite number from 0 to 0.5, got 0.7"),
        (lambda: multiclass_hinge(p, [0, 1], margin=-1), "margin must be a finite number of at least 0, got -1"),
        (lambda: one_hot([0, 3], 3), "y must hold labels from 0 to 2, got 3"),
        (lambda: one_hot([[0]], 3), "y must hold one label for each of 1 rows"),
        (lambda: one_hot([0], 0), "classes must be a whole number of at least 1, got 0"),
        (lambda: one_hot(3, 4), "y must hold one label"),
        (lambda: softmax(p[:, :0]), "s must hold at least one class"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()


def test_ranking_hinge_by_hand():
    assert ranking_hinge(np.array([2.0, 0.5]), np.array([0.0, 0.25])) == pytest.approx((0 + 0.75) / 2)
    assert ranking_hinge(1.0, 0.5, margin=0.25) == 0
    ds, ds_c = ranking_hinge_backward(np.array([2.0, 0.5]), np.array([0.0, 0.25]))
    assert ds.tolist() == [0, -0.5]
    assert ds_c.tolist() == [0, 0.5]


@pytest.mark.parametrize("margin", [0.0, 0.3, 1.0, 7.0])
def test_ranking_hinge_equals_torch_and_finite_differences(margin, rng):
    s, s_c = rng.normal(size=(2, 20))
    one, other = (torch.tensor(scores, requires_grad=True) for scores in (s, s_c))
    loss = torch.nn.functional.margin_ranking_loss(one, other, torch.ones(20), margin)
    loss.backward()
    gradients = ranking_hinge_backward(s, s_c, margin)
    assert ranking_hinge(s, s_c, margin) == pytest.approx(loss.item())
    assert gradients.ds == pytest.approx(one.grad.numpy())
    assert gradients.ds_c == pytest.approx(other.grad.numpy())
    report = check_gradients(lambda s, s_c: ranking_hinge(s, s_c, margin), {"s": s, "s_c": s_c}, gradients)
    assert report.passed, report


def test_at_the_kink_the_gradient_is_zero():
    assert ranking_hinge(2.0, 1.0) == 0
    assert ranking_hinge_backward(2.0, 1.0) == (0, 0)


@given(SCORES, SCORES, st.floats(-10, 10), st.floats(0.1, 10))
def test_only_differences_count_and_margin_and_scores_scale_together(s, s_c, shift, scale):
    loss = ranking_hinge(s, s_c)
    assert loss >= 0
    assert ranking_hinge(s + shift, s_c + shift) == pytest.approx(loss, abs=1e-9)
    assert ranking_hinge(scale * s, scale * s_c, margin=scale) == pytest.approx(scale * loss, abs=1e-9)


def test_ranking_hinge_keeps_float32_and_refuses_what_is_no_score():
    gradients = ranking_hinge_backward(np.zeros(3, np.float32), np.ones(3, np.float32))
    assert {gradient.dtype for gradient in gradients} == {np.dtype(np.float32)}
    for arguments, message in [
        ((np.ones(2), np.ones(3)), r"s_c must have s's shape \(2,\), got \(3,\)"),
        ((np.ones(2, int), np.ones(2)), "s must hold floating-point numbers, got int64"),
        ((np.ones(0), np.ones(0)), "s must hold at least one score"),
        ((np.ones(2), np.ones(2), -1), "margin must be a finite number of at least 0, got -1"),
    ]:
        for function in (ranking_hinge, ranking_hinge_backward):
            with pytest.raises(ValueError, match=message):
                function(*arguments)
