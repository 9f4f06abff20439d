import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from utils.reference.box_loss import smooth_l1, smooth_l1_backward
from utils.reference.gradient_check import check_gradients

DIFFERENCES = st.lists(st.floats(-50, 50), min_size=1, max_size=12).map(np.array)


def test_values_and_slopes_by_hand():
    x = np.array([0.0, 0.5, -0.5, 1, -3, 10])
    assert smooth_l1(x).tolist() == [0, 0.125, 0.125, 0.5, 2.5, 9.5]
    assert smooth_l1_backward(np.ones(6), x).tolist() == [0, 0.5, -0.5, 1, -1, 1]


@given(DIFFERENCES)
def test_values_and_slopes_are_those_of_torch(x):
    given_ = torch.tensor(x, requires_grad=True)
    loss = functional.smooth_l1_loss(given_, torch.zeros_like(given_), reduction="none")
    loss.sum().backward()
    assert smooth_l1(x) == pytest.approx(loss.detach().numpy())
    assert smooth_l1_backward(np.ones_like(x), x) == pytest.approx(given_.grad.numpy())


def test_the_slope_is_the_measured_one():
    rng = np.random.default_rng(2)
    x, upstream = rng.normal(0, 2, (4, 5)), rng.normal(size=(4, 5))
    report = check_gradients(
        lambda x: float((upstream * smooth_l1(x)).sum()), {"x": x}, [smooth_l1_backward(upstream, x)]
    )
    assert report.passed, str(report)


@given(DIFFERENCES)
def test_no_slope_is_steeper_than_one_and_no_loss_above_the_parabola(x):
    assert np.abs(smooth_l1_backward(np.ones_like(x), x)).max() <= 1
    assert (smooth_l1(x) <= 0.5 * x**2 + 1e-12).all()


def test_float32_stays_and_integers_are_refused():
    assert smooth_l1(np.zeros(2, np.float32)).dtype == np.float32
    assert smooth_l1(np.zeros((0, 4))).shape == (0, 4)
    with pytest.raises(ValueError, match="x must hold floating-point numbers"):
        smooth_l1(np.arange(3))
    with pytest.raises(ValueError, match="upstream must have x's shape"):
        smooth_l1_backward(np.ones(2), np.ones(3))
