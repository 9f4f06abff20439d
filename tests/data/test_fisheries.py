import numpy as np
import pytest

from utils.data.fisheries import CLASSES, COUNTS, deckcam


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The smallest training set."""
    return deckcam("train", 64, scale=0.005, folder=tmp_path_factory.mktemp("deckcam"))


def test_the_classes_stand_in_the_competitions_order_with_its_counts():
    assert tuple(COUNTS) == CLASSES
    assert sum(COUNTS.values()) == 3777


def test_a_set_has_an_image_a_label_a_boat_boxes_and_a_name_for_each_frame(small):
    count = len(small.labels)
    assert small.source == "DeckCam"
    assert isinstance(small.images, np.memmap)
    assert small.images.shape == (count, 64, 64, 3)
    assert small.images.dtype == np.uint8
    assert small.labels.dtype == small.boats.dtype == np.int64
    assert len(small.boats) == len(small.boxes) == len(set(small.names)) == count
