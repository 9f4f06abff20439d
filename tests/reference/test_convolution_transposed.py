import numpy as np
import pytest
import torch

from tests.reference.conv_cases import random_options
from utils.reference.convolution import conv2d, conv_transpose2d, conv_transpose2d_backward
from utils.reference.gradient_check import check_gradients

KERNEL = np.array([[1.0, 2], [0, -1]])


def random_transposed(rng):
    """Return the shapes of x and W and options of a transposed convolution that has an output."""
    while True:
        x_shape, W_shape, options = random_options(rng)
        x_shape = (*x_shape[:1], W_shape[0], *x_shape[2:])
        stride, padding, dilation = (np.broadcast_to(options[name], 2) for name in ("stride", "padding", "dilation"))
        more = rng.integers(0, np.maximum(stride, dilation))
        size = (np.array(x_shape[2:]) - 1) * stride - 2 * padding + dilation * (np.array(W_shape[2:]) - 1) + 1 + more
        if np.all(size > 0):
            return x_shape, W_shape, options | {"output_padding": tuple(map(int, more))}


def test_a_transposed_convolution_by_hand():
    x = np.array([[[[1.0, 2], [0, -1]]]])
    out = conv_transpose2d(x, KERNEL[None, None], np.array([0.5]), stride=2)
    assert (out - 0.5)[0, 0].tolist() == [[1, 2, 2, 4], [0, -1, 0, -2], [0, 0, -1, -2], [0, 0, 0, 1]]
    assert conv_transpose2d(x, KERNEL[None, None])[0, 0].tolist() == [[1, 4, 4], [0, -2, -4], [0, 0, 1]]
    assert conv_transpose2d(x, KERNEL[None, None], stride=2, output_padding=1).shape == (1, 1, 5, 5)


@pytest.mark.parametrize("seed", range(120))
def test_transposed_convolutions_and_their_gradients_equal_torch(seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_transposed(rng)
    dtype = [np.float32, np.float64][seed % 2]
    shapes = x_shape, W_shape, (W_shape[1] * options["groups"],)
    arrays = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    expected = torch.nn.functional.conv_transpose2d(*leaves, **options)
    out = conv_transpose2d(*arrays, **options)
    upstream = rng.normal(size=out.shape).astype(dtype)
    expected.backward(torch.tensor(upstream))
    tolerance = 1e-3 if dtype == np.float32 else 1e-11
    assert out.dtype == dtype
    assert out == pytest.approx(expected.detach().numpy(), abs=tolerance)
    for gradient, leaf in zip(conv_transpose2d_backward(upstream, *arrays[:2], **options), leaves, strict=True):
        assert gradient.dtype == dtype
        assert gradient == pytest.approx(leaf.grad.numpy(), abs=tolerance)


@pytest.mark.parametrize("seed", range(8))
def test_transposed_gradients_equal_finite_differences(seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_transposed(rng)
    arguments = {
        "x": rng.normal(size=x_shape),
        "W": rng.normal(size=W_shape),
        "b": rng.normal(size=W_shape[1] * options["groups"]),
    }
    upstream = rng.normal(size=conv_transpose2d(**arguments, **options).shape)
    report = check_gradients(
        lambda **a: np.sum(conv_transpose2d(**a, **options) * upstream),
        arguments,
        conv_transpose2d_backward(upstream, arguments["x"], arguments["W"], **options),
        h=1e-2,
    )
    assert report.passed, report


@pytest.mark.parametrize("seed", range(20))
def test_a_transposed_convolution_is_the_adjoint_of_the_convolution(seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_options(rng)
    x, W = rng.normal(size=x_shape), rng.normal(size=W_shape)
    out = conv2d(x, W, **options)
    y = rng.normal(size=out.shape)
    stride, padding, dilation = (np.broadcast_to(options[name], 2) for name in ("stride", "padding", "dilation"))
    dropped = (np.array(x_shape[2:]) + 2 * padding - dilation * (np.array(W_shape[2:]) - 1) - 1) % stride
    back = conv_transpose2d(y, W, output_padding=tuple(map(int, dropped)), **options)
    assert np.sum(out * y) == pytest.approx(np.sum(x * back))


def test_an_empty_batch_gives_an_empty_batch():
    x, W = np.ones((0, 4, 2, 2)), np.ones((4, 3, 3, 3))
    out = conv_transpose2d(x, W, stride=2)
    assert out.shape == (0, 3, 5, 5)
    dx, dW, db = conv_transpose2d_backward(out, x, W, stride=2)
    assert (dx.shape, dW.any(), db.any()) == (x.shape, False, False)


def test_bad_arguments_are_answered_with_one_sentence():
    x, W = np.ones((1, 2, 5, 5)), np.ones((2, 3, 3, 3))
    for call, message in [
        (lambda: conv_transpose2d(x[:, :1], W), r"W has 2 filters, x has 1 channels \(1, 1, 5, 5\)"),
        (lambda: conv_transpose2d(x, W, groups=3), "W must have filters that 3 groups can share"),
        (lambda: conv_transpose2d(x, W, output_padding=1), "output_padding must be below stride 1 or below dilation 1"),
        (lambda: conv_transpose2d(x, W, padding=4), "padding must leave at least one output"),
        (lambda: conv_transpose2d(x, W, np.ones(2)), r"b must have one value a filter \(3,\), got \(2,\)"),
        (lambda: conv_transpose2d(x.astype(int), W), "x must hold floating-point numbers"),
        (lambda: conv_transpose2d(x, W[0]), r"W must have the shape \(F, C, KH, KW\)"),
        (lambda: conv_transpose2d_backward(x, x, W), r"upstream must have the output's shape \(1, 3, 7, 7\)"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
