"""Pages of the teaching guide that are computed: the plans from guide/plans.yml, the dates from course.toml."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from nbformat import NotebookNode

from utils import course
from utils.authoring import notebooks
from utils.grading.settings import Late

LENGTHS = (90, 45)
NOWHERE = "-"


class Part(NamedTuple):
    """A part of a lesson: its minutes, its place (a heading's cell id, a syllabus entry's id or "-"), what happens."""

    minutes: int
    place: str
    what: str


class Plan(NamedTuple):
    """The lessons on one lecture: its number and the parts by the lesson's length in minutes."""

    lecture: int
    parts: dict[int, tuple[Part, ...]]


def plans(root: Path) -> list[Plan]:
    """Return the plans of the course in ``root``, in the order of its lectures."""
    raw = yaml.safe_load((root / "guide" / "plans.yml").read_text(encoding="utf-8"))
    return [
        Plan(entry["lecture"], {length: tuple(Part(*part) for part in entry[length]) for length in LENGTHS})
        for entry in raw
    ]


def headings(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that begin a section, by their ids."""
    return {cell.id: cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.startswith("## ")}


def notebook_of(root: Path, lecture: int) -> Path | None:
    """Return the notebook of a lecture, None while it is still to come."""
    return next(iter(sorted((root / "lectures").glob(f"{lecture:02d}_*.ipynb"))), None)


def plans_page(root: Path) -> str:
    """Return the page of plans: for each lecture a table for 90 minutes and one for 45."""
    lines = ["# Plans for 90 and 45 minutes\n", _PLANS_HEAD]
    for plan in plans(root):
        path = notebook_of(root, plan.lecture)
        known = headings(notebooks.read(path)) if path else {}
        title = f"[{notebooks.title(path)}](../lectures/{path.name})" if path else f"Lecture {plan.lecture}"
        lines.append(f"## {title}\n")
        for length in LENGTHS:
            lines += [f"**{length} minutes**\n", "| minutes | part | what happens |", "|---:|---|---|"]
            lines += [f"| {part.minutes} | {_place(part, known)} | {part.what} |" for part in plan.parts[length]]
            lines.append("")
    return "\n".join(lines)


def _place(part: Part, known: dict[str, NotebookNode]) -> str:
    if part.place == NOWHERE:
        return ""
    if part.place in known:
        return known[part.place].source.splitlines()[0].removeprefix("## ").split(" · *")[0]
    return part.place.replace("-", " ").capitalize()


def dates_page(root: Path) -> str:
    """Return the page that tells students this class's due dates and what lateness costs."""
    told = course.read(root)
    lines = ["# Dates and late days\n"]
    if told.due:
        lines += ["| homework | due |", "|---|---|"]
        lines += [f"| {name} | {due:%A, %d %B %Y, %H:%M} ({due:UTC%z}) |" for name, due in sorted(told.due.items())]
        lines.append("")
    else:
        lines.append("Your instructor announces when each homework is due.\n")
    return "\n".join([*lines, *_lateness(Late(**told.late)), ""])


def _lateness(late: Late) -> Iterator[str]:
    """Yield a sentence for each rule on lateness that ``utils.grading.late`` applies."""
    yield f"- Up to {late.grace_minutes} minutes after the due date counts as on time. A day begun is a day late."
    if late.free_days:
        yield f"- {late.free_days} late days are free, over all homeworks together, spent in order of due dates."
    if late.percent_a_day:
        yield f"- Each late day that is not free costs {late.percent_a_day:g}% of the homework's points."
    else:
        yield "- Late days cost no points."
    if late.last_day:
        yield f"- Work that is more than {late.last_day} days late earns nothing."
    yield "- Ill, or held up by no fault of yours? Ask for an extension before the due date: it moves your date alone."


_PLANS_HEAD = """\
Times are for a class that has the notebooks open. In every part students answer first and look afterwards: whoever is
short of time should drop a part, not the question that opens it. Parts are named after the sections of the lecture, or
after the entries of the [syllabus](../syllabus.md) where the lecture is still being written.
"""
