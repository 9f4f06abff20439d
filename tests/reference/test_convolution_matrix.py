"""One matrix does what conv2d does, its transpose what conv2d_backward does, and PyTorch agrees."""

import numpy as np
import pytest
import torch

from utils.reference.convolution import conv2d, conv2d_backward, conv_transpose2d
from utils.reference.convolution_matrix import convolution_matrix

CASES = [
    # filters, channels, kernel, size, stride, padding
    (1, 1, (3, 3), (5, 5), 1, 0),
    (2, 3, (3, 2), (6, 5), 1, 1),
    (3, 2, (2, 3), (7, 8), 2, 0),
    (1, 1, (1, 1), (4, 4), 1, 0),
    (2, 1, (3, 3), (5, 7), (2, 1), (0, 2)),
    (1, 2, (4, 4), (4, 4), 3, 1),
]


def arrays(rng, case):
    filters, channels, kernel, size, stride, padding = case
    x, W = rng.normal(size=(2, channels, *size)), rng.normal(size=(filters, channels, *kernel))
    return x, W, convolution_matrix(W, size, stride, padding), conv2d(x, W, None, stride, padding)


def test_by_hand_a_row_for_each_output_and_the_kernel_moves_along():
    W = np.array([[[[1.0, 2.0]]]])
    assert convolution_matrix(W, (1, 4)).tolist() == [[1, 2, 0, 0], [0, 1, 2, 0], [0, 0, 1, 2]]
    assert convolution_matrix(W, (1, 3), stride=2, padding=(0, 1)).tolist() == [[2, 0, 0], [0, 1, 2]]


@pytest.mark.parametrize("case", CASES)
def test_the_matrix_times_the_image_is_conv2d_and_pytorch(rng, case):
    x, W, matrix, out = arrays(rng, case)
    np.testing.assert_allclose((x.reshape(2, -1) @ matrix.T).reshape(out.shape), out)
    oracle = torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(W), None, *case[4:])
    np.testing.assert_allclose(out, oracle.numpy())


@pytest.mark.parametrize("case", CASES)
def test_the_transpose_is_the_backward_pass_and_the_transposed_convolution(rng, case):
    x, W, matrix, out = arrays(rng, case)
    upstream = rng.normal(size=out.shape)
    dx = (upstream.reshape(2, -1) @ matrix).reshape(x.shape)
    np.testing.assert_allclose(dx, conv2d_backward(upstream, x, W, *case[4:]).dx)
    if case[4:] == (1, 0):
        np.testing.assert_allclose(dx, conv_transpose2d(upstream, W))


def test_it_keeps_float32_and_refuses_integers():
    assert convolution_matrix(np.ones((1, 1, 2, 2), np.float32), 3).dtype == np.float32
    with pytest.raises(ValueError, match="W must hold floating-point numbers, got int64"):
        convolution_matrix(np.ones((1, 1, 2, 2), np.int64), 3)


def test_a_kernel_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match="kernel must be at most the padded input 2, got 3"):
        convolution_matrix(np.ones((1, 1, 3, 3)), 2)
