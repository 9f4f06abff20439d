import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.gradient_check import check_gradients
from utils.reference.losses import ranking_hinge, ranking_hinge_backward

SCORES = arrays(np.float64, 6, elements=st.floats(-100, 100))


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
