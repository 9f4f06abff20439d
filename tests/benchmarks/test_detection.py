"""What RESULTS.md says of the detectors is what is recorded, measured with today's settings, met or not."""

import pytest
import torch

from benchmarks.comparison import RESULTS
from benchmarks.detection import STUDIES, Target, is_met, table
from utils.data.scenes import load_scenes
from utils.labs import recording
from utils.labs.detection import deckcam, digits
from utils.labs.detection.study import Sets, measure

CONFIGURED = {digits.RECORDED: digits.CONFIGURATIONS, deckcam.RECORDED: deckcam.CONFIGURATIONS}


@pytest.mark.parametrize(
    ("score", "seconds", "met"), [(0.95, 60, True), (0.949, 10, False), (0.99, 60.1, False), (1.0, 1.0, True)]
)
def test_a_target_is_met_by_score_and_seconds_together(score, seconds, met):
    run = {"scores": {"voc": score}, "training_seconds": seconds}
    assert is_met(Target(0.95, 60), run) == met
    assert is_met(Target(None, 60), run) == (seconds <= 60)


def test_the_results_say_what_is_recorded():
    found = RESULTS.read_text(encoding="utf-8")
    assert f"<!-- detection -->\n{table()}\n<!-- end of detection -->" in found, "run python -m benchmarks.detection"


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.title)
def test_what_is_recorded_was_measured_as_it_is_configured_today(study):
    configured = CONFIGURED[study.path]
    for name, studied in recording.read(study.path).items():
        for run in studied["runs"]:
            assert studied["settings"] == recording.settings(configured[name]), f"record {name} again"
            assert run["seed"] == 0


@pytest.mark.audit
def test_the_shortest_recorded_run_comes_out_again():
    torch.set_num_threads(1)
    studied = recording.read(digits.RECORDED)
    name = min(studied, key=lambda name: studied[name]["runs"][0]["training_seconds"])
    recorded = studied[name]["runs"][0]
    training, test = recorded["images"]
    data = Sets(load_scenes("train", training, digits.SIZE), digits.CHANGE, load_scenes("test", test, digits.SIZE))
    again = measure(digits.CONFIGURATIONS[name], recorded["seed"], data)
    assert again["scores"]["voc"] == pytest.approx(recorded["scores"]["voc"], abs=0.02)
    assert again["training_seconds"] < 2 * recorded["training_seconds"]
