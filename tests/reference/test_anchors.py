import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.anchors import anchors
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
