import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.gradient_check import check_gradients, numerical_gradient, relative_error

VECTORS = arrays(np.float64, 4, elements=st.floats(-1e3, 1e3, allow_subnormal=False))


def test_the_slope_of_a_product_by_hand():
    gradient = numerical_gradient(lambda x: x[0] * x[1] ** 2, np.array([3.0, 2.0]))
    assert gradient == pytest.approx([4, 12], rel=1e-8)


def test_a_parabola_is_measured_exactly_with_a_coarse_step():
    gradient = numerical_gradient(lambda x: (x * x).sum(), np.array([[1.0, -2.0]]), h=0.5)
    assert gradient == pytest.approx(np.array([[2.0, -4.0]]))


def test_the_argument_stays_as_it_was_and_float32_is_measured_in_float64():
    x = np.array([0.1, 0.2], np.float32)
    before = x.copy()
    gradient = numerical_gradient(lambda value: np.sin(value).sum(), x)
    assert np.array_equal(x, before)
    assert gradient.dtype == np.float64
    assert gradient == pytest.approx(np.cos(x.astype(float)), rel=1e-8)


@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (1, 1)])
def test_degenerate_shapes_keep_their_shape(shape):
    assert numerical_gradient(lambda x: x.sum(), np.ones(shape)) == pytest.approx(np.ones(shape))


@given(VECTORS, VECTORS)
def test_relative_error_is_symmetric_and_blind_to_scale(a, b):
    error = relative_error(a, b)
    assert error == relative_error(b, a)
    assert 0 <= error <= 2
    assert relative_error(1024 * a, 1024 * b) == pytest.approx(error)
    assert relative_error(a, a) == 0


def test_relative_error_by_hand():
    assert relative_error(np.array([1.0, 0.0]), np.array([1.0, 0.5])) == 0.5
    assert relative_error(np.zeros(2), np.zeros(2)) == 0
    assert relative_error(np.array([np.nan]), np.array([np.nan])) == np.inf
    assert relative_error(np.array([np.inf]), np.array([np.inf])) == np.inf
    assert relative_error(np.ones((0, 3)), np.ones((0, 3))) == 0


def test_a_report_reads_as_a_table_and_finds_the_worst_entry():
    arguments = {"x": np.array([1.0, 2.0]), "W": np.array([[3.0, 4.0]])}
    derived = arguments["W"][0], arguments["x"][None] + [[0, 0.25]]
    report = check_gradients(lambda x, W: (W @ x).item(), arguments, derived)
    assert not report.passed
    assert [check.passed for check in report.checks] == [True, False]
    assert report.checks[1].worst == (0, 1)
    lines = str(report).splitlines()
    assert lines[0].split() == ["argument", "shape", "relative", "error", "worst", "at", "derived", "measured"]
    assert lines[1].endswith("ok")
    assert lines[2].split() == ["W", "(1,", "2)", "1.1e-01", "W[0,", "1]", "2.25", "2", "differs"]


def test_a_right_gradient_passes_and_a_nan_never_does():
    right = check_gradients(lambda x: float((x**3).sum()), {"x": np.array([1.0, 2.0])}, [np.array([3.0, 12.0])])
    assert right.passed, right
    wrong = check_gradients(lambda x: float(x.sum()), {"x": np.ones(2)}, [np.array([1.0, np.nan])])
    assert not wrong.passed
    assert wrong.checks[0].worst == (1,)
    assert check_gradients(lambda x: 0.0, {"x": np.ones(0)}, [np.ones(0)]).passed


def test_bad_arguments_are_answered_with_one_sentence():
    ones = np.ones(2)
    for call, message in [
        (lambda: numerical_gradient(lambda x: x, ones), r"f must return one number, got an array of shape \(2,\)"),
        (lambda: numerical_gradient(np.sum, np.arange(2)), "x must hold floating-point numbers, got int64"),
        (lambda: numerical_gradient(np.sum, ones, h=0), "h must be above 0, got 0"),
        (lambda: numerical_gradient(np.sum, ones, h=-1e-5), "h must be above 0"),
        (lambda: numerical_gradient(np.sum, ones, h=np.nan), "h must be a finite number, got nan"),
        (lambda: relative_error(ones, np.ones(3)), r"b must have a's shape \(2,\), got \(3,\)"),
        (lambda: check_gradients(np.sum, {"x": ones}, []), "gradients must be one for each of x, got 0"),
        (lambda: check_gradients(np.sum, {"x": ones}, [np.ones(3)]), "gradient of x must have x's shape"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
