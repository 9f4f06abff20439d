from typing import NamedTuple

import numpy as np
import pytest

from utils.data.detection import Detection, checked, of_frames, select

BOX = np.array([[1.0, 2, 3, 4]], np.float32)
NOTHING = np.zeros((0, 4), np.float32)


def small(**changes):
    """Return two images, the first with one box."""
    data = Detection(
        np.zeros((2, 8, 10, 3), np.uint8),
        (BOX, NOTHING),
        (np.array([2]), np.zeros(0, np.int64)),
        (np.array([False]), np.zeros(0, bool)),
        ("cat", "dog"),
        ("a.jpg", "b.jpg"),
    )
    return data._replace(**changes)


def test_what_is_right_comes_back_as_it_is():
    data = small()
    assert checked(data) is data


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"names": ("a.jpg",)}, "images must be as many as names, 1, got 2"),
        ({"boxes": (BOX,)}, "boxes must be as many as names, 2, got 1"),
        ({"images": np.zeros((2, 8, 10), np.uint8)}, r"a.jpg: image must be \(H, W, 3\) uint8, got \(8, 10\) uint8"),
        ({"images": np.zeros((2, 8, 10, 3))}, r"a.jpg: image must be \(H, W, 3\) uint8, got \(8, 10, 3\) float64"),
        ({"boxes": (BOX.astype(int), NOTHING)}, r"a.jpg: boxes must be \(R, 4\) floats, got \(1, 4\) int64"),
        ({"boxes": (BOX[0], NOTHING)}, r"a.jpg: boxes must be \(R, 4\) floats, got \(4,\) float32"),
        ({"boxes": (BOX * np.float32("nan"), NOTHING)}, "a.jpg: boxes must be finite, got"),
        ({"boxes": (BOX[:, [2, 1, 0, 3]], NOTHING)}, "a.jpg: boxes must have x1 < x2 and y1 < y2, got"),
        ({"boxes": (BOX * 3, NOTHING)}, "a.jpg: boxes must lie within the image of 10x8, got"),
        (
            {"labels": (np.array([3]), np.zeros(0, np.int64))},
            r"a.jpg: labels must be int64 from 1 to 2, got \[3\] int64",
        ),
        ({"labels": (np.array([0]), np.zeros(0, np.int64))}, r"a.jpg: labels must be int64 from 1 to 2, got \[0\]"),
        ({"labels": (np.array([1.0]), np.zeros(0, np.int64))}, r"a.jpg: labels must be int64 .* got \[1.0\] float64"),
        ({"labels": (np.array([1]), np.array([1]))}, r"b.jpg: labels must be one for each of 0 boxes, got \(1,\)"),
        ({"difficult": (np.zeros(2, bool), np.zeros(0, bool))}, "a.jpg: difficult must be one for each of 1 boxes"),
    ],
)
def test_what_is_wrong_is_named_with_its_image(changes, message):
    with pytest.raises(ValueError, match=message):
        checked(small(**changes))


@pytest.mark.parametrize("images", [np.zeros((2, 8, 10, 3), np.uint8), [np.zeros((8, 10, 3), np.uint8)] * 2])
def test_some_of_the_images_keep_what_belongs_to_them(images):
    part = select(small(images=images), [1, 0])
    assert part.names == ("b.jpg", "a.jpg")
    assert [len(boxes) for boxes in part.boxes] == [0, 1]
    assert len(part.images) == 2
    assert select(small(images=images), slice(1)).names == ("a.jpg",)


class Frames(NamedTuple):
    images: np.ndarray
    labels: np.ndarray
    boxes: tuple
    names: tuple


def test_frames_of_one_class_give_it_to_all_their_boxes_and_empty_ones_have_none():
    boxes = (np.concatenate([BOX, BOX]), NOTHING, BOX)
    frames = Frames(np.zeros((3, 8, 8, 3), np.uint8), np.array([3, 2, 0]), boxes, ("a", "b", "c"))
    data = of_frames(frames, ("ALB", "BET", "NoF", "YFT"))
    assert data.classes == ("ALB", "BET", "YFT")
    assert [labels.tolist() for labels in data.labels] == [[3, 3], [], [1]]
    assert data.images is frames.images
    with pytest.raises(ValueError, match="b: boxes must be none in a frame of class NoF, got 1"):
        of_frames(frames._replace(boxes=(BOX, BOX, BOX)), ("ALB", "BET", "NoF", "YFT"))
