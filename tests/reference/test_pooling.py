import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.reference.conv_cases import in_memory
from utils.reference import pooling
from utils.reference.gradient_check import check_gradients
from utils.reference.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_backward_naive,
)

POOLS = [
    (max_pool2d, max_pool2d_backward),
    (max_pool2d, max_pool2d_backward_naive),
    (avg_pool2d, avg_pool2d_backward),
]
IMAGE = np.array([[[[1.0, 2, 0, 4], [3, 0, 8, 1], [1, 1, 5, 5], [0, 9, 5, 5]]]])


def random_pool(rng):
    """A shape and options that fit, padding up to size - 1, whole numbers and pairs mixed."""
    height, width = rng.integers(1, 9, 2)
    while True:
        size = rng.integers(1, 5, 2)
        padding = rng.integers(0, size)
        if np.all(size <= (height, width) + 2 * padding):
            break
    stride = None if rng.random() < 0.3 else tuple(map(int, rng.integers(1, 5, 2)))
    shape = (*map(int, rng.integers(1, 4, 2)), int(height), int(width))
    return shape, {"size": tuple(map(int, size)), "stride": stride, "padding": tuple(map(int, padding))}


def torch_pool(x, pool, size, stride, padding):
    """The oracle: PyTorch allows padding up to half the size only, so it is put on by hand."""
    (rows, columns), largest = padding, pool is max_pool2d
    padded = torch.nn.functional.pad(x, (columns, columns, rows, rows), value=-torch.inf if largest else 0.0)
    oracle = torch.nn.functional.max_pool2d if largest else torch.nn.functional.avg_pool2d
    return oracle(padded, size, size if stride is None else stride)


def test_maxima_and_means_by_hand():
    assert max_pool2d(IMAGE, 2).tolist() == [[[[3, 8], [9, 5]]]]
    assert avg_pool2d(IMAGE, 2).tolist() == [[[[1.5, 3.25], [2.75, 5]]]]
    assert max_pool2d(-IMAGE, 2, padding=1)[0, 0, 0].tolist() == [-1, 0, -4]
    assert avg_pool2d(IMAGE, 2, padding=1)[0, 0, 0].tolist() == [0.25, 0.5, 1]


def test_gradients_by_hand_go_to_the_first_maximum_or_to_all():
    upstream = np.array([[[[1.0, 2], [3, 4]]]])
    by_maximum = max_pool2d_backward(upstream, IMAGE, 2)[0, 0]
    assert by_maximum.tolist() == [[0, 0, 0, 0], [1, 0, 2, 0], [0, 0, 4, 0], [0, 3, 0, 0]]
    by_mean = avg_pool2d_backward(upstream, IMAGE, 2)[0, 0]
    assert by_mean[:, ::2].tolist() == [[0.25, 0.5], [0.25, 0.5], [0.75, 1], [0.75, 1]]


def test_a_maximum_of_several_windows_receives_the_sum():
    dx = max_pool2d_backward(np.ones((1, 1, 3, 3)), IMAGE, 2, 1)
    assert dx[0, 0].tolist() == [[0, 0, 0, 0], [2, 0, 4, 0], [0, 0, 1, 0], [0, 2, 0, 0]]


@pytest.mark.parametrize(("pool", "pool_backward"), POOLS)
@pytest.mark.parametrize("seed", range(150))
def test_pools_and_their_gradients_equal_torch_over_random_options(pool, pool_backward, seed):
    rng = np.random.default_rng(seed)
    shape, options = random_pool(rng)
    dtype = [np.float32, np.float64][seed % 2]
    x = rng.integers(-3, 4, shape).astype(dtype) if seed % 3 else rng.normal(size=shape).astype(dtype)
    leaf = torch.tensor(x, requires_grad=True)
    expected = torch_pool(leaf, pool, **options)
    out = pool(x, **options)
    upstream = rng.normal(size=out.shape).astype(dtype)
    expected.backward(torch.tensor(upstream))
    dx = pool_backward(upstream, x, **options)
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    assert out.dtype == dx.dtype == dtype
    assert out == pytest.approx(expected.detach().numpy(), abs=tolerance)
    assert dx == pytest.approx(leaf.grad.numpy(), abs=tolerance)


@pytest.mark.parametrize(("pool", "pool_backward"), POOLS)
def test_gradients_equal_finite_differences(pool, pool_backward, rng):
    x = rng.permutation(70).reshape(1, 2, 5, 7) / 7.0
    upstream = rng.normal(size=pool(x, 3, 2, 1).shape)
    report = check_gradients(
        lambda x: np.sum(pool(x, 3, 2, 1) * upstream), {"x": x}, [pool_backward(upstream, x, 3, 2, 1)]
    )
    assert report.passed, report


@pytest.mark.parametrize(("pool", "pool_backward"), POOLS)
@pytest.mark.parametrize("shape", [(0, 2, 4, 4), (2, 0, 4, 4)])
def test_an_empty_batch_gives_an_empty_batch(pool, pool_backward, shape):
    out = pool(np.ones(shape), 2)
    assert out.shape == (*shape[:2], 2, 2)
    assert pool_backward(out, np.ones(shape), 2).shape == shape


