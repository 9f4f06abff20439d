"""Each kind of mistake by hand, and together they are all detections there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.average_precision import find_hits
from utils.reference.detection_errors import (
    BACKGROUND,
    CONFUSION,
    HIT,
    LOCALISATION,
    error_kinds,
    first_mistakes,
)

TRUTH, CLASSES = np.array([[0.0, 0, 10, 10], [20, 0, 30, 10]]), np.array([1, 2])


@pytest.mark.parametrize(
    ("box", "label", "kind"),
    [
        ((0, 0, 10, 10), 1, HIT),
        ((0, 0, 10, 5), 1, HIT),
        ((0, 0, 10, 4), 1, LOCALISATION),
        ((0, 0, 10, 1), 1, LOCALISATION),
        ((0, 0, 10, 0.9), 1, BACKGROUND),
        ((0, 0, 10, 10), 2, CONFUSION),
        ((0, 0, 10, 10), 3, CONFUSION),
        ((40, 0, 50, 10), 1, BACKGROUND),
    ],
)
def test_one_detection_by_hand(box, label, kind):
    assert error_kinds(np.array([box], float), [0.9], [label], TRUTH, CLASSES) == [kind]


def test_the_worse_of_two_on_one_object_is_a_double_whatever_the_order():
    boxes = np.array([[0.0, 0, 10, 9], [0, 0, 10, 10]])
    for scores, kinds in (([0.9, 0.8], [HIT, LOCALISATION]), ([0.8, 0.9], [LOCALISATION, HIT])):
        assert error_kinds(boxes, scores, [1, 1], TRUTH, CLASSES).tolist() == kinds


def test_without_objects_all_is_background_and_without_boxes_there_is_nothing():
    assert error_kinds(TRUTH, [0.5, 0.6], [1, 2], np.zeros((0, 4)), []).tolist() == [BACKGROUND] * 2
    assert error_kinds(np.zeros((0, 4)), np.zeros(0), [], TRUTH, CLASSES).shape == (0,)


@given(st.integers(0, 2**32 - 1))
def test_hits_are_those_of_the_reference(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 30, (12, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(2, 15, (12, 2))], axis=1)
    scores, labels = rng.permutation(12) / 12, rng.integers(1, 4, 12)
    kinds = error_kinds(boxes, scores, labels, TRUTH, CLASSES)
    for label in (1, 2, 3):
        mine = labels == label
        hits = find_hits(boxes[mine], scores[mine], TRUTH[label == CLASSES])
        assert (kinds[mine] == HIT).sum() == hits.sum()


def test_the_most_certain_mistakes_come_first():
    scores = [np.array([0.9, 0.2]), np.zeros(0), np.array([0.8, 0.7])]
    kinds = [np.array([HIT, BACKGROUND]), np.zeros(0, int), np.array([CONFUSION, LOCALISATION])]
    assert first_mistakes(scores, kinds, 2) == [(2, 0), (2, 1)]
    assert first_mistakes(scores, kinds, 9) == [(2, 0), (2, 1), (0, 1)]


def test_a_limit_outside_of_0_to_1_is_refused():
    with pytest.raises(ValueError, match=r"limits\[1\] must be"):
        error_kinds(TRUTH, [0.5, 0.6], [1, 2], TRUTH, CLASSES, (0.1, 1.5))
