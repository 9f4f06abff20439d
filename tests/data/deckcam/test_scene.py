import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from utils.data.competition import CLASSES
from utils.data.deckcam import scene
from utils.data.deckcam.boat import Boat
from utils.data.deckcam.camera import FRAME
from utils.data.deckcam.fish import Drawing

MAGENTA = (255, 0, 255)
SMALL = """
import sys, numpy as np
from utils.data.competition import CLASSES
from utils.data.deckcam.boat import Boat
from utils.data.deckcam.scene import render
boat = Boat(7, 2)
frames, boxes = zip(*[render(boat, CLASSES[k % 8], np.random.default_rng(k)) for k in range(16)])
np.savez(sys.argv[1], frames=np.stack(frames), boxes=np.concatenate(boxes), counts=[len(found) for found in boxes])
"""


@pytest.fixture(scope="module")
def boat():
    return Boat(0, 3)


@pytest.fixture
def magenta(boat, monkeypatch):
    """The boat's fish are all of one colour, and its camera changes nothing."""

    def dyed(label, number):
        drawing = boat.fish(label, number)
        picture = Image.new("RGBA", drawing.picture.size, (*MAGENTA, 0))
        picture.putalpha(drawing.picture.getchannel("A"))
        return Drawing(picture, drawing.mask)

    monkeypatch.setattr(scene, "exposed", lambda picture, *others: np.array(picture))
    monkeypatch.setattr(scene, "_lit", lambda drawing, bright: drawing)

    class Dyed:
        camera, deck, person, fish = boat.camera, staticmethod(boat.deck), staticmethod(boat.person), staticmethod(dyed)

    return Dyed()


@pytest.mark.parametrize("label", ["ALB", "LAG", "SHARK", "YFT"])
def test_boxes_hold_what_is_seen_of_the_fish_and_nothing_more(magenta, label):
    checked = 0
    for seed in range(30):
        frame, boxes = scene.render(magenta, label, np.random.default_rng(seed))
        seen = (np.abs(frame.astype(int) - MAGENTA) < 90).all(axis=2)
        inside = np.zeros_like(seen)
        for x1, y1, x2, y2 in boxes.astype(int):
            inside[y1:y2, x1:x2] = True
        assert (seen & ~inside).sum() <= 0.02 * seen.sum()
        if len(boxes) == 1:
            rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
            around = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
            checked += np.abs(boxes[0] - around).max() <= 3
    assert checked >= 15


def test_every_frame_with_fish_has_a_box_and_a_frame_without_has_none(boat):
    for label in CLASSES:
        for seed in range(12):
            frame, boxes = scene.render(boat, label, np.random.default_rng(seed))
            assert (frame.shape, frame.dtype, boxes.dtype) == ((FRAME, FRAME, 3), np.uint8, np.float32)
            assert (len(boxes) == 0) == (label == "NoF")
            assert (boxes[:, :2] >= 0).all()
            assert (boxes[:, 2:] <= FRAME).all()
            assert (boxes[:, 2:] - boxes[:, :2] >= scene.LEAST).all()


def test_frames_of_a_boat_have_one_background_and_those_of_two_boats_do_not(boat):
    def average(of):
        return np.mean([scene.render(of, "NoF", np.random.default_rng(k))[0] for k in range(6)], axis=0).ravel()

    mine, others = average(boat), average(Boat(0, 4))
    frame = scene.render(boat, "ALB", np.random.default_rng(9))[0].ravel()
    assert np.corrcoef(frame, mine)[0, 1] > np.corrcoef(frame, others)[0, 1] + 0.2


def test_a_processor_without_vector_instructions_gives_the_same_boxes_and_pixels_within_one_grey_level(tmp_path):
    extra = " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", []))
    results = []
    for name, disabled in (("all", ""), ("few", extra)):
        environment = os.environ | {"NPY_DISABLE_CPU_FEATURES": disabled, "PYTHONPATH": os.getcwd()}
        subprocess.run([sys.executable, "-c", SMALL, str(tmp_path / name)], check=True, env=environment)
        results.append(np.load(tmp_path / f"{name}.npz"))
    assert (results[0]["boxes"] == results[1]["boxes"]).all()
    assert (results[0]["counts"] == results[1]["counts"]).all()
    assert np.abs(results[0]["frames"].astype(int) - results[1]["frames"]).max() <= 1
