import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.gradient_check import check_gradients
from utils.reference.layers import (
    affine,
    affine_backward,
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    dropout,
    dropout_backward,
)

SHAPES = [(6, 3), (1, 3), (4, 3, 5, 2), (1, 2, 3, 3), (2, 3, 7)]


def test_affine_by_hand():
    x, W, b = np.array([[1.0, 2]]), np.array([[3.0, 4], [0, -1], [1, 1]]), np.array([0.5, 0, 1])
    assert affine(x, W, b).tolist() == [[11.5, -2, 4]]
    dx, dW, db = affine_backward(np.array([[1.0, 0, 2]]), x, W, b)
    assert dx.tolist() == [[5, 6]]
    assert dW.tolist() == [[1, 2], [0, 0], [2, 4]]
    assert db.tolist() == [1, 0, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [(5, 4, 3), (1, 1, 1), (0, 2, 3)])
def test_affine_equals_torch(dtype, size, rng):
    n, d, m = size
    arrays = [rng.normal(size=shape).astype(dtype) for shape in ((n, d), (m, d), (m,))]
    upstream = rng.normal(size=(n, m)).astype(dtype)
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    out = torch.nn.functional.linear(*leaves)
    out.backward(torch.tensor(upstream))
    assert affine(*arrays) == pytest.approx(out.detach().numpy(), abs=1e-5)
    for gradient, leaf in zip(affine_backward(upstream, *arrays), leaves, strict=True):
        assert gradient == pytest.approx(leaf.grad.numpy(), abs=1e-5)
        assert gradient.dtype == dtype


def test_affine_gradients_equal_finite_differences(rng):
    arguments = {"x": rng.normal(size=(3, 4)), "W": rng.normal(size=(2, 4)), "b": rng.normal(size=2)}
    upstream = rng.normal(size=(3, 2))
    report = check_gradients(
        lambda **a: np.sum(affine(**a) * upstream), arguments, affine_backward(upstream, **arguments)
    )
    assert report.passed, report


def test_dropout_by_hand(rng):
    out, mask = dropout(np.array([2.0, 4.0, 6.0, 8.0]), 0.5, rng)
    assert mask.tolist() == (np.random.default_rng(0).random(4) < 0.5).tolist()
    assert out.tolist() == [2 * value if kept else 0 for value, kept in zip([2, 4, 6, 8], mask, strict=True)]
    assert dropout_backward(np.ones(4), mask, 0.5).tolist() == [2 * kept for kept in mask]


@given(st.floats(0.05, 1), st.integers(0, 2**32 - 1))
def test_dropout_keeps_its_share_and_its_expectation(keep, seed):
    x = np.ones(4000, np.float32)
    out, mask = dropout(x, keep, np.random.default_rng(seed))
    assert abs(mask.mean() - keep) < 5 * np.sqrt(keep * (1 - keep) / 4000) + 1e-9
    assert np.allclose(out, mask / np.float32(keep), atol=1e-6)
    assert out.dtype == np.float32
    assert np.array_equal(dropout(x, keep, np.random.default_rng(seed)).mask, mask)


def test_the_mean_over_all_masks_is_the_layer_without_dropout():
    x, keep = np.array([1.0, -2.0, 3.0]), 0.25
    masks = np.array(list(itertools.product([False, True], repeat=3)))
    chances = np.where(masks, keep, 1 - keep).prod(axis=1)
    outs = np.stack([dropout_backward(x, mask, keep) for mask in masks])
    assert chances @ outs == pytest.approx(x)


def test_dropout_gradients_equal_finite_differences(rng):
    x, upstream = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 3, 5))
    out, mask = dropout(x, 0.6, np.random.default_rng(4))
    assert out.shape == x.shape
    report = check_gradients(
        lambda x: np.sum(dropout(x, 0.6, np.random.default_rng(4)).out * upstream),
        {"x": x},
        [dropout_backward(upstream, mask, 0.6)],
    )
    assert report.passed, report


