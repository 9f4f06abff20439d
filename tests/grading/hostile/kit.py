"""What a hostile or broken submission is made of: the released homework 0, changed by a small function."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode, v4

COURSE = Path(__file__).parents[3]
HW = "hw0"
RELEASED = COURSE / "homework" / HW / f"{HW}.ipynb"
SOLVED = COURSE / "solutions" / HW / f"{HW}.ipynb"


class Case(NamedTuple):
    """``build`` writes what is handed in into a folder, and one of the flags ``codes`` is to be raised.

    Where there are no codes, or one is empty, it may also go without: it then has no effect.
    """

    name: str
    build: Callable[[Path], None]
    codes: tuple[str, ...]


CASES: list[Case] = []


def handed_in(*codes: str) -> Callable:
    """Register a function that writes files into the folder that it gets."""

    def register(build: Callable[[Path], None]) -> Callable:
        CASES.append(Case(build.__name__, build, codes))
        return build

    return register


def notebook(*codes: str) -> Callable:
    """Register a function that changes the released notebook, in place or by returning what takes its place."""

    def register(change: Callable[[NotebookNode], object]) -> Callable:
        def build(folder: Path) -> None:
            released = nbformat.read(RELEASED, as_version=4)
            save(folder, change(released) or released)

        CASES.append(Case(change.__name__, build, codes))
        return change

    return register


def answer(name: str, *codes: str, text: str) -> None:
    """Register the released notebook with ``text`` for the first answer."""

    def build(folder: Path) -> None:
        released = nbformat.read(RELEASED, as_version=4)
        cell(released, "softmax").source = text
        save(folder, released)

    CASES.append(Case(name, build, codes))


def save(folder: Path, content: object, name: str = f"{HW}.ipynb") -> None:
    """Write a notebook, valid or not, as JSON."""
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def cell(content: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with a grade id."""
    return next(c for c in content.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def tests(content: NotebookNode) -> list[NotebookNode]:
    """Return the cells that grade."""
    return [c for c in content.cells if c.metadata.get("nbgrader", {}).get("grade") and c.cell_type == "code"]


def code(text: str) -> NotebookNode:
    """Return a cell of the student's own."""
    return v4.new_code_cell(text)


def read_release() -> NotebookNode:
    """Return the notebook as students get it."""
    return nbformat.read(RELEASED, as_version=4)
