"""What every detector must do, said once; ``test_contract.py`` asks each of them."""

import numpy as np
import torch

from tests.labs.detection.toys import CLASSES, SIZE, mirrored, toy_scenes
from utils.labs.detection.evaluation import mean_average_precision
from utils.labs.detection.examples import Examples, flips
from utils.labs.detection.proposals import find_proposals
from utils.labs.detection.training import train
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything
from utils.reference.boxes import iou


def made(cls):
    """Return an untrained detector of shapes, always the same."""
    seed_everything(0)
    return cls(CLASSES, SIZE)


def overfitted(cls, epochs=150):
    """Return a detector trained on eight scenes and their mirror images for far too long."""
    trained = train(made(cls), toy_scenes(), Plan(epochs, 8, 0.003, "adamw"), change=flips, device="cpu", show="")
    assert trained.finished
    return trained


def batch_of(data, detector):
    """Return all images of ``data`` as one batch for ``detector``."""
    regions = find_proposals(data.images, detector.size).boxes if detector.needs_proposals else None
    return Examples(data, detector.size, regions)[torch.arange(len(data.names))]


def is_well_formed(found, photos, classes):
    """Assert that ``found`` is a list of boxes, scores and labels as promised, for every photograph."""
    assert len(found) == len(photos)
    for photo, (boxes, scores, labels) in zip(photos, found, strict=True):
        height, width = photo.shape[:2]
        assert boxes.shape == (len(scores), 4)
        assert labels.shape == scores.shape
        assert (boxes.dtype, scores.dtype, labels.dtype) == (np.float32, np.float32, np.int64)
        assert np.isfinite(boxes).all()
        assert np.isfinite(scores).all()
        assert (boxes[:, :2] < boxes[:, 2:]).all()
        assert (boxes >= 0).all()
        assert (boxes <= np.array([width, height, width, height]) + 1e-3).all()
        assert (np.diff(scores) <= 0).all(), "best first"
        assert ((labels >= 1) & (labels <= len(classes))).all()


def knows_what_it_learnt(detector):
    """Assert a mean average precision of 1 on the eight scenes, with boxes on the border among them."""
    data = toy_scenes()
    assert mean_average_precision(detector.detect(data.images), data) == 1.0


def sees_mirror_images(detector):
    """Assert that what is found in a mirror image is the mirror image of what is found."""
    data = toy_scenes()
    one, other = detector.detect(data.images), detector.detect(mirrored(data).images)
    assert mean_average_precision(other, mirrored(data)) == 1.0
    for place, (seen, reflected) in enumerate(zip(one, other, strict=True)):
        for label in range(1, len(CLASSES) + 1):
            many = int((data.labels[place] == label).sum())
            best, again = (each.boxes[each.labels == label][:many] for each in (seen, reflected))
            turned = np.stack([SIZE - again[:, 2], again[:, 1], SIZE - again[:, 0], again[:, 3]], axis=1)
            assert not many or (iou(best, turned).max(axis=1) > 0.5).all()


def finds_nothing_in_nothing(detector):
    """Assert that an image without objects holds nothing that a detector is sure of, or as sure as of an object."""
    plain = [np.full((SIZE, SIZE, 3), level, np.uint8) for level in (0, 20, 50)]
    found = detector.detect(plain)
    is_well_formed(found, plain, CLASSES)
    assert all(scores.max(initial=0) < 0.5 for _, scores, _ in found)


def takes_photographs_of_all_sizes_and_greys(detector):
    """Assert that a photograph twice as large, twice as wide, or grey, gives its own boxes in its own pixels."""
    data = toy_scenes()
    photo, truth = data.images[3], data.boxes[3]
    wide, large = photo.repeat(2, axis=1), photo.repeat(2, axis=0).repeat(2, axis=1)
    grey = np.ascontiguousarray(photo[:, :, 0])
    photos = [photo, wide, large, grey, grey[..., None]]
    found = detector.detect(photos)
    is_well_formed(found, photos, CLASSES)
    for seen, scale in zip(found, ([1, 1, 1, 1], [2, 1, 2, 1], [2, 2, 2, 2]), strict=False):
        assert (iou((truth * scale).astype(np.float32), seen.boxes[: len(truth)]).max(axis=1) > 0.5).all()
    np.testing.assert_array_equal(found[3].boxes, found[4].boxes)


def awkward_batches():
    """Return data with every legal oddity: no object anywhere, none in one, the whole image, one pixel, copies."""
    data = toy_scenes(4)
    nothing = data._replace(
        boxes=(np.zeros((0, 4), np.float32),) * 4,
        labels=(np.zeros(0, np.int64),) * 4,
        difficult=(np.zeros(0, bool),) * 4,
    )
    whole, dot = [0, 0, SIZE, SIZE], [10, 10, 11, 11]
    sets = [[whole], [dot], [dot, dot, whole, whole], [[SIZE - 1, 0, SIZE, SIZE], [0, 0, SIZE, 1]]]
    odd = data._replace(
        boxes=tuple(np.array(each, np.float32) for each in sets),
        labels=tuple(np.ones(len(each), np.int64) for each in sets),
        difficult=tuple(np.zeros(len(each), bool) for each in sets),
    )
    return [data, nothing, odd]


def has_finite_losses(detector):
    """Assert that losses and gradients are numbers whatever the objects are."""
    detector.train()
    for data in awkward_batches():
        detector.zero_grad()
        losses = detector(*batch_of(data, detector))
        assert all(value.ndim == 0 and value.isfinite() and value >= 0 for value in losses.values()), losses
        sum(losses.values()).backward()
        for name, weight in detector.named_parameters():
            assert weight.grad is None or weight.grad.isfinite().all(), name
