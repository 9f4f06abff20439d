import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.average_precision import average_precision, evaluate, find_hits, precision_recall

METHODS = ["area", "voc07", "coco"]
HITS = arrays(bool, st.integers(0, 30))
A, B, C = [0.0, 0, 10, 10], [20.0, 0, 30, 10], [0.0, 20, 10, 30]
NEAR_A, FAR = [0.0, 0, 10, 9], [50.0, 50, 60, 60]


def found(*rows):
    """One image's detections from (box, score, label)."""
    boxes, scores, labels = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(labels, int)


def truth(*rows):
    """One image's ground truth from (box, label) or (box, label, difficult)."""
    rows = [(*row, False)[:3] for row in rows]
    boxes, labels, difficult = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(boxes, float).reshape(-1, 4), np.array(labels, int), np.array(difficult, bool)


def slow(hits, positives, method):
    """The oracle: precision at each recall asked for, each found by looking at every point of the curve."""
    points = [(sum(hits[:n]) / positives, sum(hits[:n]) / n) for n in range(1, len(hits) + 1)]

    def best(recall):
        return max((precision for seen, precision in points if seen >= recall), default=0.0)

    if method == "area":
        return sum(best(k / positives) for k in range(1, positives + 1)) / positives
    count = 10 if method == "voc07" else 100
    return sum(best(k / count) for k in range(count + 1)) / (count + 1)


def test_a_curve_by_hand():
    recall, precision = precision_recall(np.array([True, False, True]), 4)
    assert recall.tolist() == [0.25, 0.25, 0.5]
    assert precision == pytest.approx([1, 1 / 2, 2 / 3])
    assert average_precision(recall, precision) == pytest.approx(0.25 * 1 + 0.25 * 2 / 3)
    assert average_precision(recall, precision, "voc07") == pytest.approx((3 * 1 + 3 * 2 / 3) / 11)
    assert average_precision(recall, precision, "coco") == pytest.approx((26 * 1 + 25 * 2 / 3) / 101)


@given(HITS, st.integers(0, 10), st.sampled_from(METHODS))
def test_average_precision_equals_the_slow_definition(hits, missed, method):
    positives = max(1, int(hits.sum()) + missed)
    curve = precision_recall(hits, positives)
    assert average_precision(*curve, method) == pytest.approx(slow(hits.tolist(), positives, method))


@given(HITS, st.integers(0, 10), st.sampled_from(METHODS))
def test_it_lies_within_0_and_1_and_a_miss_at_the_end_changes_nothing(hits, missed, method):
    positives = max(1, int(hits.sum()) + missed)
    value = average_precision(*precision_recall(hits, positives), method)
    assert 0 <= value <= 1 + 1e-12
    assert average_precision(*precision_recall(np.append(hits, False), positives), method) == pytest.approx(value)
    assert average_precision(*precision_recall(np.append([True], hits), positives + 1), method) >= value - 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_all_found_first_is_one_and_nothing_found_is_zero(method):
    assert average_precision(*precision_recall(np.array([True] * 3 + [False] * 5), 3), method) == 1
    assert average_precision(*precision_recall(np.zeros(4, bool), 3), method) == 0
    assert average_precision(*precision_recall([], 3), method) == 0


def test_two_images_by_hand():
    detections = [found((NEAR_A, 0.9, 1), (A, 0.8, 1), (B, 0.7, 1)), found((FAR, 0.6, 1), (C, 0.95, 2))]
    ground_truth = [truth((A, 1), (B, 1)), truth((C, 1), (C, 2))]
    result = evaluate(detections, ground_truth)
    # of label 1: hit, miss (A is taken), hit, miss; three objects
    assert result.per_class == {1: pytest.approx(1 / 3 + 1 / 3 * 2 / 3), 2: 1.0}
    assert result.mean == pytest.approx((5 / 9 + 1) / 2)


def test_a_detection_is_matched_to_its_best_box_only():
    close = [1.0, 0, 11, 10]
    detections = [found((A, 0.9, 0), (A, 0.8, 0))]  # both overlap A most; the other box is left though IoU is 0.82
    assert evaluate(detections, [truth((A, 0), (close, 0))]).per_class == {0: 0.5}


def test_a_match_needs_the_threshold_and_may_just_reach_it():
    half = [0.0, 0, 10, 5]
    assert evaluate([found((half, 0.9, 3))], [truth((A, 3))], iou=0.5).mean == 1
    assert evaluate([found((half, 0.9, 3))], [truth((A, 3))], iou=0.51).mean == 0


def test_difficult_boxes_count_neither_way():
    detections = [found((A, 0.9, 1), (A, 0.8, 1), (B, 0.7, 1))]
    assert evaluate(detections, [truth((A, 1, True), (B, 1))]).per_class == {1: 1.0}
    assert evaluate(detections, [truth((A, 1, True), (B, 2))]).per_class == {2: 0.0}


def test_labels_are_opaque_and_only_those_with_ground_truth_count():
    result = evaluate([found((A, 0.9, 0), (B, 0.8, -7), (C, 0.5, 9))], [truth((A, 0), (B, -7), (FAR, 4))])
    assert result.per_class == {-7: 1.0, 0: 1.0, 4: 0.0}
    assert result.mean == pytest.approx(2 / 3)
    named = evaluate([(np.array([A]), np.array([0.5]), np.array(["fish"]))], [(np.array([A]), ["fish"], [False])])
    assert named.per_class == {"fish": 1}
    mixed = evaluate([found((A, 0.5, 0))], [(np.array([B, A]), np.array(["fish", 0], object), [False, False])])
    assert mixed.per_class == {"fish": 0, 0: 1}


