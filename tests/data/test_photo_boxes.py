import numpy as np
import pytest

from utils.data.photo_boxes import load_photo_boxes
from utils.data.photos import PHOTOS, load_photo
from utils.reference.boxes import area, clip, iou


@pytest.mark.parametrize("name", PHOTOS)
def test_every_photo_has_boxes_that_lie_in_it_and_differ(name):
    names, boxes = load_photo_boxes(name)
    assert len(names) == len(set(names)) == len(boxes) >= 4
    assert (area(boxes) > 1_000).all()
    np.testing.assert_array_equal(clip(boxes, load_photo(name).shape[:2]), boxes)
    assert np.triu(iou(boxes, boxes), 1).max() < 0.7


@pytest.mark.parametrize(
    ("photo", "thing", "redder"),
    [("coffee", "saucer", 60), ("cat", "nose", 20), ("astronaut", "astronaut", 40)],
)
def test_a_box_frames_what_it_names(photo, thing, redder):
    names, boxes = load_photo_boxes(photo)
    x1, y1, x2, y2 = boxes[names.index(thing)].astype(int)
    colour = load_photo(photo)[y1:y2, x1:x2].reshape(-1, 3).mean(axis=0)
    assert colour[0] > colour[2] + redder


def test_another_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="name must be one of astronaut, cat, coffee, rocket, got 'dog'"):
        load_photo_boxes("dog")
