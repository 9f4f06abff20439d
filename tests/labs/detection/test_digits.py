"""Scenes of digits: what is recorded goes on where it was, and no detector is written for one device."""

import pytest

from tests.labs.detection.toys import toy_scenes
from utils.labs import recording
from utils.labs.detection import digits
from utils.labs.detection.digits import CONFIGURATIONS, record, train_on_digits


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Shapes in place of digits, two systems in place of six, and two steps in place of thousands."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(digits, "load_scenes", lambda split, count, size: toy_scenes(count))
    short = {
        name: one._replace(size=64, plan=one.plan._replace(steps=2, batch=2))
        for name, one in CONFIGURATIONS.items()
        if name in ("YOLO", "SSD")
    }
    monkeypatch.setattr(digits, "CONFIGURATIONS", short)
    return short


def test_what_is_recorded_is_not_trained_again_unless_its_settings_change(small, tmp_path, monkeypatch, capsys):
    path, asked, real = tmp_path / "recorded.json", [], digits.measure

    def measure(configuration, seed, sets):
        asked.append(configuration.system)
        return real(configuration, seed, sets)

    monkeypatch.setattr(digits, "measure", measure)
    record(path, 4, 3)
    record(path, 4, 3)
    assert asked == ["YOLO", "SSD"]
    assert list(recording.read(path)) == ["YOLO", "SSD"]
    assert "YOLO, seed 0" in capsys.readouterr().out
    small["SSD"] = small["SSD"]._replace(plan=small["SSD"].plan._replace(lr=0.001))
    record(path, 4, 3)
    assert asked == ["YOLO", "SSD", "SSD"]


def test_a_system_is_watched_on_validation_scenes_while_it_learns(small):
    looks = []
    trained = train_on_digits("SSD", 4, 3, looks.append, "cpu", show="")
    assert trained.finished
    assert [len(look.found) for look in looks] == [3]


def test_an_unknown_system_is_answered_with_the_names_there_are(small):
    with pytest.raises(ValueError, match="name must be one of YOLO, SSD, got 'DPM'"):
        train_on_digits("DPM", 4)


def test_no_detector_asks_for_a_card_by_name():
    folder = digits.RECORDED.parents[1] / "detection"
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert ".cuda()" not in text
        assert len(text.splitlines()) <= 250, path.name
