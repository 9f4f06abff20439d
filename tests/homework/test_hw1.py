"""Homework 1: what it releases, and what right, idle, wrong and dishonest work earns, and is told."""

import io
import re
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import torch

from tests.homework import course as school
from tests.homework.alone import score_cells
from utils.authoring import release
from utils.grading.record import Record
from utils.grading.scoring import ScoreOptions, score

HW = "hw1"
ANSWERS = Path(__file__).parent / HW
SOURCE = school.ROOT / "solutions" / HW / f"{HW}.ipynb"
CHECKPOINT = ANSWERS / "model.pt"
"""The network that the model solution trained; the other one was trained in the same way, on the test images."""
SEEN = ANSWERS / "seen_test.pt"
FULL = {
    "test-one-hot": 3,
    "test-paper": 5,
    "test-prepare": 4,
    "test-augment": 5,
    "test-batches": 4,
    "test-loss": 4,
    "test-model": 5,
    "test-epoch": 7,
    "test-accuracy": 4,
    "test-confusion": 3,
    "test-strangers": 10,
}
"""Points of each part that tests grade."""

OWN_CHECKPOINT = {"test-prepare", "test-model"}
"""Parts without which model.pt, made by the model solution, means nothing: there strangers' digits are left out."""


class Mistake(NamedTuple):
    """A wrong solution: its name, the part that loses points, how many, words of the feedback, and the code."""

    name: str
    part: str
    lost: float
    words: str
    code: str


def mistakes() -> list[Mistake]:
    sections = (ANSWERS / "mistakes.py").read_text(encoding="utf-8").split("# %% ")[1:]
    found = []
    for head, code in (section.split("\n", maxsplit=1) for section in sections):
        name, part, lost, words = (field.strip() for field in head.split("|"))
        found.append(Mistake(name, f"test-{part}", float(lost), words, code))
    return found


@pytest.fixture(autouse=True)
def checkpoint(tmp_path, monkeypatch):
    """A working folder with the network that the model solution trained."""
    shutil.copy(ANSWERS / "model.pt", tmp_path)
    monkeypatch.chdir(tmp_path)


def points(parts) -> dict[str, float]:
    return {name: part.points for name, part in parts.items()}


def failures(part) -> str:
    return "\n".join(check.failure for check in part.checks)


def test_the_model_solution_gets_full_points():
    parts = score_cells(HW)
    assert points(parts) == FULL, "\n".join(map(failures, parts.values()))


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)
def test_a_mistake_costs_points_of_its_own_part_only_and_is_named(mistake):
    parts = score_cells(HW, mistake.code)
    if mistake.part in OWN_CHECKPOINT:
        del parts["test-strangers"]
    whole = {name: worth for name, worth in FULL.items() if name in parts}
    assert points(parts) == whole | {mistake.part: FULL[mistake.part] - mistake.lost}, failures(parts[mistake.part])
    assert mistake.words in failures(parts[mistake.part])


@pytest.fixture
def grade(backend, tmp_path):
    """Return a function that scores a notebook in a sandbox, with the files that it is handed in with."""

    def graded(notebook, files=None) -> Record:
        scratch = tmp_path / "handed-in"
        scratch.mkdir()
        for name, content in ({"model.pt": CHECKPOINT.read_bytes()} if files is None else files).items():
            (scratch / name).write_bytes(content)
        return score(notebook, HW, ScoreOptions(SOURCE, backend, scratch, call_seconds=20, seed=7))

    return graded


def earned(record: Record) -> dict[str, float]:
    return {part.name: part.points for part in record.parts}


@pytest.mark.slow
def test_a_sandboxed_solution_earns_everything_within_fifteen_seconds_of_processor_time(grade):
    begun = time.process_time()
    record = grade(school.source(HW))
    assert earned(record) == FULL, record
    assert record.cpu_seconds + time.process_time() - begun <= 15
    assert record.status == "graded"


@pytest.mark.audit
def test_where_the_grader_trains_anew_the_new_network_is_graded_within_two_minutes_of_processor_time(
    grade, monkeypatch
):
    monkeypatch.setenv("GRADE_RETRAIN", "1")
    begun = time.process_time()
    record = grade(school.source(HW), {"model.pt": b"not a network"})
    assert earned(record) == FULL, record
    assert 10 < record.cpu_seconds + time.process_time() - begun <= 120


@pytest.mark.slow
def test_the_untouched_release_earns_nothing(grade):
    record = grade(school.released(HW), {})
    assert earned(record) == dict.fromkeys(FULL, 0)
    assert "test-broken" not in {flag.code for flag in record.flags}


class Evil:
    """Unpickled by a careless reader, it would leave a file."""

    def __reduce__(self):
        return Path("unpickled").touch, ()


def saved(content: object) -> bytes:
    stream = io.BytesIO()
    torch.save(content, stream)
    return stream.getvalue()


BAD = {
    "missing": ({}, "model.pt is missing"),
    "renamed": ({"network.pt": CHECKPOINT.read_bytes()}, "model.pt is missing"),
    "oversized": ({"model.pt": bytes(21 << 20)}, "at most 20 are taken"),
    "corrupt": ({"model.pt": CHECKPOINT.read_bytes()[:50_000]}, "is damaged"),
    "a pickle": ({"model.pt": saved({"0.weight": Evil()})}, "holds more than weights, and nothing in it was run"),
    "of another network": ({"model.pt": saved(torch.nn.Linear(2, 2).state_dict())}, "was a layer renamed?"),
    "trained on the test images": ({"model.pt": SEEN.read_bytes()}, "was trained on the test images"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_bad_checkpoint_is_one_clear_line_and_costs_its_own_part_alone(grade, name):
    files, words = BAD[name]
    record = grade(school.source(HW), files)
    strangers = next(part for part in record.parts if part.name == "test-strangers")
    told = {check.failure for check in strangers.checks if check.hidden}
    assert len(told) == 1
    assert words in next(iter(told))
    assert earned(record) == FULL | {"test-strangers": strangers.points}
    assert strangers.points == 0 or name == "trained on the test images", "the visible checks may pass for that one"


def test_memorised_answers_are_worth_nothing_when_digits_move(grade):
    memory = school.write_answers(
        school.source(HW),
        "import torch\nfrom torch import nn\n\n\nclass Memory(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.layers = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3))\n\n"
        "    def forward(self, x):\n        keys = (x.double().sum(dim=(1, 2, 3)) * 1e6).long() % 10\n"
        "        return nn.functional.one_hot(keys, 10).float() - 0.5\n\n\ndef build_model():\n    return Memory()",
    )
    record = grade(memory, {"model.pt": saved(torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3)).state_dict())})
    assert earned(record)["test-strangers"] == 0


def test_the_release_is_up_to_date_and_tells_nothing():
    text = "\n".join(cell.source for cell in school.released(HW).cells)
    assert release.check(HW) == []
    assert not re.findall(r"BEGIN |END |HIDDEN|zero_grad\(|np\.eye|OneCycle|points:\*", text)
    assert text.count("raise NotImplementedError()") == 15


def test_points_agree_between_metadata_headings_and_the_table():
    school.assert_points_agree(HW, FULL, 6)