def test_batch_norm_by_hand():
    x = np.array([[1.0, 10], [3, 10]])
    out, mean, variance = batch_norm(x, np.array([2.0, 1]), np.array([0.0, 5]), eps=1e-12)
    assert mean.tolist() == [2, 10]
    assert variance.tolist() == [1, 0]
    assert out == pytest.approx(np.array([[-2.0, 5], [2, 5]]))
    assert batch_norm_inference(x, np.ones(2), np.zeros(2), np.zeros(2), np.full(2, 4.0), 1e-12)[0, 0] == pytest.approx(
        0.5
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_batch_norm_equals_torch(shape, dtype, rng):
    x, upstream = (rng.normal(1, 2, shape).astype(dtype) for _ in range(2))
    gamma, beta, mean = rng.normal(size=(3, shape[1])).astype(dtype)
    variance = rng.uniform(0, 3, shape[1]).astype(dtype)
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
    tolerance = 1e-4 if dtype == np.float32 else 1e-10
    frozen = torch.nn.functional.batch_norm(torch.tensor(x), *map(torch.tensor, (mean, variance, gamma, beta)))
    assert batch_norm_inference(x, gamma, beta, mean, variance) == pytest.approx(
        frozen.numpy(), abs=tolerance, rel=1e-4
    )
    if x.size // shape[1] == 1:  # PyTorch refuses a single value a channel
        assert batch_norm(x, gamma, beta).out == pytest.approx(beta[None])
        return
    out = torch.nn.functional.batch_norm(leaves[0], None, None, leaves[1], leaves[2], training=True)
    out.backward(torch.tensor(upstream))
    ours, batch_mean, batch_variance = batch_norm(x, gamma, beta)
    axes = (0, *range(2, x.ndim))
    assert ours == pytest.approx(out.detach().numpy(), abs=tolerance)
    assert batch_mean == pytest.approx(x.mean(axes), abs=tolerance)
    assert batch_variance == pytest.approx(x.var(axes), abs=tolerance)
    for gradient, leaf in zip(batch_norm_backward(upstream, x, gamma), leaves, strict=True):
        assert gradient == pytest.approx(leaf.grad.numpy(), abs=tolerance)
        assert gradient.dtype == ours.dtype == dtype


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_norm_gradients_equal_finite_differences(shape, rng):
    arguments = {"x": rng.normal(size=shape), "gamma": rng.normal(size=shape[1]), "beta": rng.normal(size=shape[1])}
    upstream, eps = rng.normal(size=shape), 0.1
    gradients = batch_norm_backward(upstream, arguments["x"], arguments["gamma"], eps)
    report = check_gradients(lambda **a: np.sum(batch_norm(**a, eps=eps).out * upstream), arguments, gradients)
    assert report.passed, report


@given(arrays(np.float64, (5, 2), elements=st.floats(-10, 10)), st.floats(0.5, 4), st.floats(-5, 5))
def test_batch_norm_takes_away_scale_and_shift_of_its_input(x, scale, shift):
    gamma, beta = np.ones(2), np.zeros(2)
    out = batch_norm(x, gamma, beta).out
    assert out.mean(axis=0) == pytest.approx(beta, abs=1e-6)
    assert (out.var(axis=0) <= 1 + 1e-9).all()
    same = batch_norm(scale * x + shift, gamma, beta, eps=1e-5 * scale**2).out
    assert same == pytest.approx(out, abs=1e-6)


def test_bad_arguments_are_answered_with_one_sentence(rng):
    x, W, b = np.ones((2, 3)), np.ones((4, 3)), np.ones(4)
    for call, message in [
        (lambda: affine(x.astype(int), W, b), "x must hold floating-point numbers, got int64"),
        (lambda: affine(x, W.T, b), r"W has 4 columns, x has 3 \(2, 3\); they must be as many"),
        (lambda: affine(x, W, b[:3]), r"b must have one value for each row of W \(4,\), got \(3,\)"),
        (lambda: affine(x[None], W, b), r"x must have the shape \(N, D\), got \(1, 2, 3\)"),
        (lambda: affine_backward(x, x, W, b), r"upstream must have the output's shape \(2, 4\), got \(2, 3\)"),
        (lambda: dropout(x, 0, rng), "keep must be above 0, got 0"),
        (lambda: dropout(x, 1.1, rng), "keep must be a finite number from 0 to 1, got 1.1"),
        (lambda: dropout(x.astype(int), 0.5, rng), "x must hold floating-point numbers"),
        (lambda: dropout_backward(x, np.ones((2, 3)), 0.5), "mask must hold truth values, got float64"),
        (lambda: dropout_backward(x, np.ones(3, bool), 0.5), r"upstream must have the mask's shape \(3,\)"),
        (lambda: batch_norm(x, b, np.ones(3)), r"gamma must have one value a channel \(3,\), got \(4,\)"),
        (lambda: batch_norm(x[0], b, b), r"x must have the shape \(N, C\) or \(N, C, H, W\), got \(3,\)"),
        (lambda: batch_norm(x[:0], np.ones(3), np.ones(3)), "x must hold at least one value in each channel"),
        (lambda: batch_norm(x, np.ones(3), np.ones(3), eps=0), "eps must be above 0, got 0"),
        (lambda: batch_norm_backward(x[:1], x, np.ones(3)), "upstream must have x's shape"),
        (lambda: batch_norm_inference(x[0], b, b, b, b), "x must have the shape"),
        (lambda: batch_norm_inference(x, *[np.ones(3)] * 3, -np.ones(3)), "variance must be at least 0, got -1"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
