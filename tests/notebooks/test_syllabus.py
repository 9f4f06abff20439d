"""Every lecture teaches what the syllabus says, and its asserts notice when what they assert is computed wrongly."""

import pytest

from utils.authoring import notebooks, syllabus
from utils.authoring.corruption import outcome

LECTURES = {int(path.name[:2]): path for path in notebooks.lectures()}
ENTRIES = [entry for entry in syllabus.entries() if entry.lecture in LECTURES]
FACTS = [(LECTURES[entry.lecture], fact) for entry in ENTRIES for fact in entry.facts]


def test_lectures_1_to_14_are_held_to_their_entries():
    taught = {entry.id for entry in ENTRIES}
    assert {entry.id for number in range(1, 15) for entry in syllabus.of_lecture(number)} <= taught
    assert len([fact for _, fact in FACTS]) >= 25


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_lecture_teaches(entry):
    assert syllabus.faults(notebooks.read(LECTURES[entry.lecture]), entry) == []


def test_every_tag_of_a_lecture_means_something(lecture):
    assert syllabus.unknown_tags(notebooks.read(lecture), syllabus.of_lecture(int(lecture.name[:2]))) == []


@pytest.mark.parametrize(("path", "fact"), FACTS, ids=[fact.tag for _, fact in FACTS])
def test_a_fact_holds_and_fails_when_what_computes_it_is_corrupted(path, fact):
    notebook = notebooks.read(path)
    assert outcome(notebook, fact.tag) == ""
    assert outcome(notebook, fact.tag, fact.computed_by) == "AssertionError"


@pytest.mark.parametrize("number", [0])
def test_a_homework_of_the_syllabus_has_a_source_with_formulas_and_code(number):
    assert f"homework-{number}" in {entry.id for entry in ENTRIES}
    cells = [
        cell
        for path in notebooks.solutions()
        if path.parent.name == f"hw{number}"
        for cell in notebooks.read(path).cells
    ]
    assert any(cell.cell_type == "markdown" and "$" in cell.source for cell in cells)
    assert any(cell.metadata.get("nbgrader", {}).get("solution") for cell in cells)
