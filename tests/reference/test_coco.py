"""COCO's average precision: the same numbers as COCO's own code."""

import contextlib
import io
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from utils.reference.coco import LARGE, MEDIUM, SMALL, THRESHOLDS, coco_evaluate

NAMES = {SMALL: "small", MEDIUM: "medium", LARGE: "large", (0.0, 1e10): "all"}


def case(seed, images=6, labels=3, side=160, crowds=0.1):
    """Return detections and ground truth in which many boxes nearly fit, scores tie, and labels are exchanged."""
    rng = np.random.default_rng(seed)
    found, true = [], []
    for _ in range(images):
        count = rng.integers(0, 6)
        corners = rng.integers(0, side, (count, 2))
        boxes = np.concatenate([corners, corners + rng.integers(4, side, (count, 2))], axis=1).astype(float)
        own = rng.integers(1, labels + 1, count)
        true.append((boxes, own, rng.random(count) < crowds))
        copies = rng.integers(0, 4)
        near = np.concatenate([boxes + rng.integers(-8, 9, boxes.shape) for _ in range(copies)] + [np.zeros((0, 4))])
        near[:, 2:] = np.maximum(near[:, 2:], near[:, :2] + 1)
        guessed = np.tile(own, copies)
        guessed = np.where(rng.random(len(guessed)) < 0.2, rng.integers(1, labels + 1, len(guessed)), guessed)
        found.append((near, rng.integers(0, 12, len(near)) / 12, guessed))
    return found, true


def theirs(found, true, most=100):
    """Return what pycocotools answers: (thresholds, 101, labels, areas) precisions, -1 where there is no object."""
    numbers, images = itertools.count(1), [{"id": place, "height": 400, "width": 400} for place in range(len(true))]
    objects = [
        {"id": next(numbers), "image_id": place, "category_id": int(label), "bbox": _corner_and_size(box),
         "area": float(_corner_and_size(box)[2] * _corner_and_size(box)[3]), "iscrowd": int(crowd)}
        for place, image in enumerate(true) for box, label, crowd in zip(*image, strict=True)
    ]  # fmt: skip
    detections = [
        {"image_id": place, "category_id": int(label), "bbox": _corner_and_size(box), "score": float(score)}
        for place, image in enumerate(found) for box, score, label in zip(*image, strict=True)
    ]  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {"images": images, "annotations": objects, "categories": [{"id": k} for k in (1, 2, 3)]}
        truth.createIndex()
        run = COCOeval(truth, truth.loadRes(detections), "bbox")
        run.params.maxDets = [most]
        run.evaluate()
        run.accumulate()
    return run.eval["precision"][..., 0]


def _corner_and_size(box):
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([SMALL, MEDIUM, LARGE, (0.0, 1e10)]), st.sampled_from([1, 3, 100]))
def test_every_number_is_that_of_pycocotools(seed, areas, most):
    found, true = case(seed)
    if not sum(len(image[0]) for image in found):
        return
    precisions = theirs(found, true, most)[..., ["all", "small", "medium", "large"].index(NAMES[areas])]
    mine = coco_evaluate(found, true, areas=areas, most=most)
    there = [place for place in range(3) if (precisions[:, :, place] > -1).all()]
    assert mine.labels == tuple(place + 1 for place in there)
    if there:
        expected = precisions[:, :, there].mean(axis=1)
        np.testing.assert_allclose(mine.table, expected, atol=1e-12)
        assert mine.mean == pytest.approx(expected.mean())
        assert mine.at(0.75) == pytest.approx(expected[5].mean())


def test_a_box_that_fits_better_counts_for_more_by_hand():
    true = [(np.array([[0.0, 0, 10, 10]]), [1], [False])]
    for box, share in (([0, 0, 10, 10], 1.0), ([0, 0, 10, 7.25], 0.5), ([0, 0, 10, 4], 0.0)):
        found = [(np.array([box], float), np.array([0.9]), [1])]
        assert coco_evaluate(found, true).mean == pytest.approx(share)
    assert len(THRESHOLDS) == 10


def test_a_detection_whose_object_is_taken_may_have_the_next():
    true = [(np.array([[0.0, 0, 10, 10], [0, 2, 10, 12]]), [1, 1], [False, False])]
    found = [(np.array([[0.0, 0, 10, 10], [0, 0, 10, 10.5]]), np.array([0.9, 0.8]), [1, 1])]
    assert coco_evaluate(found, true, thresholds=[0.5]).mean == 1


def test_without_objects_there_is_no_number():
    nothing = [(np.zeros((0, 4)), [], [])]
    assert np.isnan(coco_evaluate(nothing, nothing).mean)
    assert np.isnan(coco_evaluate(nothing, nothing).at(0.5))


def test_bad_arguments_are_answered_with_one_sentence():
    box = np.array([[0.0, 0, 1, 1]])
    for found, true, message in [
        ([], [(box, [1], [False])], "detections must be of as many images as ground_truth, 1, got 0"),
        ([(box, [np.nan], [1])], [(box, [1], [False])], "scores of detections must be numbers, got nan"),
        ([(box, [1], [1])], [(box, [1], [False])], "scores of detections must hold floating-point numbers, got int64"),
        ([(box, [0.5], [1, 2])], [(box, [1], [False])], "detections must have two values beside each of 1 boxes"),
        ([(box + np.inf, [0.5], [1])], [(box, [1], [False])], "boxes of detections must be finite"),
    ]:
        with pytest.raises(ValueError, match=message):
            coco_evaluate(found, true)