def test_without_detections_or_ground_truth():
    assert evaluate([found()], [truth((A, 1))]) == ({1: 0.0}, 0.0)
    assert evaluate([([], [], [])], [([A], [1], [False])]).per_class == {1: 0.0}
    nothing = evaluate([found((A, 0.5, 1))], [truth()])
    assert nothing.per_class == {}
    assert np.isnan(nothing.mean)
    assert np.isnan(evaluate([], []).mean)


@given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS))
def test_images_may_come_in_any_order_and_scores_on_any_scale(seed, method):
    rng = np.random.default_rng(seed)
    detections, ground_truth = [], []
    scores = iter(rng.permutation(100) / 100)
    for _ in range(3):
        boxes = [[*corner, *(corner + 10)] for corner in rng.integers(0, 25, (5, 2)).astype(float)]
        ground_truth.append(truth(*((box, rng.integers(2), rng.random() < 0.2) for box in boxes)))
        moved = [list(np.add(box, rng.integers(-3, 4))) for box in boxes]
        detections.append(found(*((box, next(scores), rng.integers(2)) for box in moved)))
    result = evaluate(detections, ground_truth, method=method)
    order = rng.permutation(3)
    again = [(boxes, np.exp(3 * scores), labels) for boxes, scores, labels in (detections[place] for place in order)]
    again = evaluate(again, [ground_truth[place] for place in order], method=method)
    assert again.per_class == pytest.approx(result.per_class)


def test_bad_arguments_are_answered_with_one_sentence():
    recall = np.array([0.5, 1.0])
    for call, message in [
        (lambda: precision_recall(np.ones(3), 3), r"hits must hold truth values \(D,\), got float64 \(3,\)"),
        (lambda: precision_recall(np.ones(3, bool), 2), "positives must be at least the 3 hits, got 2"),
        (lambda: precision_recall(np.ones(3, bool), 0), "positives must be a whole number of at least 1, got 0"),
        (lambda: average_precision(recall[::-1], recall), "recall must not fall, got a step of -0.5"),
        (lambda: average_precision(recall, recall[:1]), "precision must be as long as recall, 2, got 1"),
        (lambda: average_precision(recall, recall, "voc"), "method must be one of area, voc07, coco, got 'voc'"),
        (lambda: evaluate([], [truth()]), "detections must be of as many images as ground_truth, 1, got 0"),
        (lambda: evaluate([], [], iou=2), "iou must be a finite number from 0 to 1, got 2"),
        (lambda: evaluate([], [], method="mean"), "method must be one of area, voc07, coco, got 'mean'"),
        (
            lambda: evaluate([(np.ones((1, 4)), [0.5], [1, 2])], [truth()]),
            "detections must have two values beside",
        ),
        (
            lambda: evaluate([(np.ones((1, 4)), [1], [1])], [truth()]),
            "scores of detections must hold floating-point numbers, got int64",
        ),
        (
            lambda: evaluate([found()[:2]], [truth()]),
            r"detections must hold \(boxes, scores, labels\) of each image, got 2 values",
        ),
        (
            lambda: evaluate([found()], [np.ones((1, 4))]),
            r"ground_truth must hold \(boxes, labels, difficult\) of each image, got ndarray",
        ),
        (lambda: evaluate([found((A, np.nan, 1))], [truth()]), "detections must have numbers for scores, got nan"),
        (
            lambda: evaluate([found()], [(np.ones((1, 3)), [1], [False])]),
            "boxes of ground_truth must have the",
        ),
    ]:
        with pytest.raises(ValueError, match=message):
            call()


def test_hits_are_found_best_first_and_each_truth_once():
    truth = np.array([[0, 0, 10, 10], [20, 0, 30, 10.0]])
    boxes = np.array([[21, 0, 30, 10], [0, 0, 10, 9], [0, 0, 10, 10], [50, 0, 60, 10.0]])
    assert find_hits(boxes, np.array([0.5, 0.6, 0.9, 0.8]), truth).tolist() == [True, False, False, True]
    assert find_hits(boxes, np.array([0.5, 0.6, 0.9, 0.8]), truth, 0.95).tolist() == [True, False, False, False]
    assert find_hits(np.zeros((0, 4)), np.zeros(0), truth).tolist() == []


@pytest.mark.parametrize("seed", range(5))
def test_hits_give_the_average_precision_of_the_evaluation(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 20, (30, 2))
    boxes, scores = np.concatenate([corners, corners + rng.uniform(5, 20, (30, 2))], axis=1), rng.uniform(size=30)
    truth = boxes[:6] + rng.normal(0, 1, (6, 4))
    found, true = [(boxes, scores, np.ones(30))], [(truth, np.ones(6), np.zeros(6, bool))]
    curve = precision_recall(find_hits(boxes, scores, truth), 6)
    assert average_precision(*curve) == evaluate(found, true).mean


def test_hits_of_too_few_scores_are_refused():
    with pytest.raises(ValueError, match="detections must have two values beside each of 2 boxes"):
        find_hits(np.zeros((2, 4)), np.zeros(1), np.zeros((0, 4)))
