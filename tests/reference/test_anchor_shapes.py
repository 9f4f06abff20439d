import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.anchor_shapes import cluster_shapes, shape_overlaps
from utils.reference.boxes import iou

SIDES = st.floats(1, 200)


def mean_best(shapes, centres):
    return shape_overlaps(shapes, centres).max(axis=1).mean()


def test_shapes_overlap_by_hand():
    assert shape_overlaps(np.array([[4.0, 4]]), np.array([[4.0, 4], [2, 8], [8, 8]])).tolist() == [[1, 8 / 24, 0.25]]


@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=5))
def test_shapes_overlap_as_boxes_on_one_centre_do(shapes):
    half = np.array(shapes) / 2
    boxes = np.concatenate([-half, half], axis=1)
    np.testing.assert_allclose(shape_overlaps(2 * half, 2 * half), iou(boxes, boxes), atol=1e-12)


def test_two_kinds_of_objects_get_an_anchor_each():
    rng = np.random.default_rng(0)
    small, wide = rng.normal([20, 22], 1, (50, 2)), rng.normal([90, 40], 2, (50, 2))
    found = cluster_shapes(np.concatenate([small, wide]), 2, rng)
    np.testing.assert_allclose(found, [small.mean(axis=0), wide.mean(axis=0)])


def test_groups_are_better_than_their_beginning_and_more_are_better():
    shapes = np.exp(np.random.default_rng(1).normal(3.5, 0.5, (300, 2)))
    begun = cluster_shapes(shapes, 5, np.random.default_rng(2), rounds=0)
    covers = [mean_best(shapes, cluster_shapes(shapes, count, np.random.default_rng(2))) for count in (1, 2, 5, 20)]
    assert mean_best(shapes, begun) < covers[2]
    assert covers == sorted(covers)
    assert mean_best(shapes, cluster_shapes(shapes, 300, np.random.default_rng(2))) == 1


def test_bad_shapes_get_one_sentence():
    with pytest.raises(ValueError, match="count must be at most the number of shapes, 1, got 2"):
        cluster_shapes(np.ones((1, 2)), 2, np.random.default_rng())
    with pytest.raises(ValueError, match=r"shapes must be \(N, 2\) widths and heights above 0"):
        cluster_shapes(np.zeros((1, 2)), 1, np.random.default_rng())
    with pytest.raises(ValueError, match="a must hold floating-point numbers"):
        shape_overlaps(np.ones((1, 2), int), np.ones((1, 2)))
