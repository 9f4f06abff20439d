import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.stored import stored
from tests.reference.test_boxes import box_arrays
from utils.reference import suppression
from utils.reference.boxes import iou
from utils.reference.suppression import nms, nms_naive

FORMS = [nms_naive, nms]
BOXES = np.array([[0.0, 0, 10, 10], [1, 0, 11, 10], [20, 20, 30, 30], [0, 0, 10, 10], [5, 0, 15, 10]])
SCORES = np.array([0.8, 0.9, 0.3, 0.8, 0.7])


@pytest.mark.parametrize("form", FORMS)
def test_the_best_stay_by_hand(form):
    assert form(BOXES, SCORES, 0.5).tolist() == [1, 4, 2]
    assert form(BOXES, SCORES, 0.3).tolist() == [1, 2]
    assert form(BOXES, SCORES, 6 / 14).tolist() == [1, 4, 2]  # 6/14 of 1 and 4 in common: more than the threshold only
    assert form(BOXES, SCORES, 0.85).tolist() == [1, 0, 4, 2]  # of 0 and 3, the same box, the lower index
    assert form(BOXES, SCORES, 1.0).tolist() == [1, 0, 3, 4, 2]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", [f"nms{place}" for place in range(6)])
def test_the_same_boxes_stay_as_in_torchvision(form, case):
    answer = stored(case)
    assert form(answer["boxes"], answer["scores"], float(answer["threshold"])).tolist() == answer["kept"].tolist()


@given(box_arrays(12), st.integers(0, 3), st.floats(0, 1), st.integers(1, 5), st.integers(1, 3))
def test_both_forms_agree_whatever_the_block(boxes, levels, threshold, block, group):
    scores = np.random.default_rng(0).integers(0, levels + 1, len(boxes)).astype(float)
    before = suppression.BLOCK, suppression.GROUP
    try:
        suppression.BLOCK, suppression.GROUP = block, group
        assert nms(boxes, scores, threshold).tolist() == nms_naive(boxes, scores, threshold).tolist()
    finally:
        suppression.BLOCK, suppression.GROUP = before


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("threshold", [0.0, 0.25, 1 / 3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("far", [0, 100_000])
def test_both_forms_agree_on_many_boxes_with_overlaps_of_exactly_the_threshold(dtype, threshold, far):
    rng = np.random.default_rng(int(100 * threshold))
    corners = far + rng.integers(0, 60, (900, 2))
    boxes = np.concatenate([corners, corners + rng.integers(0, 13, (900, 2))], axis=1).astype(dtype)
    scores = rng.integers(0, 200, 900).astype(dtype)
    assert nms(boxes, scores, threshold).tolist() == nms_naive(boxes, scores, threshold).tolist()


@given(box_arrays(12), st.floats(0, 1))
def test_what_stays_does_not_overlap_and_what_goes_had_a_better_one(boxes, threshold):
    scores = np.random.default_rng(1).random(len(boxes))
    kept = nms(boxes, scores, threshold)
    overlaps = iou(boxes, boxes) > threshold
    assert (np.diff(scores[kept]) <= 0).all()
    assert not np.triu(overlaps[np.ix_(kept, kept)], 1).any()
    for gone in set(range(len(boxes))) - set(kept.tolist()):
        assert any(overlaps[gone, better] and scores[better] > scores[gone] for better in kept)
    assert nms(boxes[kept], scores[kept], threshold).tolist() == list(range(len(kept)))


@pytest.mark.parametrize("form", FORMS)
def test_no_boxes_leave_none_and_degenerate_ones_strike_out_nothing(form):
    assert form([], [], 0.5).shape == (0,)
    assert form(np.zeros((0, 4)), np.zeros(0), 0.5).dtype == np.intp
    degenerate = np.array([[5.0, 5, 5, 9], [5, 5, 5, 9], [0, 0, 10, 10]])
    assert form(degenerate, np.array([0.9, 0.8, 0.7]), 0.0).tolist() == [0, 1, 2]
    assert form(BOXES[:2], np.array([-np.inf, np.inf]), 0.5).tolist() == [1]


@pytest.mark.parametrize("form", FORMS)
def test_bad_arguments_are_answered_with_one_sentence(form):
    for arguments, message in [
        ((BOXES, SCORES[:2], 0.5), "scores must be as many as boxes, 5, got 2"),
        ((BOXES, np.where(SCORES == 0.3, np.nan, SCORES), 0.5), "scores must be numbers, got nan at index 2"),
        ((BOXES, SCORES[:, None], 0.5), r"scores must have the shape \(R\), got \(5, 1\)"),
        ((BOXES, np.arange(5), 0.5), "scores must hold floating-point numbers, got int64"),
        ((BOXES, SCORES, 1.5), "threshold must be a finite number from 0 to 1, got 1.5"),
        ((BOXES, SCORES, np.nan), "threshold must be a finite number from 0 to 1, got nan"),
        ((BOXES.astype(int), SCORES, 0.5), "boxes must hold floating-point numbers"),
        ((np.where(BOXES == 11, np.inf, BOXES), SCORES, 0.5), "boxes must be finite"),
    ]:
        with pytest.raises(ValueError, match=message):
            form(*arguments)
