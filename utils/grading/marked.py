"""A graded submission as a notebook: the student's answers and outputs, and under each test what it found.

This is what nbgrader's formgrader shows to the instructor: grading/autograded/<student>/hw0/hw0.ipynb.
"""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from utils.grading.parts import Check, Part
from utils.grading.record import PartRecord, Record
from utils.grading.transplant import about, is_test, solution_cells


def marked(record: Record, notebook: NotebookNode) -> NotebookNode:
    """Return a copy of ``notebook`` with a report under each cell that tests grade; on top, flags for students."""
    notebook = nbformat.from_dict(notebook)
    parts = {part.name: part for part in record.parts}
    for cell in notebook.cells:
        part = parts.get(about(cell).get("grade_id"))
        if part is not None and is_test(cell):
            cell.outputs = [new_output("stream", name="stdout", text=report(part))]
    told = [f"- {flag.student}" for flag in record.flags if flag.student]
    if told:
        lines = ["**What we noticed about this submission**", "", *map(_plain, told)]
        notebook.cells.insert(0, new_markdown_cell("\n".join(lines), id="noticed"))
    return notebook


def report(part: PartRecord) -> str:
    """Return what students read under a test: points, and each check with why it failed."""
    filled = Part(part.name, part.maximum)
    filled.checks = [Check(check.worth, check.claim, check.failure) for check in part.checks]
    lines = str(filled).splitlines()[1:-1]
    return "\n".join([f"{part.points:g} of {part.maximum:g} points", *lines]) + "\n"


def answers(notebook: NotebookNode) -> dict[str, str]:
    """Return the text of the cells that students fill in, by grade id."""
    return {name: cell.source for name, cell in solution_cells(notebook).items()}


def read(path: Path) -> NotebookNode | None:
    """Return the notebook at ``path``, None where there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        return None


def write(notebook: NotebookNode, path: Path) -> None:
    """Store a notebook, whole or not at all; on one line, which takes a tenth of the time of nbformat's layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _plain(line: str) -> str:
    """Return a sentence that may hold a file's name as Markdown that shows it as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>$#!|&" else letter for letter in line)