@given(arrays(np.float64, (1, 2, 6, 6), elements=st.floats(-1e3, 1e3)), st.integers(1, 3), st.integers(1, 3))
def test_a_maximum_is_no_less_than_a_mean_and_both_keep_constants(x, size, stride):
    assert (max_pool2d(x, size, stride) >= avg_pool2d(x, size, stride) - 1e-9).all()
    constant = np.full_like(x, x[0, 0, 0, 0])
    assert np.unique(max_pool2d(constant, size, stride)).tolist() == [x[0, 0, 0, 0]]
    assert avg_pool2d(constant, size, stride) == pytest.approx(max_pool2d(constant, size, stride))


@given(arrays(np.float64, (1, 1, 6, 6), elements=st.integers(-2, 2).map(float)), st.integers(1, 3))
def test_no_gradient_is_lost_or_made(x, stride):
    upstream = np.arange(1.0, 1 + max_pool2d(x, 3, stride, 1).size).reshape(max_pool2d(x, 3, stride, 1).shape)
    assert max_pool2d_backward(upstream, x, 3, stride, 1).sum() == pytest.approx(upstream.sum())


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("values", [(-2, 3), (-np.inf, np.inf, np.nan, 0, 1)])
def test_both_forms_of_the_gradient_agree_whatever_the_chunk(seed, values, monkeypatch):
    rng = np.random.default_rng(seed)
    shape, options = random_pool(rng)
    x = rng.choice(values, shape) if len(values) > 2 else rng.integers(*values, shape).astype(float)
    upstream = rng.integers(-9, 10, max_pool2d(x, **options).shape).astype(float)
    monkeypatch.setattr(pooling, "CHUNK", int(rng.integers(1, 200)))
    naive = max_pool2d_backward_naive(upstream, x, **options)
    assert np.array_equal(max_pool2d_backward(upstream, x, **options), naive)


def test_windows_of_more_places_than_a_byte_counts_find_their_winner():
    x = np.arange(400.0).reshape(1, 1, 20, 20)
    assert np.flatnonzero(max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 20)).tolist() == [399]


def test_infinities_are_pooled_as_torch_pools_them():
    x = np.array([[[[-np.inf, -np.inf], [-np.inf, -np.inf]]]])
    leaf = torch.tensor(x, requires_grad=True)
    torch.nn.functional.max_pool2d(leaf, 2, padding=1).sum().backward()
    assert max_pool2d(x, 2, padding=1).tolist() == [[[[-np.inf] * 2] * 2]]
    assert np.array_equal(max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 2, padding=1), leaf.grad.numpy())


def test_nan_is_passed_on_by_a_maximum():
    x = IMAGE.copy()
    x[0, 0, 1, 1] = np.nan
    assert np.isnan(max_pool2d(x, 2)).tolist() == [[[[True, False], [False, False]]]]


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_bad_arguments_are_answered_with_one_sentence(pool):
    for x, options, message in [
        (IMAGE.astype(int), {"size": 2}, "x must hold floating-point numbers, got int64"),
        (IMAGE[0], {"size": 2}, r"x must have the shape \(N, C, H, W\), got \(1, 4, 4\)"),
        (IMAGE, {"size": 0}, "size must be a whole number of at least 1 or a pair of them, got 0"),
        (IMAGE, {"size": 2.0}, "size must be a whole number of at least 1 or a pair of them, got 2.0"),
        (IMAGE, {"size": 2, "stride": 0}, "stride must be a whole number of at least 1 or a pair of them, got 0"),
        (IMAGE, {"size": 2, "padding": -1}, "padding must be a whole number of at least 0"),
        (IMAGE, {"size": 2, "padding": 2}, "padding must be below the size 2, got 2"),
        (IMAGE, {"size": (3, 1), "padding": 1}, r"padding must be below the size \(3, 1\), got 1"),
        (IMAGE, {"size": 5}, "kernel must be at most the padded input 4, got 5"),
    ]:
        with pytest.raises(ValueError, match=message):
            pool(x, **options)


@pytest.mark.parametrize("pool_backward", [backward for _, backward in POOLS])
def test_an_upstream_of_another_shape_is_refused(pool_backward):
    with pytest.raises(ValueError, match=r"upstream must have the output's shape \(1, 1, 2, 2\), got \(1, 1, 3, 3\)"):
        pool_backward(np.ones((1, 1, 3, 3)), IMAGE, 2)


@pytest.mark.parametrize(("pool", "pool_backward"), POOLS)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_the_order_in_memory_changes_nothing(pool, pool_backward, seed, innermost):
    rng = np.random.default_rng(seed)
    shape, options = random_pool(rng)
    x = rng.integers(-3, 4, shape).astype(float)
    upstream = rng.integers(-9, 10, pool(x, **options).shape).astype(float)
    turned = in_memory(x, innermost)
    assert pool(turned, **options) == pytest.approx(pool(x, **options))
    expected = pytest.approx(pool_backward(upstream, x, **options))
    assert pool_backward(in_memory(upstream, innermost), turned, **options) == expected
    assert pool_backward(upstream, turned, **options) == expected


def test_a_pool_keeps_the_order_in_memory():
    x = in_memory(np.arange(96.0).reshape(2, 3, 4, 4), 0)
    assert max_pool2d(x, 2).strides[0] == x.strides[0] == max_pool2d_backward(np.ones((2, 3, 2, 2)), x, 2).strides[0]
