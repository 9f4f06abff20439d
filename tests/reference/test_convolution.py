import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.reference.conv_cases import convolutions, in_memory, random_options
from utils.reference import convolution
from utils.reference.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_backward_filters,
    conv2d_naive,
    convolve,
    cross_correlate,
)
from utils.reference.gradient_check import check_gradients

FORWARDS = [conv2d_naive, conv2d]
IMAGE = np.arange(1.0, 10).reshape(3, 3)
KERNEL = np.array([[1.0, 2], [0, -1]])


@pytest.mark.parametrize("forward", FORWARDS)
def test_two_filters_by_hand(forward):
    W = np.stack([KERNEL, np.full((2, 2), 0.25)])[:, None]
    out = forward(IMAGE[None, None], W, np.array([0.5, 0]))
    assert out.tolist() == [[[[0.5, 2.5], [6.5, 8.5]], [[3, 4], [6, 7]]]]
    assert forward(IMAGE[None, None], W, stride=2).tolist() == [[[[0]], [[3]]]]
    assert forward(IMAGE[None, None], W[:1], dilation=2).tolist() == [[[[1 + 6 - 9]]]]
    assert forward(IMAGE[None, None], W[:1], padding=(1, 0))[0, 0, 0].tolist() == [-2, -3]


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("forward", FORWARDS)
def test_convolutions_equal_torch_over_random_options(forward, seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_options(rng)
    dtype = [np.float32, np.float64][seed % 2]
    x, W = rng.normal(size=x_shape).astype(dtype), rng.normal(size=W_shape).astype(dtype)
    b = rng.normal(size=W_shape[0]).astype(dtype) if seed % 3 else None
    expected = torch.nn.functional.conv2d(*(None if a is None else torch.tensor(a) for a in (x, W, b)), **options)
    out = forward(x, W, b, **options)
    assert out.dtype == dtype
    assert out == pytest.approx(expected.numpy(), abs=1e-4 if dtype == np.float32 else 1e-12)


def test_gradients_by_hand():
    upstream = np.array([[[[1.0, 0], [0, 2]]]])
    dx, dW, db = conv2d_backward(upstream, IMAGE[None, None], KERNEL[None, None])
    assert dx[0, 0].tolist() == [[1, 2, 0], [0, 1, 4], [0, 0, -2]]
    assert dW[0, 0].tolist() == [[1 + 2 * 5, 2 + 2 * 6], [4 + 2 * 8, 5 + 2 * 9]]
    assert db.tolist() == [3]


@pytest.mark.parametrize("seed", range(120))
def test_gradients_equal_torch_over_random_options(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_options(rng)
    dtype = [np.float32, np.float64][seed % 2]
    x, W, b = (rng.normal(size=shape).astype(dtype) for shape in (x_shape, W_shape, W_shape[:1]))
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, W, b)]
    out = torch.nn.functional.conv2d(*leaves, **options)
    upstream = rng.normal(size=tuple(out.shape)).astype(dtype)
    out.backward(torch.tensor(upstream))
    if seed % 3:
        monkeypatch.setattr(convolution, "CHUNK", 1)  # one image at a time, as with large images
    for gradient, leaf in zip(conv2d_backward(upstream, x, W, **options), leaves, strict=True):
        assert gradient.dtype == dtype
        assert gradient == pytest.approx(leaf.grad.numpy(), abs=1e-3 if dtype == np.float32 else 1e-11)


