"""R-CNN taken apart shows what the whole does: the same features, the same boxes, and each step by itself."""

import numpy as np
import pytest
import torch

from tests.labs.detection.toys import CLASSES, SIZE, toy_scenes
from utils.data.detection import select
from utils.labs.detection import rcnn_anatomy as anatomy
from utils.labs.detection.boxes import decode, encode
from utils.labs.detection.photographs import to_squares
from utils.labs.detection.proposals import find_proposals
from utils.labs.detection.rcnn import RCNN, warp
from utils.labs.detection.training import train
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything
from utils.reference.boxes import iou


@pytest.fixture(scope="module")
def data():
    return toy_scenes(6)


@pytest.fixture(scope="module")
def regions(data, tmp_path_factory):
    return find_proposals(data.images, SIZE, tmp_path_factory.mktemp("proposals")).boxes


@pytest.fixture(scope="module")
def detector(data, tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("COURSE_DATA", str(tmp_path_factory.mktemp("data")))
    seed_everything(0)
    trained = train(RCNN(CLASSES, SIZE), data, Plan(30, 6, 0.003, "adamw"), device="cpu", show="")
    patch.undo()
    return trained.detector


def test_what_is_seen_of_proposals_goes_with_the_nearest_object(detector, data, regions):
    seen = anatomy.look_at(detector, data, regions)
    assert seen.features.shape == (sum(map(len, regions)), detector.design.hidden)
    assert not seen.overlaps[seen.images == 0].any()  # the first image has no object
    for place in range(1, 6):
        mine = seen.images == place
        overlaps = iou(regions[place], data.boxes[place])
        np.testing.assert_array_equal(seen.boxes[mine], regions[place])
        np.testing.assert_allclose(seen.overlaps[mine], overlaps.max(axis=1))
        some = seen.overlaps[mine] > 0
        np.testing.assert_array_equal(seen.labels[mine][some], data.labels[place][overlaps.argmax(axis=1)][some])
        assert not seen.labels[mine][~some].any()
    np.testing.assert_allclose(anatomy.overlaps_with(seen, seen.boxes), seen.overlaps, atol=1e-6)


def test_the_map_is_what_the_hidden_layer_reads(detector, data, regions):
    hidden, maps = (anatomy.look_at(detector, data, regions, layer) for layer in anatomy.LAYERS)
    crops = [
        warp(to_squares([image], SIZE), torch.from_numpy(boxes)[None], detector.design.crop, detector.design.context)[0]
        for image, boxes in zip(data.images, regions, strict=True)
    ]
    with torch.no_grad():
        read = torch.cat([detector.trunk(some)[0].flatten(1) for some in crops])
        made = detector.layer(read)
    for seen, known in ((maps, read), (hidden, made)):
        np.testing.assert_allclose(seen.features, known, rtol=1e-3, atol=1e-3)


def test_another_layer_is_refused(detector, data, regions):
    with pytest.raises(ValueError, match="layer must be one of hidden, map, got 'pool5'"):
        anatomy.look_at(detector, data, regions, "pool5")


def test_only_objects_of_the_class_count_for_a_class(detector, data, regions):
    seen = anatomy.look_at(detector, data, regions)
    own = np.stack([anatomy.of_class(seen, label, data) for label in (1, 2, 3)])
    np.testing.assert_allclose(own.max(axis=0), seen.overlaps)


def test_proposals_near_objects_are_those_above_the_limit(data, regions):
    near = anatomy.near_objects(data, regions, 0.5)
    assert len(near[0]) == 0
    for boxes, every, truth in zip(near[1:], regions[1:], data.boxes[1:], strict=True):
        assert len(boxes) == (iou(every, truth).max(axis=1) > 0.5).sum()


def test_boxes_are_moved_as_the_class_of_the_object_learnt_it(detector, data, regions):
    near = anatomy.look_at(detector, data, anatomy.near_objects(data, regions, 0.5), "map")
    mover = anatomy.learn_to_move(near, len(CLASSES), decay=1e-6)
    after = anatomy.overlaps_with(near, anatomy.moved(near, mover))
    assert after.mean() > max(near.overlaps.mean(), 0.95)  # fewer examples than weights: learnt by heart
    still = anatomy.moved(near, mover._replace(weights=torch.zeros_like(mover.weights)))
    np.testing.assert_allclose(still, near.boxes, atol=1e-4)
    first = encode(torch.from_numpy(near.targets[:1]), torch.from_numpy(near.boxes[:1]))
    assert decode(first, torch.from_numpy(near.boxes[:1])).numpy() == pytest.approx(near.targets[:1], abs=1e-3)


def test_what_was_found_is_moved_as_the_class_that_it_is_taken_for(detector, data, regions):
    found = detector.detect(data.images)
    near = anatomy.look_at(detector, data, anatomy.near_objects(data, regions, 0.5), "map")
    still = anatomy.learn_to_move(near, len(CLASSES))
    still = still._replace(weights=torch.zeros_like(still.weights))
    right = still.weights.clone()
    right[1, -1, 0] = 1.0  # discs, and nothing else, a tenth of their width to the right
    for one, same, other in zip(
        found,
        anatomy.move_found(detector, data, found, still),
        anatomy.move_found(detector, data, found, still._replace(weights=right)),
        strict=True,
    ):
        np.testing.assert_allclose(same.boxes, one.boxes, atol=1e-3)
        by = np.where(one.labels == 2, 0.1 * (one.boxes[:, 2] - one.boxes[:, 0]), 0)
        np.testing.assert_allclose(other.boxes[:, 0], (one.boxes[:, 0] + by).clip(0, SIZE), atol=1e-3)


def test_proposals_given_lead_to_what_proposals_searched_lead_to(detector, data, regions):
    searched = detector.detect(data.images)
    with anatomy.given(detector, regions):
        again = [detector.detect(data.images) for _ in range(2)]
    with anatomy.given(detector, regions, 4):
        in_parts = detector.detect(data.images, 4)
    for found in (*again, in_parts):
        for one, other in zip(searched, found, strict=True):
            np.testing.assert_allclose(one.boxes, other.boxes, atol=1e-3)
    assert detector.propose.__func__ is RCNN.propose


def test_the_variants_are_the_steps_one_after_the_other(detector, data, regions):
    steps = anatomy.variants(detector)
    assert list(steps) == ["softmax", "SVMs", "SVMs, boxes moved"]
    assert [each.fitted for each in steps.values()] == [False, True, True]
    one = select(data, [3])
    for name in ("softmax", "SVMs"):
        with anatomy.given(steps[name], regions[3:4]):
            (found,) = steps[name].detect(one.images)
        assert all((np.abs(regions[3] - box) < 1e-3).all(axis=1).any() for box in found.boxes)
    assert steps["SVMs, boxes moved"] is detector
    assert detector.movers.any()


def test_a_warped_region_of_one_colour_stays_so_and_seconds_are_counted():
    photo = np.full((64, 64, 3), 90, np.uint8)
    photo[20:40, 10:40] = (200, 10, 30)
    crops = anatomy.warped(photo, np.array([[10, 20, 40, 40]]), 16, 0)
    assert crops.shape == (1, 16, 16, 3)
    assert (crops == np.array([200, 10, 30])).all()
    assert (anatomy.warped(photo, np.array([[10, 20, 40, 40]]), 16, 0.2)[0, 0, 0] == 90).all()
    assert 0 < anatomy.crop_seconds(photo, np.float32([[10, 20, 40, 40]] * 2), 64, 0.1) < 30
