"""The roadmap table: recorded, live and published numbers side by side, and the order of speed that it shows."""

import re
from pathlib import Path

import pytest
import torch
import yaml

from utils.data.photos import load_photo
from utils.labs.detection import roadmap as module
from utils.labs.detection.roadmap import LIVE, PAPERS, as_table, live_stages, roadmap, speedup
from utils.labs.detection.stopwatch import STAGES
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


def test_the_table_says_what_was_measured_and_leaves_the_rest_empty(rows):
    lines = as_table(rows).splitlines()
    assert len(lines) == 2 + len(SYSTEMS)
    assert len({line.count("|") for line in lines}) == 1
    assert lines[-1].startswith("| SSD | 0.987 | 0.900 | 0.654 | 43 | 0 | 2 |")
    assert lines[2].startswith("| R-CNN |  |  |  |  |  |  | 250.0 | 250.0 | 250.0 | 250.0 | 1000.0 | 84 | 49 | 47 |")


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


def test_selective_search_takes_all_that_are_given_proposals_equally_long(monkeypatch):
    taken = iter([3.0, 1.0, 2.0, 0.5])
    monkeypatch.setattr(module, "LIVE", {name: LIVE[name] for name in ("R-CNN", "SPP-net", "Fast R-CNN", "YOLO")})
    monkeypatch.setattr(module, "stage_seconds", lambda *given: dict.fromkeys(STAGES, next(taken)))
    found = live_stages(load_photo("cat"), 64, "small")
    assert [one["proposals"] for one in found.values()] == [1.0, 1.0, 1.0, 0.5]
    assert [one["head"] for one in found.values()] == [3.0, 1.0, 2.0, 0.5]


@pytest.mark.audit
def test_rcnn_takes_fifty_times_as_long_as_faster_rcnn_and_the_order_is_that_of_the_papers():
    torch.set_num_threads(1)
    rows = roadmap({}, live_stages(load_photo("astronaut")))
    assert speedup(rows, "R-CNN", "Faster R-CNN") >= 50
    assert [row.seconds for row in rows[:4]] == sorted((row.seconds for row in rows[:4]), reverse=True)
    assert max(row.seconds for row in rows[4:]) < rows[3].seconds
