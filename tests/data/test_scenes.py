import time

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from utils.data import scenes
from utils.data.detection import checked
from utils.data.mnist import Labelled
from utils.data.scenes import HEIGHTS, SPLITS, VISIBLE, enlarged, load_scenes, resized


def strokes(count, seed):
    """Return ``count`` images as MNIST's, each a thick stroke, with its number in pixels that are too faint to see."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 1, 28, 28), np.uint8)
    for place, image in enumerate(images[:, 0]):
        image[0, :2] = place, seed
        row, column = rng.integers(4, 12, 2)
        image[row : row + rng.integers(8, 14), column : column + rng.integers(3, 12)] = 255
    return Labelled(images, rng.integers(0, 10, count))


@pytest.fixture(autouse=True)
def digits(monkeypatch):
    monkeypatch.setattr(scenes, "load_mnist", lambda: (strokes(60, 0), strokes(20, 1)))
    monkeypatch.setattr(scenes, "HELD_OUT", 20)


def test_scenes_are_as_detectors_want_them():
    data = checked(load_scenes("train", 30))
    assert data.images.shape == (30, 128, 128, 3)
    assert data.images.dtype == np.uint8
    assert data.classes == tuple("0123456789")
    counts = [len(boxes) for boxes in data.boxes]
    assert min(counts) >= 1
    assert max(counts) <= 5
    for boxes in data.boxes:
        assert_array_equal(boxes, boxes.round())
        assert (boxes[:, 3] - boxes[:, 1] <= HEIGHTS[1]).all()


def test_the_same_arguments_give_the_same_bits_and_fewer_scenes_are_the_first_of_more():
    one, other, more = load_scenes("test", 4), load_scenes("test", 4), load_scenes("test", 6)
    assert_array_equal(one.images, other.images)
    assert_array_equal(one.images, more.images[:4])
    assert not np.array_equal(one.images, load_scenes("test", 4, seed=1).images)


def test_splits_share_no_digit(monkeypatch):
    used = {}

    def noted(canvas, images, rng, split):
        used[split] = {image.tobytes() for image in images}
        return []

    for split in SPLITS:
        monkeypatch.setattr(scenes, "_paste_digits", lambda *given, split=split: noted(*given, split))
        load_scenes(split, 1)
    assert [len(used[split]) for split in SPLITS] == [40, 20, 20]
    assert len(set.union(*used.values())) == 80


def test_a_box_is_the_smallest_around_what_can_be_seen(monkeypatch):
    before = []
    plain = scenes.background
    monkeypatch.setattr(scenes, "SCRAPS", (0, 0))
    monkeypatch.setattr(scenes, "background", lambda *given: before.append(plain(*given)) or before[-1].copy())
    data = load_scenes("train", 20)
    for image, canvas, boxes in zip(data.images, before, data.boxes, strict=True):
        changed = np.abs(image.astype(float) - canvas).max(axis=2) > 1
        for x1, y1, x2, y2 in boxes.astype(int):
            inside = changed[y1:y2, x1:x2]
            assert inside[0].any()
            assert inside[-1].any()
            assert inside[:, 0].any()
            assert inside[:, -1].any()
            changed[y1:y2, x1:x2] = False
        assert not changed.any(), "nothing but what is in boxes has changed"


def test_a_digit_is_cut_to_its_ink_and_enlarged():
    image = np.zeros((28, 28), np.uint8)
    image[5:15, 8:12] = 255
    ink = enlarged(image, 40, 1.0)
    assert abs(ink.shape[0] - 40) <= 1
    assert abs(ink.shape[1] - 16) <= 1
    for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert side.max() >= VISIBLE


def test_resizing_keeps_ramps_and_sizes():
    ramp = np.tile(np.arange(8.0, dtype=np.float32), (4, 1))
    assert_array_equal(resized(ramp, 4, 8), ramp)
    np.testing.assert_allclose(resized(ramp, 4, 16)[0, 1:-1], np.arange(0.25, 7, 0.5))


def test_two_thousand_scenes_take_seconds():
    begun = time.process_time()
    load_scenes("train", 200)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hidden",), "split must be one of train, validation, test, got 'hidden'"),
        (("train", 0), "count must be a whole number of at least 1"),
        (("train", 1, 32), "size must be a whole number of at least 64"),
        (("train", 1, 128, -1), "seed must be a whole number of at least 0"),
    ],
)
def test_bad_arguments_are_answered_with_one_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_scenes(*arguments)
