"""What is recorded of the MNIST sprint's tricks: complete, as configured today, and found again when run again."""

import json
import shutil
from pathlib import Path

import pytest

from tests.labs.test_mnist_numpy import enlarged
from utils.labs import ablation, recording
from utils.labs.mnist import without


@pytest.fixture
def quick(monkeypatch):
    """Measuring takes no time: the names of the measured configurations, and their seeds, in order."""
    asked = []

    def measure(configuration, seed):
        name = next(name for name, other in without().items() if other == configuration)
        asked.append((name, seed))
        return {"seed": seed, "accuracy": 0.5 + seed / 10, "seconds": float(seed), "losses": [1.0]}

    monkeypatch.setattr(ablation, "measure", measure)
    return asked


def test_everything_is_recorded_with_every_seed_as_it_is_configured_today():
    studied = recording.read(ablation.RECORDED)
    assert list(studied) == list(without())
    for name, configuration in without().items():
        assert studied[name]["settings"] == recording.settings(configuration), "run make record NAME=ablation"
        assert [run["seed"] for run in studied[name]["runs"]] == list(ablation.SEEDS)


def test_the_recorded_sprint_reaches_99_percent_and_no_trick_is_free_to_leave_out():
    sprint, *others = (one for one in ablation.shares() if one.name.startswith(("all", "no ")))
    assert sprint.name == "all tricks"
    assert sprint.accuracy >= 0.99
    assert all(one.accuracy < sprint.accuracy or one.seconds > sprint.seconds for one in others)


def test_a_recording_that_was_broken_off_goes_on(quick, tmp_path):
    path = tmp_path / "recorded.json"
    ablation.record(path, seeds=(1,))
    ablation.record(path, seeds=(1, 3))
    assert quick == [(name, seed) for seed in (1, 3) for name in without()]
    assert ablation.shares(path)[0] == ("all tricks", pytest.approx(0.7), 2.0)


def test_a_configuration_that_changed_is_measured_anew(quick, tmp_path):
    path = Path(shutil.copy(ablation.RECORDED, tmp_path))
    record = json.loads(path.read_text())
    record["studied"]["no batch normalisation"]["settings"]["shift"] = 2
    path.write_text(json.dumps(record))
    ablation.record(path)
    assert quick == [("no batch normalisation", seed) for seed in ablation.SEEDS]


def test_a_run_says_how_many_are_right_how_long_it_took_and_how_it_learned(monkeypatch):
    monkeypatch.setattr(ablation, "load_mnist", lambda: (enlarged(), enlarged()))
    monkeypatch.setattr(ablation, "HELD_OUT", 20)
    run = ablation.measure(without()["all tricks"]._replace(images=64), seed=4)
    assert run["seed"] == 4
    assert 0 <= run["accuracy"] <= 1
    assert run["seconds"] > 0
    assert len(run["losses"]) == 1


@pytest.mark.slow
def test_a_recorded_run_is_found_again():
    name = "half of the images"
    (recorded, *_) = recording.read(ablation.RECORDED)[name]["runs"]
    again = ablation.measure(without()[name], recorded["seed"])
    assert abs(again["accuracy"] - recorded["accuracy"]) < 0.005
