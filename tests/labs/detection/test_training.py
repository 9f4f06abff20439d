"""Examples and the training loop: what changes with an image, what is seen on the way, and what an interrupt leaves."""

import numpy as np
import pytest
import torch

from tests.labs.detection import contract
from tests.labs.detection.toys import CLASSES, SIZE, toy_scenes
from utils.data.detection import select
from utils.labs.detection import examples
from utils.labs.detection import proposals as module
from utils.labs.detection.evaluation import mean_average_precision, scores
from utils.labs.detection.examples import Examples, chain, flips, recolours, shifts, viewed
from utils.labs.detection.photographs import as_photo, to_squares
from utils.labs.detection.proposals import find_proposals
from utils.labs.detection.rcnn import RCNN
from utils.labs.detection.ssd import SSD
from utils.labs.detection.training import train
from utils.labs.plan import Plan
from utils.labs.transfer_views import Augmentation, Views

PLAN = Plan(2, 4, 0.003, "adamw")


def test_a_batch_holds_squares_with_their_boxes_padded_with_label_0():
    data = toy_scenes(6)
    images, boxes, labels = Examples(data, 32)[torch.tensor([1, 0])]
    assert images.shape == (2, 3, 32, 32)
    assert images.dtype == torch.uint8
    np.testing.assert_allclose(boxes[0, :2], data.boxes[1] / 2)
    assert labels[0, :2].tolist() == data.labels[1].tolist()
    assert not labels[1].any()
    assert not boxes[1].any()


def test_shifted_images_take_their_boxes_along():
    torch.manual_seed(0)
    data = toy_scenes(6)
    for _ in range(20):
        images, boxes, labels, regions = shifts(20)(Examples(data, SIZE, data.boxes)[torch.arange(6)])
        for image, some, own, near in zip(images, boxes, labels, regions, strict=True):
            bright = image.amax(0) > 100
            for x1, y1, x2, y2 in some[own > 0].long().tolist():
                assert bright[y1:y2, x1:x2].float().mean() > 0.25
            assert (near >= 0).all()
            assert (near <= SIZE).all()
            assert not some[own == 0].any()


def test_a_box_that_leaves_for_the_most_part_is_none(monkeypatch):
    data = select(toy_scenes(2), [1])
    batch = Examples(data, SIZE)[torch.tensor([0])]
    monkeypatch.setattr(torch, "randint", lambda *_: torch.tensor([15, 15]))
    _, boxes, labels = shifts(20)(batch)
    assert (labels > 0).tolist() == [[True, False]]
    assert not boxes[0, 1].any()


def test_a_mirror_image_has_its_boxes_mirrored_and_padding_stays_padding():
    torch.manual_seed(0)
    batch = Examples(toy_scenes(6), SIZE)[torch.arange(6)]
    images, boxes, labels = flips(batch)
    turned = (images != batch[0]).flatten(1).any(1)
    assert turned.any()
    assert not turned[1:].all()
    for place in turned.nonzero()[:, 0]:
        assert torch.equal(images[place], batch[0][place].flip(2))
        own = labels[place] > 0
        np.testing.assert_allclose(boxes[place, own, 0], SIZE - batch[1][place, own, 2])
        assert not boxes[place, ~own].any()


def test_in_a_view_boxes_are_where_their_things_are_and_padding_stays_padding():
    torch.manual_seed(0)
    data = toy_scenes(6)
    change = viewed(Augmentation(turn=10, zoom=0.2, shift=0.1, mirror=True, light=0.1))
    for _ in range(10):
        images, boxes, labels, regions = change(Examples(data, SIZE, data.boxes)[torch.arange(6)])
        assert images.dtype == torch.float32
        assert not boxes[labels == 0].any()
        assert torch.equal(regions * (labels > 0)[..., None], boxes)
        for image, some in zip(images, boxes, strict=True):
            bright = (image.amax(0) > 100).float()
            for x1, y1, x2, y2 in some[some.any(1)].round().long().tolist():
                assert bright[y1:y2, x1:x2].mean() > 0.3
                assert bright[y1:y2, x1:x2].sum() >= 0.2 * (y2 - y1) * (x2 - x1)


def test_a_view_moves_boxes_by_hand(monkeypatch):
    quarter = Views(torch.tensor([[[0.0, -1, 0], [1, 0, 0.5]]]), torch.ones(1, 3, 1, 1))
    monkeypatch.setattr(examples, "drawn", lambda augmentation, count: quarter)
    batch = torch.zeros(1, 3, 40, 40), torch.tensor([[[10.0, 20, 20, 40], [0, 0, 6, 4]]]), torch.tensor([[1, 2]])
    _, boxes, labels = viewed(Augmentation())(batch)
    np.testing.assert_allclose(boxes, [[[10, 20, 30, 30], [0, 0, 0, 0]]], atol=1e-4)
    assert labels.tolist() == [[1, 0]]


