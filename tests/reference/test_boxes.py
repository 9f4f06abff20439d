import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.reference.stored import stored
from utils.reference.boxes import area, clip, decode, encode, iou
from utils.reference.gradient_check import relative_error

A = np.array([[0.0, 0, 4, 2], [2, 1, 6, 3], [10, 10, 12, 13]])
DEGENERATE = np.array([[3.0, 1, 3, 5], [4, 4, 2, 2], [5, 0, 1, 9], [2, 2, 2, 2]])
COORDINATES = st.floats(-500, 500, width=32)


@st.composite
def box_arrays(draw, most=6):
    corners = draw(arrays(np.float64, (draw(st.integers(0, most)), 2), elements=COORDINATES))
    sizes = draw(arrays(np.float64, corners.shape, elements=st.floats(0.5, 300)))
    return np.concatenate([corners, corners + sizes], axis=1)


def test_areas_and_overlaps_by_hand():
    assert area(A).tolist() == [8, 8, 6]
    assert iou(A, A) == pytest.approx(np.array([[1, 2 / 14, 0], [2 / 14, 1, 0], [0, 0, 1]]))
    assert iou(A[:1], np.array([[4.0, 0, 8, 2]])).tolist() == [[0]]  # half-open: neighbours do not touch


def test_degenerate_boxes_have_no_area_and_overlap_nothing():
    assert area(DEGENERATE).tolist() == [0, 0, 0, 0]
    assert not iou(DEGENERATE, np.concatenate([A, DEGENERATE])).any()


def test_no_boxes_overlap_no_boxes():
    assert iou([], A).shape == (0, 3)
    assert iou(A, np.zeros((0, 4))).shape == (3, 0)
    assert area([]).shape == (0,)
    assert encode([], []).shape == decode([], []).shape == clip([], (3, 4)).shape == (0, 4)


def test_overlaps_equal_torchvision():
    case = stored("iou")
    assert np.array_equal(iou(case["a"], case["b"]), case["iou"])
    assert iou(case["a"], case["b"]).dtype == np.float32


@given(box_arrays(), box_arrays())
def test_overlap_is_symmetric_within_0_and_1_and_whole_for_a_box_with_itself(a, b):
    assert np.array_equal(iou(a, b), iou(b, a).T)
    assert ((iou(a, b) >= 0) & (iou(a, b) <= 1)).all()
    assert np.diagonal(iou(a, a)) == pytest.approx(np.ones(len(a)))


@given(box_arrays(), st.floats(-100, 100), st.floats(0.1, 10))
def test_overlap_is_blind_to_shift_and_scale(a, shift, scale):
    assert iou(scale * a + shift, scale * a + shift) == pytest.approx(iou(a, a), abs=1e-6)


@given(arrays(np.int64, (4, 4), elements=st.integers(0, 12)), arrays(np.int64, (4, 4), elements=st.integers(0, 12)))
def test_overlap_counts_cells(a, b):
    def cells(box):
        return {(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])}

    counted = [[len(cells(p) & cells(q)) / max(1, len(cells(p) | cells(q))) for q in b] for p in a]
    assert iou(a.astype(float), b.astype(float)) == pytest.approx(np.array(counted))


def test_offsets_by_hand():
    anchors, boxes = np.array([[0.0, 0, 10, 20]]), np.array([[5.0, 0, 25, 20]])
    assert encode(boxes, anchors)[0] == pytest.approx([1, 0, np.log(2), 0])
    assert decode(np.array([[1, 0, np.log(2), 0]]), anchors) == pytest.approx(boxes)
    assert decode(np.zeros((1, 4)), anchors) == pytest.approx(anchors)


@given(box_arrays(), st.integers(0, 2**32 - 1))
def test_decoding_gives_back_what_was_encoded(boxes, seed):
    anchors = np.random.default_rng(seed).permutation(boxes)
    assert decode(encode(boxes, anchors), anchors) == pytest.approx(boxes, abs=1e-6)
    assert encode(anchors, anchors) == pytest.approx(np.zeros(anchors.shape))


def test_the_slope_of_a_decoded_box_equals_autograd_and_finite_differences(rng):
    anchors = A + rng.normal(size=A.shape) * 0.1
    leaf = torch.tensor(rng.normal(size=A.shape) * 0.3, requires_grad=True)
    base = torch.tensor(anchors)
    size, centre = base[:, 2:] - base[:, :2], (base[:, 2:] + base[:, :2]) / 2
    moved, half = centre + leaf[:, :2] * size, size * torch.exp(leaf[:, 2:]) / 2
    boxes = torch.cat([moved - half, moved + half], dim=1)
    boxes.square().sum().backward()
    offsets, h = leaf.detach().numpy(), 1e-5
    assert decode(offsets, anchors) == pytest.approx(boxes.detach().numpy())
    for place in np.ndindex(offsets.shape):
        step = np.zeros_like(offsets)
        step[place] = h
        above, below = (np.square(decode(offsets + sign * step, anchors)).sum() for sign in (1, -1))
        slope = (above - below) / (2 * h)
        assert relative_error(slope, leaf.grad.numpy()[place]) < 1e-6


@given(box_arrays(), st.integers(1, 200), st.integers(1, 200))
def test_clipped_boxes_lie_in_the_image_and_stay_clipped(boxes, height, width):
    clipped = clip(boxes, (height, width))
    assert (clipped >= 0).all()
    assert (clipped <= [width, height, width, height]).all()
    assert np.array_equal(clip(clipped, (height, width)), clipped)
    inside = (boxes >= 0).all(axis=1) & (boxes <= [width, height, width, height]).all(axis=1)
    assert np.array_equal(clipped[inside], boxes[inside])


def test_float32_stays_float32_and_arguments_stay_as_they_were():
    a = A.astype(np.float32)
    for result in (area(a), iou(a, a), encode(a, a[::-1]), decode(a / 10, a), clip(a, (5, 5))):
        assert result.dtype == np.float32
    assert np.array_equal(a, A)


def test_bad_boxes_are_answered_with_one_sentence():
    for call, message in [
        (lambda: area(A.astype(int)), "b must hold floating-point numbers, got int64"),
        (lambda: area(A[0]), r"b must have the shape \(R, 4\), got \(4,\)"),
        (lambda: iou(A[:, :3], A), r"a must have the shape \(R, 4\), got \(3, 3\)"),
        (lambda: iou(A, A * np.nan), "b must be finite, got nan"),
        (lambda: encode(DEGENERATE, DEGENERATE), r"boxes must have x1 < x2 and y1 < y2, got \[3.0, 1.0, 3.0, 5.0\]"),
        (lambda: encode(A[:1], DEGENERATE[:1]), "anchors must have x1 < x2 and y1 < y2"),
        (lambda: encode(A, A[:2]), "anchors must be as many as boxes, 3, got 2"),
        (lambda: decode(A, A[:2]), "anchors must be as many as offsets, 3, got 2"),
        (lambda: decode(A[:1], DEGENERATE[:1]), "anchors must have x1 < x2"),
        (lambda: decode(1e4 * A, A), "offsets must have tw and th of at most 355, got 130000"),
        (lambda: clip(A, 5), r"size must be a pair \(height, width\), got 5"),
        (lambda: clip(A, (5, 0)), "width must be a whole number of at least 1, got 0"),
        (lambda: clip(A, (5.0, 5)), "height must be a whole number of at least 1, got 5.0"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
