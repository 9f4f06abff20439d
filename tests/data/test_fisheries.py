import subprocess
import sys

import numpy as np
import pytest

from utils.data import fisheries
from utils.data.fisheries import CLASSES, COUNTS, deckcam, load_fisheries


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


def test_boxes_lie_inside_the_images_and_only_in_those_with_fish(small):
    for label, boxes in zip(small.labels, small.boxes, strict=True):
        assert boxes.dtype == np.float32
        assert boxes.shape[1] == 4
        assert (len(boxes) == 0) == (CLASSES[label] == "NoF")
        assert ((boxes >= 0) & (boxes <= 64)).all()
        assert (boxes[:, :2] < boxes[:, 2:]).all()


def test_the_names_are_numbers_in_order_and_say_nothing(small):
    assert small.names == tuple(f"img_{number:05d}.jpg" for number in range(1, len(small.labels) + 1))
    assert not (np.diff(small.labels) >= 0).all()


def test_without_a_folder_it_is_rendered_and_says_so(small, monkeypatch, capsys):
    monkeypatch.setattr(fisheries, "deckcam", lambda split, size: small)
    monkeypatch.delenv("NCFM_DIR", raising=False)
    assert load_fisheries(size=64) is small
    assert capsys.readouterr().out == (
        "DeckCam: rendered scenes, not the competition's images: 25 of 6 boats, 64 x 64 pixels.\n"
    )


def test_a_folder_that_the_environment_names_wrongly_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("NCFM_DIR", str(tmp_path))
    with pytest.raises(ValueError, match="root must be a folder that holds train"):
        load_fisheries()


def test_nothing_of_torch_is_loaded_for_it():
    code = "import sys, utils.data.fisheries, utils.plotting.fisheries; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
