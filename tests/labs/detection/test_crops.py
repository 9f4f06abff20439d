"""The closed circle: what is cut out around a detection, and a study of it that goes through and can be compared."""

import json

import numpy as np
import pytest
import torch

from tests.labs.detection.toys import SIZE, toy_scenes
from tests.labs.toys import small_trunk
from utils.data.competition import CLASSES, Fisheries
from utils.labs import recording, studies
from utils.labs.detection import crops as module
from utils.labs.detection.crops import Crops, best_boxes, crops, cut_out, measure
from utils.labs.detection.detector import Found
from utils.labs.detection.study import Configuration
from utils.labs.detection.training import Trained
from utils.labs.plan import Plan
from utils.labs.studies import PLAIN, Boats
from utils.labs.transfer_tuning import Tuning
from utils.reference.losses import log_loss

torch.set_num_threads(1)
SHORT = Crops(
    Configuration("SSD", Plan(2, 8, 1e-3, "adamw"), SIZE), Tuning("block16", Plan(1, 8, 1e-3, "adamw"), size=32), 0.2
)


def toy_frames(count, boats, seed):
    """Return scenes of shapes as frames of boats, the first with none: all shapes of a frame count as one fish."""
    scenes = toy_scenes(count, seed=seed)
    kinds = (CLASSES.index("ALB"), CLASSES.index("SHARK"), CLASSES.index("YFT"))
    labels = np.array([kinds[own[0] - 1] if len(own) else CLASSES.index("NoF") for own in scenes.labels])
    return Fisheries("toys", scenes.images, labels, np.arange(count) % boats, scenes.boxes, scenes.names)


@pytest.fixture
def toys(monkeypatch):
    monkeypatch.setattr(studies, "boats", lambda: Boats(toy_frames(24, 6, 0), toy_frames(10, 4, 1)))
    monkeypatch.setattr(studies, "trunk_of", lambda name: small_trunk())
    monkeypatch.setattr(studies, "FOLDS", 3)


def test_the_square_around_a_box_is_as_long_as_its_longer_side_and_both_margins():
    image = np.arange(40 * 40 * 3, dtype=np.uint32).reshape(1, 40, 40, 3).astype(np.uint8)
    squares = cut_out(image, np.float32([[10, 14, 26, 22]]), 0.25, 24)
    assert squares.dtype == np.uint8
    np.testing.assert_array_equal(squares[0], image[0, 6:30, 6:30])


def test_what_lies_outside_of_the_image_counts_as_its_edge():
    image = np.zeros((1, 40, 40, 3), np.uint8)
    image[0, :, 0] = 200
    square = cut_out(image, np.float32([[0, 10, 10, 20]]), 0.5, 20)[0]
    assert (square[:, :6] == 200).all()
    assert (square[:, 6:] == 0).all()


def test_of_each_frame_the_best_detection_counts_and_without_one_the_frame():
    boxes = np.float32([[1, 2, 3, 4], [5, 6, 7, 8]])
    some = Found(boxes, np.float32([0.9, 0.2]), np.array([1, 2]))
    none = Found(boxes[:0], np.float32([]), np.array([], int))
    assert best_boxes([some, none], 40).tolist() == [[1, 2, 3, 4], [0, 0, 40, 40]]


def test_a_run_says_what_it_scores_and_gives_the_truth_of_every_unseen_frame_as_studies_of_whole_frames_do(toys):
    run = measure(SHORT, 1)
    assert run["frames"] == [24, 10]
    for what in (PLAIN, "score", "iou"):
        assert run[what].shape == (10,)
        assert run[what].dtype == np.float16
    assert -run[PLAIN].astype(float).mean() == pytest.approx(run["unseen"], rel=2e-3)
    assert 0 < run["unseen"] < log_loss(np.eye(len(CLASSES))[[0]], np.array([1]))
    assert run["iou"][0] == 0, "there is no shape in the first frame"
    assert ((run["iou"] >= 0) & (run["iou"] <= 1)).all()
    assert run["detector_seconds"] <= run["seconds"]
    assert measure(SHORT, 1)["unseen"] == run["unseen"]


def test_what_is_recorded_goes_with_the_truth_of_the_same_frames_as_lecture_9s(toys, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "crops", lambda: SHORT)
    module.record(tmp_path / "crops.json")
    stored = recording.arrays(tmp_path / "crops.json")
    assert set(stored) == {"labels", "boats", "crops, 1, log p", "crops, 1, score", "crops, 1, iou"}
    assert stored["labels"].tolist() == studies.boats().unseen.labels.tolist()


def test_somebody_who_breaks_off_records_nothing(toys, monkeypatch):
    broken = Trained(None, {}, [], 1.0, 0.0, finished=False)
    monkeypatch.setattr(module, "train", lambda *given, **options: broken)
    with pytest.raises(KeyboardInterrupt):
        measure(SHORT, 1)


def test_the_studys_settings_are_lecture_9s_but_for_what_is_looked_at():
    assert crops().tuning == Tuning()
    assert json.dumps(recording.settings(crops()))
