import numpy as np

from utils.data.school import FISH, RANKED, SIZE, loose_boxes, ranked, school
from utils.reference.boxes import area, clip, iou
from utils.reference.suppression import nms


def test_two_of_the_six_fish_swim_side_by_side_and_the_others_apart():
    overlaps = np.triu(iou(school(), school()), 1)
    assert np.argwhere(overlaps > 0).tolist() == [[1, 2]]
    assert 0.3 < overlaps[1, 2] < 0.4
    assert len(FISH) == 6


def test_detections_come_best_first_and_meant_the_fish_they_overlap_most():
    boxes, scores = ranked()
    assert (np.diff(scores) < 0).all()
    overlaps = iou(boxes, school())
    for (_, meant, _), row in zip(RANKED, overlaps, strict=True):
        assert row.argmax() == meant if meant is not None else row.max() < 0.5


def test_loose_boxes_lie_around_the_fish_and_score_higher_where_they_fit():
    boxes, scores = loose_boxes(school(), 50, np.random.default_rng(0))
    assert boxes.shape == (300, 4)
    assert (area(boxes) > 0).all()
    assert ((scores > 0) & (scores < 1)).all()
    fit = iou(boxes, school())[np.arange(300), np.repeat(np.arange(6), 50)]
    assert np.corrcoef(fit, scores)[0, 1] > 0.7


def test_three_loose_boxes_a_fish_leave_one_each_at_two_thresholds_only():
    boxes, scores = loose_boxes(school(), 3, np.random.default_rng(11))
    np.testing.assert_array_equal(clip(boxes, (SIZE[0] + 60, SIZE[1] + 60)), boxes)
    tidy = [
        round(threshold / 100, 2) for threshold in range(5, 100, 5) if len(nms(boxes, scores, threshold / 100)) == 6
    ]
    assert tidy == [0.4, 0.45]
