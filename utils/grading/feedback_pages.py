"""Write what comes out of grading: a page for each student, the page about the class, tables of grades."""

import functools
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat

from utils import vendor
from utils.grading import gradebook, marked
from utils.grading.lms import write_grades
from utils.grading.page import MATHJAX, STATIC, page
from utils.grading.record import Record, to_json
from utils.grading.report import report
from utils.grading.runner import Class
from utils.grading.similarity import similar
from utils.grading.transplant import solution_cells

_DIGEST = "<!-- made of {} -->\n"


def write_all(room: Class, records: Mapping[str, Record], say: Callable[[str], None]) -> list[Path]:
    """Write every page and table of a homework that changed; return the paths of the class page and the tables."""
    book = gradebook.contents(gradebook.url(room.grading), room.homework)
    script = _mathjax(room.grading / "feedback", say)
    for student, record in records.items():
        _write_page(room, record, book[student], script)
    answers = {student: _code(room, student) for student in records}
    handed_out = [*_cells(room.source), *_cells(room.course / "homework" / room.homework / room.source.name)]
    rows = {student: book[student] for student in records}
    text = report(room.homework, records, rows, similar(answers, handed_out))
    class_page = room.grading / f"{room.homework}-report.html"
    class_page.write_text(text, encoding="utf-8")
    return [class_page, *write_grades(room.grading, room.homework, book, room.roster, room.rules.canvas)]


def _write_page(room: Class, record: Record, row: Mapping, script: Path | None) -> None:
    """Write one student's page, with MathJax beside it, unless it was made of the same before."""
    target = room.folder("feedback", record.student) / f"{room.homework}.html"
    notebook = room.folder("autograded", record.student) / f"{room.homework}.ipynb"
    made_of = repr((to_json(record), sorted(row.items()))).encode() + notebook.read_bytes() + _look()
    stamp = _DIGEST.format(hashlib.sha256(made_of).hexdigest())
    if target.exists() and target.read_text(encoding="utf-8").endswith(stamp):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(record, nbformat.read(notebook, as_version=4), row) + stamp, encoding="utf-8")
    beside = target.with_name(MATHJAX)
    if script is not None and not beside.exists():
        try:
            os.link(script, beside)
        except OSError:  # a file system without hard links
            shutil.copy(script, beside)


@functools.cache
def _look() -> bytes:
    """Return the code and the templates that pages are made with."""
    here = Path(__file__).parent
    files = [here / "page.py", here / "feedback.py", *sorted(STATIC.glob("*.*"))]
    return b"".join(path.read_bytes() for path in files)


def _mathjax(folder: Path, say: Callable[[str], None]) -> Path | None:
    """Return the one copy of MathJax that all pages share, fetched once; None, with a word, where it cannot be had."""
    target = folder / MATHJAX
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            target.write_bytes(vendor.mathjax())
        except RuntimeError as error:
            say(f"formulas on feedback pages stay as they are typed: {error}")
            return None
    return target


def _code(room: Class, student: str) -> list[str]:
    return _cells(room.folder("autograded", student) / f"{room.homework}.ipynb")


def _cells(path: Path) -> list[str]:
    """Return the code of the cells that students fill in."""
    notebook = marked.read(path)
    if notebook is None:
        return []
    return [cell.source for cell in solution_cells(notebook).values() if cell.cell_type == "code"]
