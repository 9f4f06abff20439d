"""Cheap work for tests of the bookkeeping: importable by worker processes, and unable to score anything for real."""

import hashlib

import nbformat
from nbformat import NotebookNode

from utils.grading.marked import answers
from utils.grading.record import CheckRecord, PartRecord, Record
from utils.grading.scoring import ScoreOptions
from utils.grading.task import Result, Task, carry_out
from utils.grading.transplant import about, is_test


def share(text: str) -> float:
    """Return a number from 0 to 1 that a text decides."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:4], 16) / 0xFFFF


def grade(task: Task) -> Result:
    """Return a record whose points a submission's text decides, without running anything."""
    return carry_out(task, _score)


def _score(theirs: NotebookNode, homework: str, options: ScoreOptions) -> Record:
    given, notebook = answers(theirs), nbformat.read(options.source, as_version=4)
    for cell in notebook.cells:
        cell.source = given.get(about(cell).get("grade_id"), cell.source)
    nbformat.write(notebook, options.outputs)
    text = repr(sorted(given.items()))
    cells = [about(cell) for cell in notebook.cells if is_test(cell)]
    parts = tuple(_scored(cell["grade_id"], cell["points"], text) for cell in cells)
    return Record(homework, options.student, "", "graded", parts, (), 0.0, 0.0, "stand-in")


def _scored(name: str, maximum: float, text: str) -> PartRecord:
    points = round(maximum * share(name + text), 2)
    failure = "" if points == maximum else f"expected {maximum:g}, got {points:g}"
    return PartRecord(name, points, float(maximum), (CheckRecord(1.0, f"all of {name}", failure, False),))
