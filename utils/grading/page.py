"""The page that a student gets back: points, what each check found, the own answers, and a human's comments.

It is built from nothing but escaped text, cleaned Markdown and pictures; its policy forbids any script but the MathJax
beside it and any request elsewhere. Test cells are shown as what they found, so that no line of a test is on the page.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import jinja2
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from utils.grading.feedback import render
from utils.grading.record import PartRecord, Record
from utils.grading.transplant import about

STATIC = Path(__file__).parent / "static"
MATHJAX = "mathjax.js"
_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
_LONGEST = 20_000
_HEADING = re.compile(r"^#{1,3} (.+?)(?:\(\d+ points[^)]*\))?$", re.MULTILINE)

templates = jinja2.Environment(loader=jinja2.FileSystemLoader(STATIC), autoescape=True, trim_blocks=True)


def page(record: Record, notebook: NotebookNode, row: Mapping) -> str:
    """Return the page as HTML; ``row`` is what the gradebook says about this student (``gradebook.contents``)."""
    parts = {part.name: part for part in record.parts}
    cells, title = [], ""
    for cell in notebook.cells:
        title = _heading(cell) or title
        if cell.get("id") != "noticed":
            cells.append({**_cell(cell, parts, row), "title": title})
    graded = [cell for cell in cells if cell["maximum"] is not None]
    total = max(0.0, row["score"] - (row["penalty"] or 0))
    whose = {"homework": record.homework, "student": record.student, "row": row, "total": total}
    flags = [flag.student for flag in record.flags if flag.student]
    nonce = secrets.token_urlsafe(12)
    template = templates.get_template("feedback.html.j2")
    return template.render(**whose, flags=flags, cells=cells, graded=graded, nonce=nonce, mathjax=MATHJAX)


def _heading(cell: NotebookNode) -> str:
    """Return the first heading of the instructor's that a cell holds, without its points; empty where it holds none."""
    if cell.cell_type != "markdown" or about(cell).get("solution"):
        return ""
    found = _HEADING.search(cell.source)
    return found[1].strip() if found else ""


def _cell(cell: NotebookNode, parts: Mapping[str, PartRecord], row: Mapping) -> dict:
    """Return what the template shows of one cell."""
    known = about(cell)
    name = known.get("grade_id", "")
    auto, manual, extra, waits = row["grades"].get(name, (None, None, None, False))
    graded = bool(known.get("grade"))
    return {
        "name": name,
        "kind": "test" if name in parts else cell.cell_type,
        "html": render(cell.source, cell.get("attachments", {})) if cell.cell_type == "markdown" else "",
        "source": cell.source,
        "outputs": [] if name in parts else [shown for output in cell.get("outputs", []) for shown in _output(output)],
        "part": parts.get(name),
        "passed": _passed(parts[name]) if name in parts else "",
        "points": ((auto or 0.0) if manual is None else manual) + (extra or 0.0),
        "maximum": float(known["points"]) if graded else None,
        "waits": waits and manual is None,
        "read": manual is not None,
        "answer": bool(known.get("solution")),
        "comment": render(next((text for text in row["comments"].get(name, ())[::-1] if text), ""), {}),
    }


def _passed(part: PartRecord) -> str:
    """Return how many checks a part passed; where nothing but why it was not run is there, that it was not."""
    if all(check.claim == check.failure for check in part.checks):
        return "not run"
    return f"{sum(not check.failure for check in part.checks)} of {len(part.checks)}"


def _output(output: NotebookNode) -> list[tuple[str, str]]:
    """Return an output as pairs (picture, data address) or (text, what it says)."""
    if output.output_type == "stream":
        return [("text", _short(output.text))]
    if output.output_type == "error":
        return [("text", _short(f"{output.ename}: {output.evalue}"))]
    data = output.get("data", {})
    for kind, start in _PICTURES.items():
        if kind in data and _is_picture(data[kind], start):
            return [("picture", f"data:{kind};base64,{''.join(data[kind].split())}")]
    return [("text", _short(data["text/plain"]))] if "text/plain" in data else []


def _is_picture(text: object, start: bytes) -> bool:
    try:
        return base64.b64decode("".join(str(text).split()), validate=True).startswith(start)
    except (binascii.Error, ValueError):
        return False


def _short(text: object) -> str:
    text = strip_ansi(str(text))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n... and {len(text) - _LONGEST} characters more"
