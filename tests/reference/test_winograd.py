import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference import winograd
from utils.reference.convolution import conv2d, conv2d_backward, conv2d_winograd
from utils.reference.gradient_check import check_gradients


@given(arrays(np.float64, 6, elements=st.floats(-9, 9)), arrays(np.float64, 3, elements=st.floats(-9, 9)))
def test_six_products_make_four_outputs_of_a_three_tap_filter(d, w):
    A_T, G, B_T = winograd.transforms()
    direct = [d[place : place + 3] @ w for place in range(4)]
    assert A_T @ ((G @ w) * (B_T @ d)) == pytest.approx(direct, abs=1e-9)


def test_an_impulse_prints_the_filter_turned():
    x, W = np.zeros((1, 1, 5, 5)), np.arange(1.0, 10).reshape(1, 1, 3, 3)
    x[0, 0, 2, 2] = 1
    assert conv2d_winograd(x, W)[0, 0] == pytest.approx(W[0, 0, ::-1, ::-1])


@pytest.mark.parametrize("seed", range(60))
def test_it_equals_torch_over_random_shapes(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    padding = tuple(map(int, rng.integers(0, 3, 2)))
    x_shape = (*rng.integers(1, 5, 2), *(rng.integers(max(1, 3 - 2 * pad), 14) for pad in padding))
    dtype = [np.float32, np.float64][seed % 2]
    x, W = rng.normal(size=x_shape).astype(dtype), rng.normal(size=(rng.integers(1, 5), x_shape[1], 3, 3)).astype(dtype)
    b = rng.normal(size=len(W)).astype(dtype) if seed % 3 else None
    monkeypatch.setattr(winograd, "TILES", int(rng.integers(1, 9)))
    expected = torch.nn.functional.conv2d(*(None if a is None else torch.tensor(a) for a in (x, W, b)), padding=padding)
    out = conv2d_winograd(x, W, b, padding)
    assert out.dtype == dtype
    assert out == pytest.approx(expected.numpy(), abs=1e-4 if dtype == np.float32 else 1e-11)


@pytest.mark.parametrize(("channels", "size"), [(64, 28), (256, 14), (512, 14)])
def test_float32_keeps_four_digits_with_the_weights_of_he(channels, size, rng):
    x = rng.normal(size=(2, channels, size, size)).astype(np.float32)
    W = (rng.normal(size=(32, channels, 3, 3)) * np.sqrt(2 / (9 * channels))).astype(np.float32)
    exact = conv2d(x.astype(float), W.astype(float), padding=1)
    assert np.abs(conv2d_winograd(x, W, padding=1) - exact).max() < 5e-5


def test_its_gradient_is_that_of_the_convolution(rng):
    arguments = {"x": rng.normal(size=(1, 2, 5, 4)), "W": rng.normal(size=(2, 2, 3, 3)), "b": rng.normal(size=2)}
    upstream = rng.normal(size=(1, 2, 5, 4))
    gradients = conv2d_backward(upstream, arguments["x"], arguments["W"], padding=1)
    report = check_gradients(
        lambda **a: np.sum(conv2d_winograd(**a, padding=1) * upstream), arguments, gradients, h=1e-2
    )
    assert report.passed, report


def test_an_empty_batch_gives_an_empty_batch():
    assert conv2d_winograd(np.ones((0, 3, 5, 5)), np.ones((4, 3, 3, 3))).shape == (0, 4, 3, 3)


def test_bad_arguments_are_answered_with_one_sentence():
    x, W = np.ones((1, 2, 5, 5)), np.ones((4, 2, 3, 3))
    for arguments, message in [
        ((x, W[..., :2]), r"W must hold filters \(F, C, 3, 3\), got \(4, 2, 3, 2\)"),
        ((x, W[:, :1]), r"W has 1 channels, x has 2 \(1, 2, 5, 5\)"),
        ((x.astype(int), W), "x must hold floating-point numbers, got int64"),
        ((x, W, np.ones(3)), "b must have one value a filter"),
        ((x[:, :, :2], W), "kernel must be at most the padded input 2, got 3"),
        ((x, W, None, -1), "padding must be a whole number of at least 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            conv2d_winograd(*arguments)


@given(st.integers(0, 3), st.integers(1, 4), st.integers(1, 5), st.tuples(*[st.integers(3, 15)] * 2), st.integers(1, 9))
def test_all_shapes_give_the_sums_of_the_convolution(images, channels, filters, size, tiles):
    rng = np.random.default_rng(images)
    x, W, b = rng.normal(size=(images, channels, *size)), rng.normal(size=(filters, channels, 3, 3)), np.ones(filters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(winograd, "TILES", tiles)
        assert conv2d_winograd(x, W, b, (1, 0)) == pytest.approx(conv2d(x, W, b, 1, (1, 0)), abs=1e-10)
