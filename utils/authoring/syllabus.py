"""What the syllabus asks of a lecture, and whether its notebook has it: cells carry an entry's id as a tag."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from nbformat import NotebookNode

from utils.authoring import prose, structure
from utils.authoring.freshness import ask_ids
from utils.authoring.notebooks import LECTURES, has_tag
from utils.quiz.bank import find

SYLLABUS = LECTURES / "syllabus.yml"
HABITS = {"core", "deeper", "torch", "reveal", "hide-output", "hide-input", "photo"} | {
    "nbval-ignore-output",
    "raises-exception",
}
_FORMULA = re.compile(r"\$[^$]+\$|\\begin\{")


class Fact(NamedTuple):
    """A figure that a notebook must compute: the sentence, the function that computes it, the tag of its cell."""

    sentence: str
    computed_by: str
    tag: str


class Entry(NamedTuple):
    """One thing that a lecture teaches."""

    id: str
    lecture: int
    needs: tuple[str, ...]
    facts: tuple[Fact, ...]
    claims: tuple[str, ...]
    cited: tuple[str, ...]


@cache
def entries(path: Path = SYLLABUS) -> tuple[Entry, ...]:
    """Return the entries of the syllabus; raises ValueError where an entry lacks an id, a lecture or its needs."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    for place, entry in enumerate(found, start=1):
        lost = [key for key in ("id", "lecture", "needs") if key not in entry]
        if lost:
            raise ValueError(f"entry {place} of the syllabus must have {', '.join(lost)}, got {entry.get('id', '-')}")
    return tuple(_entry(entry) for entry in found)


def of_lecture(number: int) -> list[Entry]:
    """Return the entries that the lecture of this number teaches."""
    return [entry for entry in entries() if entry.lecture == number]


def _entry(raw: dict) -> Entry:
    facts = [fact if isinstance(fact, dict) else {"fact": fact} for fact in raw.get("facts", [])]
    return Entry(
        id=raw["id"],
        lecture=raw["lecture"],
        needs=tuple(raw["needs"]),
        facts=tuple(
            Fact(fact["fact"], fact.get("computed_by", ""), f"{raw['id']}-fact-{place}")
            for place, fact in enumerate(facts, start=1)
        ),
        claims=tuple(claim.strip() for claim in raw.get("slide_says", "").split("|") if claim.strip()),
        cited=tuple(raw.get("cited", [])),
    )


def faults(notebook: NotebookNode, entry: Entry) -> list[str]:
    """Return what a notebook lacks of a syllabus entry, a sentence each."""
    cells = [cell for cell in notebook.cells if has_tag(cell, entry.id)]
    if not cells:
        return [f"{entry.id} must have cells tagged with its id, got none"]
    if entry.id.startswith("homework-"):
        return []
    found = [
        f"{entry.id} needs {need}: {_WANTED[need][1]}" for need in entry.needs if not any(map(_WANTED[need][0], cells))
    ]
    if "derivation" in entry.needs and not any(map(_checks, cells)):
        found.append(f"{entry.id} needs derivation: a code cell with its id must check a step by assert")
    asked = [find(name) for cell in cells if cell.cell_type == "code" for name in ask_ids(cell.source)]
    claims = [question for question in asked if question.claim]
    if len(claims) < len(entry.claims):
        found.append(
            f"{entry.id} must ask {len(entry.claims)} quiz with a claim, for what the slide says, got {len(claims)}"
        )
    return found + [sentence for fact in entry.facts for sentence in _faults_of_fact(notebook, entry, fact)]


def unknown_tags(notebook: NotebookNode, entries: list[Entry]) -> list[str]:
    """Return a sentence for every tag that is neither a habit of the house nor an entry or fact of the syllabus."""
    known = HABITS | {entry.id for entry in entries} | {fact.tag for entry in entries for fact in entry.facts}
    return [
        f"cell {cell.id} has the tag {tag}, which nothing in this lecture knows"
        for cell in notebook.cells
        for tag in cell.metadata.get("tags", [])
        if tag not in known
    ]


def cited_numbers(tags: list[str]) -> set[float]:
    """Return the numbers of published figures that the entries with these ids quote with their source."""
    quotes = [quote for entry in entries() if entry.id in tags for quote in entry.cited]
    return {value for quote in quotes for values in prose.numbers(quote).values() for value in values}


def _faults_of_fact(notebook: NotebookNode, entry: Entry, fact: Fact) -> list[str]:
    if not re.fullmatch(r"utils(\.\w+){2,}", fact.computed_by):
        return [f"{fact.tag} must name what computes it (computed_by: utils.room.module.function)"]
    cells = [cell for cell in notebook.cells if has_tag(cell, fact.tag)]
    if len(cells) != 1 or cells[0].cell_type != "code" or not has_tag(cells[0], entry.id):
        return [f"{fact.tag} must tag one code cell, tagged {entry.id} too, got {len(cells)}"]
    if not structure.has_assert(cells[0]):
        return [f"cell {cells[0].id} must assert {fact.tag}"]
    lost = prose.missing(prose.numbers(fact.sentence), prose.constants(cells[0].source))
    return [f"cell {cells[0].id} must hold every number of {fact.tag}, it lacks {', '.join(lost)}"] if lost else []


def _is_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and not structure.is_display(cell)


def _asks(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(ask_ids(cell.source))


def _shows_widget(cell: NotebookNode) -> bool:
    return structure.shows_widget(cell) and not _asks(cell)


def _derives(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and bool(_FORMULA.search(cell.source))


def _checks(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and structure.has_assert(cell)


_WANTED = {
    "quiz": (_asks, "a cell with its id must call quiz.ask"),
    "widget": (_shows_widget, "a cell with its id must show a widget that is no quiz"),
    "plot": (lambda cell: bool(structure.images(cell)), "a cell with its id must have stored a figure"),
    "code": (_is_code, "a code cell with its id must do more than show a quiz"),
    "derivation": (_derives, "a markdown cell with its id must hold formulas"),
}
