import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.boxes import area
from utils.reference.covering import coverage


def test_two_boxes_by_hand():
    boxes = np.array([[0.0, 0, 2, 2], [1, 1, 4, 3]])
    assert coverage(boxes, (3, 4)).tolist() == [[1, 1, 0, 0], [1, 2, 1, 1], [0, 1, 1, 1]]


@given(st.integers(0, 2**32 - 1))
def test_the_sums_equal_painting_box_by_box(seed):
    rng = np.random.default_rng(seed)
    boxes = rng.uniform(-4, 14, (6, 4))
    painted = np.zeros((7, 10), int)
    for x1, y1, x2, y2 in np.rint(boxes).astype(int):
        painted[max(y1, 0) : max(y2, 0), max(x1, 0) : max(x2, 0)] += 1
    assert np.array_equal(coverage(boxes, (7, 10)), painted)


def test_counts_add_up_to_the_areas_of_boxes_within_the_image():
    corners = np.random.default_rng(1).integers(0, 20, (50, 2, 2))
    boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1).astype(float)
    assert coverage(boxes, 20).sum() == area(boxes).sum()


def test_no_boxes_cover_nothing_and_integers_are_refused():
    assert coverage(np.zeros((0, 4)), (2, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]
    with pytest.raises(ValueError, match="boxes must hold floating-point numbers"):
        coverage(np.array([[0, 0, 1, 1]]), 4)
