"""The roadmap's tables: recorded, live and published numbers side by side, and the order of speed that they show."""

import re
import time
from pathlib import Path

import pytest
import torch
import yaml

from utils.data.detection_papers import PAPERS
from utils.data.photos import load_photo
from utils.labs.detection import roadmap as module
from utils.labs.detection.roadmap import LIVE, learnt_table, live_stages, roadmap, speedup, timed_table
from utils.labs.detection.stopwatch import STAGES, Stopwatch
from utils.labs.detection.study import SYSTEMS

SYLLABUS = Path(__file__).parents[3] / "lectures" / "syllabus.yml"
RUN = {
    "scores": {"voc": 0.987, "voc75": 0.9, "coco": 0.6543, "voc07": 0.9, "per_class": {}},
    "training_seconds": 43.2,
    "proposal_seconds": 0.0,
    "bytes_on_disk": 2_500_000,
}


def stages(total):
    return dict.fromkeys(STAGES, total / len(STAGES))


@pytest.fixture
def rows():
    live = {name: stages(2.0**-place) for place, name in enumerate(SYSTEMS)}
    return roadmap({"SSD": {"settings": {}, "runs": [RUN]}}, live)


def test_there_is_a_row_for_each_system_whatever_is_recorded(rows):
    assert [row.system for row in rows] == list(SYSTEMS)
    assert rows[-1].scores == {"voc": 0.987, "voc75": 0.9, "coco": 0.6543}
    assert rows[0].scores == {}
    assert rows[0].training_seconds is None


def test_the_tables_say_what_was_measured_and_leave_out_what_was_not(rows):
    learnt, alone, timed = (
        table.splitlines() for table in (learnt_table(rows), learnt_table(rows, papers=False), timed_table(rows))
    )
    assert [len(lines) for lines in (learnt, alone, timed)] == [3, 3, 2 + len(SYSTEMS)]
    for lines in (learnt, alone, timed):
        assert len({line.count("|") for line in lines}) == 1
    assert learnt[-1] == "| SSD | 0.987 | 0.900 | 0.654 | 43 | 0 | 2 |  |"
    assert alone[-1] == "| SSD | 0.987 | 0.900 | 0.654 | 43 | 0 | 2 |"
    assert "paper" in learnt[0]
    assert "paper" not in alone[0]
    assert timed[3] == "| SPP-net | 125.0 | 125.0 | 125.0 | 125.0 | 500.0 | 4.3 | 2.3 |"


def test_what_is_extrapolated_says_so(rows):
    lines = timed_table(rows).splitlines()
    assert lines[2] == "| R-CNN | 250.0 | ≈ 250.0 | ≈ 250.0 | 250.0 | ≈ 1,000.0 | 49 | 47 |"
    assert "≈" not in "".join(lines[3:])


def test_speed_is_compared_over_all_stages(rows):
    assert speedup(rows, "R-CNN", "Faster R-CNN") == 8


def test_the_papers_figures_are_those_that_the_syllabus_cites():
    entries = {entry["id"]: entry for entry in yaml.safe_load(SYLLABUS.read_text(encoding="utf-8"))}
    cited = entries["detection-roadmap"]["cited"][0]
    with_proposals, without = (
        [float(number) for number in re.search(rf"{words} proposals ([\d./ ]+)", cited)[1].split("/")]
        for words in ("with", "without")
    )
    names = list(SYSTEMS)
    assert [PAPERS[name].seconds for name in names[:4]] == with_proposals
    assert [PAPERS[name].seconds_without for name in names[:3]] == without


def test_the_same_trunk_looks_at_the_same_photo_in_all_systems(monkeypatch):
    asked = []
    real = module.build
    monkeypatch.setattr(
        module, "build", lambda configuration, classes: asked.append(configuration) or real(configuration, classes)
    )
    monkeypatch.setattr(module, "LIVE", {name: LIVE[name] for name in ("Faster R-CNN", "YOLO")})
    found = live_stages(load_photo("cat"), 64, "small", looks=1)
    assert {(one.size, one.trunk) for one in asked} == {(64, "small")}
    assert list(found) == ["Faster R-CNN", "YOLO"]
    assert all(tuple(one) == STAGES for one in found.values())
    assert found["YOLO"]["proposals"] == 0 < found["Faster R-CNN"]["proposals"]


@pytest.mark.parametrize(("proposals", "times"), [(50, 1), (250, 2.5), (9_000, 20)])
def test_the_least_counts_and_rcnn_is_extrapolated_to_all_of_its_proposals(monkeypatch, proposals, times):
    taken = iter([3.0, 4.0, 1.0, 1.5, 2.0, 2.0, 0.7, 0.5])
    monkeypatch.setattr(module, "LIVE", {name: LIVE[name] for name in ("R-CNN", "SPP-net", "Fast R-CNN", "YOLO")})
    monkeypatch.setattr(module, "stage_seconds", lambda *given: dict.fromkeys(STAGES, next(taken)))
    monkeypatch.setattr(module, "propose", lambda square: [None] * proposals)
    found = live_stages(load_photo("cat"), 64, "small")
    assert [one["proposals"] for one in found.values()] == [1.0, 1.0, 1.0, 0.5]
    assert [one["head"] for one in found.values()] == [3.0 * times, 1.0, 2.0, 0.5]
    assert [one["trunk"] for one in found.values()] == [3.0 * times, 1.0, 2.0, 0.5]
    assert [one["suppression"] for one in found.values()] == [3.0, 1.0, 2.0, 0.5]


def test_the_stopwatch_counts_no_time_in_which_the_processor_waits():
    watch = Stopwatch(torch.device("cpu"))
    with watch("head"):
        time.sleep(0.2)
    assert watch.seconds["head"] < 0.05


@pytest.mark.audit
def test_extrapolating_rcnn_does_not_exaggerate(monkeypatch):
    torch.set_num_threads(1)
    guessed = live_stages(load_photo("cat"))["R-CNN"]["trunk"]
    monkeypatch.setattr(module, "LIVE", {"R-CNN": LIVE["R-CNN"]._replace(proposals=2000)})
    monkeypatch.setattr(module, "SAMPLED", 2000)
    assert live_stages(load_photo("cat"), looks=1)["R-CNN"]["trunk"] >= 0.8 * guessed > 0


@pytest.mark.audit
def test_rcnn_takes_fifty_times_as_long_as_faster_rcnn_and_the_order_is_that_of_the_papers():
    torch.set_num_threads(1)
    rows = roadmap({}, live_stages(load_photo("astronaut")))
    assert speedup(rows, "R-CNN", "Faster R-CNN") >= 50
    assert [row.seconds for row in rows[:4]] == sorted((row.seconds for row in rows[:4]), reverse=True)
    assert max(row.seconds for row in rows[4:]) < rows[3].seconds