@pytest.mark.parametrize("seed", range(12))
def test_gradients_equal_finite_differences(seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_options(rng)
    arguments = {"x": rng.normal(size=x_shape), "W": rng.normal(size=W_shape), "b": rng.normal(size=W_shape[0])}
    upstream = rng.normal(size=conv2d(**arguments, **options).shape)
    report = check_gradients(
        lambda **a: np.sum(conv2d(**a, **options) * upstream),
        arguments,
        conv2d_backward(upstream, arguments["x"], arguments["W"], **options),
        h=1e-2,  # exact for a linear function
    )
    assert report.passed, report


@pytest.mark.parametrize("chunk", [1, 200, 10**6])
def test_the_number_of_images_at_a_time_changes_nothing(chunk, monkeypatch, rng):
    x, W = rng.normal(size=(5, 2, 6, 6)), rng.normal(size=(4, 1, 3, 3))
    upstream = rng.normal(size=(5, 4, 4, 4))
    expected = conv2d_naive(x, W, groups=2), *conv2d_backward(upstream, x, W, groups=2)
    monkeypatch.setattr(convolution, "CHUNK", chunk)
    got = conv2d(x, W, groups=2), *conv2d_backward(upstream, x, W, groups=2)
    for one, other in zip(got, expected, strict=True):
        assert one == pytest.approx(other)


@pytest.mark.parametrize("forward", FORWARDS)
def test_an_empty_batch_gives_an_empty_batch(forward):
    x, W = np.ones((0, 3, 5, 5)), np.ones((4, 3, 3, 3))
    out = forward(x, W, stride=2)
    assert out.shape == (0, 4, 2, 2)
    dx, dW, db = conv2d_backward(out, x, W, stride=2)
    assert (dx.shape, dW.any(), db.any()) == (x.shape, False, False)


@pytest.mark.parametrize("forward", FORWARDS)
def test_arguments_stay_as_they_were_and_need_not_be_contiguous(forward, rng):
    x, W = rng.normal(size=(2, 6, 5, 3)).transpose(0, 3, 2, 1), rng.normal(size=(2, 2, 3, 4)).T
    before = x.copy(), W.copy()
    out = forward(x, W[:, :3], padding=1)
    assert np.array_equal(x, before[0])
    assert np.array_equal(W, before[1])
    assert out == pytest.approx(forward(np.ascontiguousarray(x), np.ascontiguousarray(W[:, :3]), padding=1))


IMAGES = arrays(np.float64, (1, 2, 5, 6), elements=st.floats(-10, 10))
FILTERS = arrays(np.float64, (3, 2, 2, 3), elements=st.floats(-10, 10))


@given(IMAGES, IMAGES, FILTERS, st.floats(-3, 3))
def test_a_convolution_is_linear(x, other, W, factor):
    out = conv2d(x, W) + factor * conv2d(other, W)
    assert conv2d(x + factor * other, W) == pytest.approx(out, abs=1e-9)


@given(IMAGES, FILTERS, st.integers(0, 2), st.integers(0, 2))
def test_a_convolution_commutes_with_shifts(x, W, down, right):
    big = np.zeros((1, 2, 11, 12))
    big[:, :, 2:7, 2:8] = x
    moved = np.roll(big, (down, right), axis=(2, 3))
    assert conv2d(moved, W) == pytest.approx(np.roll(conv2d(big, W), (down, right), axis=(2, 3)), abs=1e-9)


@given(IMAGES, FILTERS)
def test_the_vectorised_form_equals_the_loops(x, W):
    assert conv2d(x, W, padding=1, stride=(1, 2)) == pytest.approx(conv2d_naive(x, W, padding=1, stride=(1, 2)))


def test_one_by_one_filters_mix_channels_in_place(rng):
    x, W = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(6, 3, 1, 1))
    assert conv2d(x, W) == pytest.approx(np.einsum("nchw,fc->nfhw", x, W[:, :, 0, 0]))


def test_the_backward_pass_of_one_by_one_filters_leaves_its_arguments_alone(rng):
    x, W, upstream = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(6, 3, 1, 1)), rng.normal(size=(2, 6, 4, 5))
    before = x.copy(), W.copy(), upstream.copy()
    dx, dW, _ = conv2d_backward(upstream, x, W)
    assert dx == pytest.approx(np.einsum("nfhw,fc->nchw", upstream, W[:, :, 0, 0]))
    assert dW[:, :, 0, 0] == pytest.approx(np.einsum("nfhw,nchw->fc", upstream, x))
    assert all(np.array_equal(one, other) for one, other in zip((x, W, upstream), before, strict=True))


def test_cross_correlation_and_convolution_by_hand():
    assert cross_correlate(IMAGE, KERNEL).tolist() == [[0, 2], [6, 8]]
    assert convolve(IMAGE, KERNEL).tolist() == [[-1 + 2 * 4 + 5, -2 + 2 * 5 + 6], [-4 + 2 * 7 + 8, -5 + 2 * 8 + 9]]
    assert not np.array_equal(convolve(IMAGE, KERNEL), cross_correlate(IMAGE, KERNEL))


@given(arrays(np.float64, (3, 3), elements=st.floats(-9, 9)))
def test_the_two_agree_for_kernels_that_look_the_same_upside_down(kernel):
    image = np.random.default_rng(1).normal(size=(6, 7))
    even = kernel + kernel[::-1, ::-1]
    assert convolve(image, even) == pytest.approx(cross_correlate(image, even), abs=1e-9)


def test_convolution_with_an_impulse_prints_the_kernel_and_cross_correlation_prints_it_turned():
    impulse = np.zeros((3, 3))
    impulse[1, 1] = 1
    assert np.array_equal(convolve(impulse, KERNEL), KERNEL)
    assert np.array_equal(cross_correlate(impulse, KERNEL), KERNEL[::-1, ::-1])


