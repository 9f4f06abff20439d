import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.detection.matching import match
from utils.reference.anchors import BACKGROUND, IGNORED, anchors, assign, place
from utils.reference.boxes import area


def centres(boxes):
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def test_one_place_by_hand():
    boxes = anchors((1, 1), 16, [8, 16], [1, 4])
    assert boxes.tolist() == [[-4, -4, 4, 4], [-8, -8, 8, 8], [-2, -8, 2, 8], [-4, -16, 4, 16]]
    assert boxes.dtype == np.float32


def test_places_run_row_by_row_and_offsets_are_in_cells():
    assert centres(anchors((2, 3), 16, [8], [1])).tolist() == [[0, 0], [16, 0], [32, 0], [0, 16], [16, 16], [32, 16]]
    assert centres(anchors((1, 2), 16, [8], [1], offset=0.5)).tolist() == [[8, 8], [24, 8]]
    assert centres(anchors((2, 2), (8, 4), [2], [1])).tolist() == [[0, 0], [4, 0], [0, 8], [4, 8]]


def test_the_lectures_anchors_are_nine_a_place_and_21600_on_a_60_by_40_map():
    boxes = anchors((40, 60), 16, [128, 256, 512], [0.5, 1, 2])
    assert boxes.shape == (21_600, 4)
    assert area(boxes[:9]) == pytest.approx([128**2, 256**2, 512**2] * 3, rel=1e-5)


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.lists(st.floats(1, 600), min_size=1, max_size=3),
    st.lists(st.floats(0.1, 10), min_size=1, max_size=3),
    st.floats(0, 1),
)
def test_every_anchor_has_its_area_ratio_and_centre(height, width, sizes, ratios, offset):
    boxes = anchors((height, width), 16, sizes, ratios, offset).astype(float)
    assert len(boxes) == height * width * len(sizes) * len(ratios)
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    places, shapes = height * width, len(sizes) * len(ratios)
    assert wide * high == pytest.approx(np.tile(np.square(np.tile(sizes, len(ratios))), places), rel=1e-3)
    assert high / wide == pytest.approx(np.tile(np.repeat(ratios, len(sizes)), places), rel=1e-3)
    rows, columns = np.divmod(np.repeat(np.arange(places), shapes), width)
    expected = 16 * (np.stack([columns, rows], axis=1) + offset)
    assert centres(boxes) == pytest.approx(expected, abs=1e-3)


def test_bad_arguments_are_answered_with_one_sentence():
    for arguments, message in [
        ((5, 16, [8], [1]), r"size must be a pair \(height, width\), got 5"),
        (((0, 5), 16, [8], [1]), "size must be a whole number of at least 1 or a pair of them"),
        (((5, 5), 0, [8], [1]), "stride must be a whole number of at least 1"),
        (((5, 5), 16.0, [8], [1]), "stride must be a whole number of at least 1"),
        (((5, 5), 16, [], [1]), r"sizes must be a sequence of at least one number, got \[\]"),
        (((5, 5), 16, 8, [1]), "sizes must be a sequence of at least one number, got 8"),
        (((5, 5), 16, [8, -1], [1]), "each of sizes must be a finite number of at least 0, got -1"),
        (((5, 5), 16, [8], [0]), r"ratios must be above 0, got \[0\]"),
        (((5, 5), 16, [8], [1], np.inf), "offset must be a finite number, got inf"),
    ]:
        with pytest.raises(ValueError, match=message):
            anchors(*arguments)


def test_places_of_given_shapes_are_the_anchors_of_their_sizes_and_ratios():
    shapes = np.array([[8.0, 8], [4, 16]])
    np.testing.assert_array_equal(place(shapes[:1], (2, 3), 16, 0.5), anchors((2, 3), 16, [8], [1], 0.5))
    np.testing.assert_array_equal(place(shapes[1:], (2, 3), 16), anchors((2, 3), 16, [8], [4]))
    with pytest.raises(ValueError, match=r"shapes must be \(A, 2\) widths and heights above 0, got \[\[0.0, 1.0\]\]"):
        place(np.array([[0.0, 1]]), (2, 2), 16)


def test_an_anchor_is_an_object_background_or_neither():
    boxes = np.array([[0.0, 0, 10, 10], [100, 100, 110, 110]])
    at = [[0, 0, 10, 7], [0, 0, 10, 6], [0, 0, 10, 3], [0, 0, 10, 2], [50, 50, 60, 60], [100, 100, 110, 105]]
    assert assign(np.array(at, float), boxes, best=False).tolist() == [0, IGNORED, IGNORED, -1, -1, IGNORED]
    assert assign(np.array(at, float), boxes).tolist() == [0, IGNORED, IGNORED, BACKGROUND, BACKGROUND, 1]


def test_an_object_gets_the_first_of_its_best_anchors_and_none_that_does_not_touch_it():
    boxes = np.array([[0.0, 0, 10, 10], [300, 300, 310, 310]])
    at = np.array([[0.0, 0, 10, 1], [0, 0, 1, 10], [50, 50, 60, 60]])
    assert assign(at, boxes).tolist() == [0, -1, -1]
    assert assign(at, np.zeros((0, 4))).tolist() == [-1, -1, -1]
    assert assign(np.zeros((0, 4)), np.zeros((0, 4))).shape == (0,)


def test_assignment_is_the_one_that_the_networks_are_trained_with():
    rng = np.random.default_rng(13)
    at = anchors((8, 8), 16, [24, 48, 90], [0.5, 1, 2], 0.5)
    kinds = set()
    for _ in range(30):
        corner, extent = rng.uniform(0, 90, (4, 2)), rng.uniform(8, 60, (4, 2))
        boxes = np.concatenate([corner, corner + extent], axis=1).astype(np.float32)
        there = torch.ones(1, 4, dtype=torch.bool)
        for best in (False, True):
            exact = [torch.from_numpy(part.astype(float)) for part in (at, boxes)]
            known = match(exact[0], exact[1][None], there, (0.3, 0.7), best)[0].numpy()
            np.testing.assert_array_equal(assign(at, boxes, best=best), known)
            kinds |= set(known.tolist())
    assert kinds == {-2, -1, 0, 1, 2, 3}


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ((0.7, 0.3), "limits must be the lower and the higher, got 0.7 and 0.3"),
        ((0.3, 7), "each of limits must be a finite number from 0 to 1, got 7"),
    ],
)
def test_limits_that_are_none_get_one_sentence(limits, message):
    with pytest.raises(ValueError, match=message):
        assign(np.zeros((1, 4)), np.zeros((1, 4)), limits)
