import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from utils.reference import activations
from utils.reference.gradient_check import check_gradients

SLOPES = [0.0, 0.01, 0.3, 1.0]
PAIRS = [
    *((name, getattr(torch, name), {}) for name in ("sigmoid", "tanh", "relu")),
    *(("leaky_relu", lambda x, s=s: torch.nn.functional.leaky_relu(x, s), {"slope": s}) for s in SLOPES),
]
FLOATS = st.floats(width=32, allow_nan=True, allow_infinity=True)


def functions(name):
    return getattr(activations, name), getattr(activations, f"{name}_backward")


@pytest.mark.parametrize(
    ("name", "x", "value", "slope"),
    [
        ("sigmoid", 0.0, 0.5, 0.25),
        ("sigmoid", np.log(3.0), 0.75, 0.1875),
        ("tanh", 0.0, 0.0, 1.0),
        ("tanh", np.log(2.0), 0.6, 0.64),
        ("relu", 2.5, 2.5, 1.0),
        ("relu", -2.5, 0.0, 0.0),
        ("relu", 0.0, 0.0, 0.0),
        ("leaky_relu", -2.0, -0.02, 0.01),
        ("leaky_relu", 0.0, 0.0, 0.01),
        ("leaky_relu", 3.0, 3.0, 1.0),
    ],
)
def test_values_and_slopes_by_hand(name, x, value, slope):
    f, f_backward = functions(name)
    assert f(x) == pytest.approx(value)
    assert f_backward(2.0, x) == pytest.approx(2 * slope)


@pytest.mark.parametrize(("name", "oracle", "options"), PAIRS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_and_gradients_equal_torch(name, oracle, options, dtype, rng):
    f, f_backward = functions(name)
    x = np.concatenate([rng.normal(0, 3, 500), [0.0, -0.0, 60, -60, 1e30, -1e30]]).astype(dtype)
    upstream = rng.normal(size=x.shape).astype(dtype)
    leaf = torch.tensor(x, requires_grad=True)
    out = oracle(leaf)
    out.backward(torch.tensor(upstream))
    tolerance = 1e-6 if dtype == np.float32 else 1e-14
    assert f(x, **options) == pytest.approx(out.detach().numpy(), rel=tolerance, abs=tolerance)
    assert f_backward(upstream, x, **options) == pytest.approx(leaf.grad.numpy(), rel=tolerance, abs=tolerance)
    assert f(x, **options).dtype == f_backward(upstream, x, **options).dtype == dtype


@pytest.mark.parametrize(("name", "oracle", "options"), PAIRS)
def test_gradients_equal_finite_differences(name, oracle, options, rng):
    f, f_backward = functions(name)
    x = rng.normal(size=(4, 5)) + 0.01
    upstream = rng.normal(size=x.shape)
    report = check_gradients(
        lambda x: np.sum(f(x, **options) * upstream), {"x": x}, [f_backward(upstream, x, **options)]
    )
    assert report.passed, report


@given(arrays(np.float32, array_shapes(min_dims=0, min_side=0), elements=FLOATS), st.sampled_from(PAIRS))
def test_no_float_warns_and_nothing_but_nan_becomes_nan(x, pair):
    name, _, options = pair
    f, f_backward = functions(name)
    with np.errstate(all="raise", under="ignore"):
        out, dx = f(x, **options), f_backward(np.ones_like(x), x, **options)
    assert out.shape == dx.shape == x.shape
    assert np.array_equal(np.isnan(out), np.isnan(x))
    assert not np.isnan(dx[~np.isnan(x)]).any()


@given(arrays(np.float64, 5, elements=st.floats(-700, 700)))
def test_sigmoid_is_symmetric_and_tanh_is_a_sigmoid_stretched(x):
    assert activations.sigmoid(x) + activations.sigmoid(-x) == pytest.approx(np.ones(5))
    assert activations.tanh(x) == pytest.approx(2 * activations.sigmoid(2 * x) - 1, abs=1e-12)


@given(arrays(np.float64, 5, elements=st.floats(-1e6, 1e6)), st.floats(0, 1))
def test_leaky_relu_is_the_larger_of_x_and_slope_times_x(x, slope):
    assert np.array_equal(activations.leaky_relu(x, slope), np.maximum(x, slope * x))


def test_the_left_tail_of_the_sigmoid_keeps_its_digits():
    assert activations.sigmoid(-40.0) == pytest.approx(np.exp(-40), rel=1e-12)
    assert activations.sigmoid(-800.0) == 0


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu"])
def test_bad_arguments_are_answered_with_one_sentence(name):
    f, f_backward = functions(name)
    with pytest.raises(ValueError, match="x must hold floating-point numbers, got int64"):
        f(np.arange(3))
    with pytest.raises(ValueError, match="x must hold floating-point numbers, got bool"):
        f(np.array([True]))
    with pytest.raises(ValueError, match=r"upstream must have x's shape \(2, 3\), got \(3,\)"):
        f_backward(np.ones(3), np.ones((2, 3)))
    with pytest.raises(ValueError, match="upstream must hold floating-point numbers"):
        f_backward(np.ones(3, int), np.ones(3))


@pytest.mark.parametrize("slope", [-0.1, 1.5, np.nan, "a", True, None])
def test_a_leaky_slope_lies_between_0_and_1(slope):
    for call in (lambda: activations.leaky_relu(1.0, slope), lambda: activations.leaky_relu_backward(1.0, 1.0, slope)):
        with pytest.raises(ValueError, match="slope must be a finite number from 0 to 1, got"):
            call()
