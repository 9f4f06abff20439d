from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.boxes import clip, iou
from utils.reference.sliding import box_count, random_boxes, sliding_windows, window_count


@given(st.integers(1, 6), st.integers(1, 6))
def test_boxes_are_as_many_as_can_be_listed(height, width):
    spans = [[(a, b) for b in range(extent + 1) for a in range(b)] for extent in (height, width)]
    assert box_count((height, width)) == len(list(product(*spans)))


def test_a_vga_image_holds_23_679_052_800_boxes_and_181_089_places_for_a_window_of_128():
    assert box_count((480, 640)) == 205_120 * 115_440 == 23_679_052_800
    assert window_count((480, 640), (128, 128)) == 353 * 513 == 181_089
    assert window_count((480, 640), (128, 128), 16) == 23 * 33


def test_windows_by_hand():
    found = sliding_windows((4, 6), [4], ratios=[1], step=0.5)
    assert found.tolist() == [[0, 0, 4, 4], [2, 0, 6, 4]]
    tall = sliding_windows((8, 8), [4], ratios=[4], step=1)
    assert tall.tolist() == [[left, 0, left + 2, 8] for left in (0, 2, 4, 6)]
    assert sliding_windows((4, 4), [5], ratios=[1]).shape == (0, 4)


@given(st.integers(8, 60), st.integers(8, 60))
def test_windows_lie_in_the_image_and_differ_along_a_side_by_the_step(height, width):
    found = sliding_windows((height, width), [8, 4])
    np.testing.assert_array_equal(clip(found, (height, width)), found)
    assert len(np.unique(found, axis=0)) == len(found)
    assert len(sliding_windows((height, width), [8, 4], step=0.5)) <= len(found)


def test_neighbours_at_a_quarter_of_a_side_overlap_by_three_fifths():
    found = sliding_windows((64, 128), [64], ratios=[1])
    assert iou(found[:1], found[1:2])[0, 0] == pytest.approx(0.6)


def test_random_boxes_are_all_boxes_and_equally_often():
    found = random_boxes(36_000, (2, 3), np.random.default_rng(0))
    kinds, counts = np.unique(found, axis=0, return_counts=True)
    assert len(kinds) == box_count((2, 3)) == 18
    assert np.abs(counts / 2_000 - 1).max() < 0.1
    assert random_boxes(0, (2, 3), np.random.default_rng(0)).shape == (0, 4)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: box_count((0, 3)), "size must be a whole number of at least 1"),
        (lambda: window_count((100, 640), (128, 128)), "kernel must be at most the padded input 100, got 128"),
        (lambda: sliding_windows((4, 4), [2], step=0), "step must be more than 0, got 0"),
        (lambda: random_boxes(-1, (4, 4), np.random.default_rng(0)), "count must be"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