def test_changes_of_colour_leave_boxes_and_can_be_chained():
    batch = Examples(toy_scenes(3), SIZE)[torch.arange(3)]
    for change in (recolours, chain(recolours, recolours)):
        images, boxes, _ = change(batch)
        assert torch.equal(images.sum(1), batch[0].sum(1))
        assert torch.equal(boxes, batch[1])


def test_examples_say_what_is_wrong():
    data = toy_scenes(2)
    with pytest.raises(ValueError, match="data must have at least one image, got none"):
        Examples(select(data, []), SIZE)
    with pytest.raises(ValueError, match="regions must be of 2 images, got 1"):
        Examples(data, SIZE, data.boxes[:1])


def test_photographs_become_squares():
    assert as_photo(np.zeros((4, 5), np.uint8)).shape == (4, 5, 3)
    photo = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    assert np.array_equal(to_squares([photo], 4)[0].permute(1, 2, 0), photo)
    assert to_squares([photo, np.zeros((8, 2), np.uint8)], 4).shape == (2, 3, 4, 4)


def test_every_loss_is_noted_and_every_epoch_looked_at():
    looks = []
    trained = train(contract.made(SSD), toy_scenes(), PLAN, toy_scenes(3), looks.append, device="cpu", show="")
    assert {name: len(values) for name, values in trained.losses.items()} == {"classes": 4, "boxes": 4}
    assert [look.epoch for look in looks] == [1, 2]
    assert all(len(look.found) == 3 for look in looks)
    assert looks[-1].score == mean_average_precision(looks[-1].found, toy_scenes(3))
    assert [look.score for look in trained.looks] == [look.score for look in looks]
    assert trained.finished
    assert trained.seconds > 0
    assert not trained.detector.training


def test_a_seed_fixes_every_bit():
    one, other = (train(contract.made(SSD), toy_scenes(), PLAN, device="cpu", show="") for _ in range(2))
    assert one.losses == other.losses


@pytest.mark.parametrize("cls", [SSD, RCNN])
def test_whoever_stops_it_gets_what_has_been_learnt(cls, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))

    def stop(look):
        if look.epoch == 2:
            raise KeyboardInterrupt

    trained = train(
        contract.made(cls), toy_scenes(), PLAN._replace(epochs=9), toy_scenes(3), stop, device="cpu", show=""
    )
    assert not trained.finished
    assert len(trained.losses["classes"]) == 4
    assert len(trained.looks) == 2
    photos = toy_scenes(3).images
    contract.is_well_formed(trained.detector.detect(photos), photos, CLASSES)


def test_data_of_other_classes_is_refused():
    other = toy_scenes(3)._replace(classes=("a", "b", "c"))
    for data, validation, name in ((other, None, "data"), (toy_scenes(3), other, "validation")):
        with pytest.raises(ValueError, match=f"{name} must have the detector's classes"):
            train(contract.made(SSD), data, PLAN, validation, device="cpu", show="")


def test_features_go_to_disk_at_most_a_hundred_an_image(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    trained = train(contract.made(RCNN), toy_scenes(3), PLAN, folder=tmp_path / "run", device="cpu", show="")
    stored = np.load(tmp_path / "run" / "features.npy")
    assert stored.shape == (300, 128)
    assert trained.detector.disk == (tmp_path / "run" / "features.npy").stat().st_size
    assert trained.detector.fitted


def test_proposals_are_found_once(tmp_path, monkeypatch):
    photos = toy_scenes(3).images
    found = find_proposals(photos, SIZE, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.setattr(module, "propose", lambda square: pytest.fail("found again"))
    again = find_proposals(photos, SIZE, tmp_path)
    assert again.seconds == found.seconds > 0
    for one, other in zip(found.boxes, again.boxes, strict=True):
        np.testing.assert_array_equal(one, other)
    monkeypatch.setattr(module, "propose", lambda square: np.zeros((1, 4), np.float32))
    assert [len(each) for each in find_proposals(photos[::-1], SIZE, tmp_path).boxes] == [1, 1, 1]


def test_scores_are_one_for_what_is_true_and_name_every_class():
    data = toy_scenes()
    found = [(boxes, np.full(len(boxes), 0.5), labels) for boxes, labels in zip(data.boxes, data.labels, strict=True)]
    perfect = scores(found, data)
    assert (perfect.voc07, perfect.voc, perfect.voc75) == (1, 1, 1)
    assert perfect.coco == pytest.approx(1)
    assert set(perfect.per_class) == set(CLASSES)
    empty = select(data, [0])
    assert mean_average_precision([(np.zeros((0, 4)), [], [])], empty) == 0
