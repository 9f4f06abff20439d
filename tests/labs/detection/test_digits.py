"""The six systems on scenes of digits: every configuration trains, and what is recorded goes on where it was."""

import json

import pytest

from tests.labs.detection.toys import toy_scenes
from utils.labs.detection import digits
from utils.labs.detection.digits import CONFIGURATIONS, measure, read, record, train_on_digits


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Shapes in place of digits, and two steps in place of thousands."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(digits, "load_scenes", lambda split, count, size: toy_scenes(count))
    monkeypatch.setattr(digits, "SIZE", 64)
    for name, (system, plan) in CONFIGURATIONS.items():
        short = digits.Configuration(system, plan._replace(steps=2, batch=2))
        monkeypatch.setitem(CONFIGURATIONS, name, short)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_system_can_be_measured_as_plain_json(name):
    found = measure(name, count=4, test=3)
    assert json.loads(json.dumps(found)) == found
    assert found["finished"]
    assert 0 <= found["scores"]["voc"] <= 1
    assert found["training_seconds"] > 0
    assert (found["bytes_on_disk"] > 0) == (name in ("R-CNN", "SPP-net"))


def test_what_is_recorded_is_not_trained_again_unless_its_settings_change(tmp_path, monkeypatch, capsys):
    path, asked = tmp_path / "recorded.json", []
    real = digits.measure
    monkeypatch.setattr(digits, "measure", lambda name, *given: asked.append(name) or real(name, *given))
    monkeypatch.setattr(digits, "CONFIGURATIONS", {name: CONFIGURATIONS[name] for name in ("YOLO", "SSD")})
    record(path, 4, 3)
    record(path, 4, 3)
    assert asked == ["YOLO", "SSD"]
    assert list(read(path)) == ["YOLO", "SSD"]
    assert "YOLO: mAP" in capsys.readouterr().out
    ssd = digits.CONFIGURATIONS["SSD"]
    digits.CONFIGURATIONS["SSD"] = ssd._replace(plan=ssd.plan._replace(lr=0.001))
    record(path, 4, 3)
    assert asked == ["YOLO", "SSD", "SSD"]


def test_an_unknown_system_is_answered_with_the_names_there_are():
    with pytest.raises(
        ValueError, match="name must be one of R-CNN, SPP-net, Fast R-CNN, Faster R-CNN, YOLO, SSD, got"
    ):
        train_on_digits("DPM")


def test_no_detector_asks_for_a_card_by_name():
    folder = digits.RECORDED.parents[1] / "detection"
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert ".cuda()" not in text
        assert len(text.splitlines()) <= 250, path.name
