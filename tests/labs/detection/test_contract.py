"""Every detector keeps the contract."""

import numpy as np
import pytest
import torch

from tests.labs.detection import contract
from tests.labs.detection.toys import CLASSES, SIZE, toy_scenes
from utils.labs.detection.fast_rcnn import FastRCNN
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.rcnn import RCNN
from utils.labs.detection.spp_net import SPPNet
from utils.labs.detection.ssd import SSD
from utils.labs.detection.stopwatch import STAGES, stage_seconds
from utils.labs.detection.training import train
from utils.labs.detection.yolo import YOLO
from utils.labs.plan import Plan

DETECTORS = (SSD, YOLO, FasterRCNN, FastRCNN, SPPNet, RCNN)


@pytest.fixture(scope="module", autouse=True)
def data_folder(tmp_path_factory):
    """Proposals are kept in a folder of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module", params=DETECTORS, ids=lambda cls: cls.__name__)
def trained(request, data_folder):
    return contract.overfitted(request.param)


def test_it_knows_eight_scenes_by_heart(trained):
    contract.knows_what_it_learnt(trained.detector)


def test_a_mirror_image_gives_mirror_images_of_boxes(trained):
    contract.sees_mirror_images(trained.detector)


def test_in_nothing_it_finds_nothing(trained):
    contract.finds_nothing_in_nothing(trained.detector)


def test_photographs_may_have_any_size_and_be_grey(trained):
    contract.takes_photographs_of_all_sizes_and_greys(trained.detector)


def test_what_it_finds_is_well_formed_and_the_same_in_any_batch(trained):
    detector, photos = trained.detector, toy_scenes(5, seed=1).images
    found = detector.detect(photos)
    contract.is_well_formed(found, photos, CLASSES)
    for one, other in zip(found, detector.detect(photos, batch=2), strict=True):
        np.testing.assert_allclose(one.scores[:3], other.scores[:3], atol=1e-4)
    assert detector.detect([]) == []


def test_weights_that_were_stored_find_the_same(trained, tmp_path):
    torch.save(trained.detector.state_dict(), tmp_path / "weights.pt")
    again = contract.made(type(trained.detector))
    again.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    photos = toy_scenes(3).images
    for one, other in zip(trained.detector.detect(photos), again.detect(photos), strict=True):
        np.testing.assert_array_equal(one.boxes, other.boxes)
        np.testing.assert_array_equal(one.scores, other.scores)


def test_its_time_is_told_by_stage(trained):
    seconds = stage_seconds(trained.detector, toy_scenes(2).images)
    assert tuple(seconds) == STAGES
    assert all(seconds[stage] > 0 for stage in ("trunk", "head", "suppression"))
    assert (seconds["proposals"] > 0) == (not isinstance(trained.detector, SSD | YOLO))
    assert trained.detector.stopwatch is None


@pytest.mark.parametrize("cls", DETECTORS)
def test_losses_are_numbers_whatever_the_objects_are(cls):
    contract.has_finite_losses(contract.made(cls))


BAD = [
    ("boxes", [[5, 5, 5, 9]], "toy 2: boxes must have x1 < x2 and y1 < y2, got"),
    ("boxes", [[9, 5, 5, 9]], "toy 2: boxes must have x1 < x2 and y1 < y2, got"),
    ("boxes", [[0, 0, SIZE + 1, 9]], "toy 2: boxes must lie within the image of 64x64, got"),
    ("boxes", [[-1, 0, 9, 9]], "toy 2: boxes must lie within the image of 64x64, got"),
    ("boxes", [[0, 0, float("nan"), 9]], "toy 2: boxes must be finite, got"),
    ("boxes", [[0, 0, float("inf"), 9]], "toy 2: boxes must be finite, got"),
    ("labels", [4], "toy 2: labels must be int64 from 1 to 3, got"),
    ("labels", [0], "toy 2: labels must be int64 from 1 to 3, got"),
]


@pytest.mark.parametrize("cls", DETECTORS)
@pytest.mark.parametrize(("part", "value", "message"), BAD)
def test_bad_objects_are_refused_with_the_name_of_the_image(cls, part, value, message):
    data = toy_scenes(3)
    data = data._replace(
        boxes=(*data.boxes[:2], np.array([[0, 0, 9, 9]], np.float32)),
        labels=(*data.labels[:2], np.array([1], np.int64)),
        difficult=(*data.difficult[:2], np.zeros(1, bool)),
    )
    bad = np.array(value, np.float32 if part == "boxes" else np.int64)
    data = data._replace(**{part: (*getattr(data, part)[:2], bad)})
    with pytest.raises(ValueError, match=message):
        train(contract.made(cls), data, Plan(1, 2, 0.01), device="cpu", show="")


@pytest.mark.parametrize("cls", DETECTORS)
def test_what_is_no_photograph_is_refused(cls):
    detector = contract.made(cls)
    for photo in (np.zeros((64, 64, 3)), np.zeros((64, 64, 4), np.uint8), np.zeros((0, 64, 3), np.uint8)):
        with pytest.raises(ValueError, match=r"photo 1 must be \(H, W, 3\) or grey, \(H, W\), uint8, got"):
            detector.detect([np.zeros((64, 64, 3), np.uint8), photo])
    with pytest.raises(ValueError, match="size must be a multiple of 32"):
        cls(CLASSES, 100)