@pytest.mark.parametrize("forward", FORWARDS)
def test_bad_arguments_are_answered_with_one_sentence(forward):
    x, W = np.ones((1, 2, 5, 5)), np.ones((4, 2, 3, 3))
    for arguments, options, message in [
        ((x.astype(int), W), {}, "x must hold floating-point numbers, got int64"),
        ((x, W.astype(np.uint8)), {}, "W must hold floating-point numbers, got uint8"),
        ((x[0], W), {}, r"x must have the shape \(N, C, H, W\), got \(2, 5, 5\)"),
        ((x, W[0]), {}, r"W must have the shape \(F, C, KH, KW\), got \(2, 3, 3\)"),
        ((x[:, :1], W), {}, r"W has 2 channels, x has 1 \(1, 1, 5, 5\)"),
        ((x, W), {"groups": 2}, "W has 2 channels for each of 2 groups, x has 2"),
        ((x, W[:3, :1]), {"groups": 2}, "W must have filters that 2 groups can share, got the shape"),
        ((x, W), {"groups": 0}, "groups must be a whole number of at least 1, got 0"),
        ((x, W[:0]), {}, "W must have filters"),
        ((x, W, np.ones(3)), {}, r"b must have one value a filter \(4,\), got \(3,\)"),
        ((x[:, :, :2], W), {}, "kernel must be at most the padded input 2, got 3"),
        ((x, W), {"dilation": 3}, r"kernel must be at most the padded input 5, got 3 spanning 3 \* \(3 - 1\) \+ 1 = 7"),
        ((x, W), {"stride": 0}, "stride must be a whole number of at least 1 or a pair of them, got 0"),
        ((x, W), {"stride": (1, 2, 3)}, "stride must be a whole number of at least 1 or a pair of them"),
        ((x, W), {"padding": -1}, "padding must be a whole number of at least 0 or a pair of them, got -1"),
        ((x, W), {"padding": 1.0}, "padding must be a whole number of at least 0 or a pair of them, got 1.0"),
        ((x, W), {"padding": "same"}, "padding must be a whole number"),
        ((x, W), {"dilation": True}, "dilation must be a whole number of at least 1 or a pair of them, got True"),
    ]:
        with pytest.raises(ValueError, match=message):
            forward(*arguments, **options)


@pytest.mark.parametrize("operator", [cross_correlate, convolve])
def test_operators_on_one_image_refuse_what_is_not_one(operator):
    for image, kernel, message in [
        (IMAGE[None], KERNEL, r"image must have the shape \(H, W\)"),
        (IMAGE, KERNEL[0], r"kernel must have the shape \(KH, KW\)"),
        (IMAGE.astype(int), KERNEL, "image must hold floating-point numbers"),
        (IMAGE[:1], KERNEL, "kernel must be at most the padded input 1, got 2"),
    ]:
        with pytest.raises(ValueError, match=message):
            operator(image, kernel)


def test_an_upstream_of_another_shape_is_refused():
    x, W = np.ones((1, 2, 5, 5)), np.ones((2, 2, 3, 3))
    with pytest.raises(ValueError, match=r"upstream must have the output's shape \(1, 2, 3, 3\), got \(1, 2, 5, 5\)"):
        conv2d_backward(x, x, W)


@pytest.mark.parametrize("seed", range(30))
def test_the_gradients_of_the_filters_alone_are_those_of_the_whole_backward_pass(seed):
    rng = np.random.default_rng(seed)
    x_shape, W_shape, options = random_options(rng)
    x, W = rng.normal(size=x_shape), rng.normal(size=W_shape)
    upstream = rng.normal(size=conv2d(x, W, **options).shape)
    _, dW, db = conv2d_backward(upstream, x, W, **options)
    alone = conv2d_backward_filters(upstream, x, W, **options)
    assert np.array_equal(alone.dW, dW)
    assert np.array_equal(alone.db, db)


@given(convolutions(), st.integers(0, 2**32 - 1), st.sampled_from([1, 60, 10**6]), st.sampled_from([0, 1, 3]))
def test_all_shapes_and_options_give_the_sums_of_the_loops_whatever_lies_innermost(case, seed, chunk, innermost):
    (x_shape, W_shape, options), rng = case, np.random.default_rng(seed)
    x, W, b = rng.normal(size=x_shape), rng.normal(size=W_shape), rng.normal(size=W_shape[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "CHUNK", chunk)
        patch.setattr(convolution, "LONG", 1 + chunk // 40)
        out = conv2d(in_memory(x, innermost), W, b, **options)
        upstream = in_memory(rng.normal(size=out.shape), innermost)
        gradients = conv2d_backward(upstream, in_memory(x, innermost), W, **options)
    assert out == pytest.approx(conv2d_naive(x, W, b, **options), abs=1e-9)
    for one, other in zip(gradients, conv2d_backward(upstream, x, W, **options), strict=True):
        assert one == pytest.approx(other, abs=1e-9)
