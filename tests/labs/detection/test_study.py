"""The six systems in a study: every configuration trains, and what is recorded goes on where it was."""

import json

import pytest

from tests.labs.detection import toys
from tests.labs.toys import small_trunk
from utils.labs.detection import deckcam, digits, study
from utils.labs.detection import trunk as module
from utils.labs.detection.examples import flips
from utils.labs.detection.study import SYSTEMS, Configuration, Sets, build, curve, measure
from utils.labs.detection.training import Trained
from utils.labs.plan import Plan

PLAN = Plan(2, 2, 0.001, "adamw", steps=2)


@pytest.fixture
def small(monkeypatch, tmp_path):
    """EfficientNet-lite0 without its weights: no download; proposals in a folder of the test's."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(module, "pretrained_trunk", lambda device: small_trunk())


def toy_sets():
    return Sets(toys.toy_scenes(4), flips, toys.toy_scenes(3))


def shortened(configuration):
    return configuration._replace(size=toys.SIZE, plan=configuration.plan._replace(steps=2, batch=2))


@pytest.mark.parametrize("chosen", [digits, deckcam], ids=["digits", "DeckCam"])
@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_of_either_study_can_be_measured_as_plain_json(name, chosen, small):
    found = measure(shortened(chosen.CONFIGURATIONS[name]), 3, toy_sets())
    assert json.loads(json.dumps(found)) == found
    assert found["seed"] == 3
    assert found["images"] == [4, 3]
    assert 0 <= found["scores"]["voc"] <= 1
    assert found["training_seconds"] > 0
    assert (found["proposal_seconds"] > 0) == SYSTEMS[name].needs_proposals
    assert (found["bytes_on_disk"] > 0) == (name in ("R-CNN", "SPP-net"))
    assert all(len(values) == 2 for values in found["curve"].values())


def test_what_somebody_broke_off_is_not_recorded(small, monkeypatch):
    stopped = Trained(None, {}, [], 1.0, 0.0, finished=False)
    monkeypatch.setattr(study, "train", lambda *given, **options: stopped)
    with pytest.raises(KeyboardInterrupt):
        measure(Configuration("SSD", PLAN, toys.SIZE), 0, toy_sets())


def test_a_curve_is_the_mean_of_each_part_of_the_training():
    trained = Trained(None, {"classes": [4.0, 2, 1, 1], "boxes": []}, [], 1.0, 0.0, finished=True)
    assert curve(trained, 2) == {"classes": [3.0, 1.0], "boxes": []}
    assert curve(trained, 9)["classes"] == [4.0, 2.0, 1.0, 1.0]


def test_the_same_seed_gives_the_same_weights():
    configuration = Configuration("YOLO", PLAN, toys.SIZE)
    one, other = (build(configuration, toys.CLASSES).state_dict() for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one)
    seeded = configuration._replace(plan=PLAN._replace(seed=1))
    assert any((one[name] != value).any() for name, value in build(seeded, toys.CLASSES).state_dict().items())


def test_an_unknown_system_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="system must be one of R-CNN, SPP-net, Fast R-CNN, Faster R-CNN, YOLO, SSD"):
        build(Configuration("DPM", PLAN, toys.SIZE), toys.CLASSES)


def test_features_of_regions_come_from_the_map_that_the_design_names(small):
    for name in list(SYSTEMS)[:4]:
        found = build(deckcam.CONFIGURATIONS[name]._replace(size=toys.SIZE), toys.CLASSES)
        fed = {"R-CNN": 432 * 9, "SPP-net": 432 * 21, "Fast R-CNN": 128 * 25, "Faster R-CNN": 128 * 25}[name]
        layer = found.layer[0] if name in ("R-CNN", "SPP-net") else found.head.hidden[0]
        assert layer.in_features == fed
