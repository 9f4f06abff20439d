"""Homework 1: what it releases, and what right, idle, wrong and dishonest work earns, and is told."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.homework import course as school
from tests.homework.alone import score_cells

HW = "hw1"
ANSWERS = Path(__file__).parent / HW
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
"""Parts without which model.pt, made by the model solution, means nothing: there strangers' digits are not asked about."""


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
