"""Pages of the book that are made from ``lectures/syllabus.yml``: what is taught where, and what we say otherwise.

``_toc.yml`` names them like any other page; ``utils.authoring.book`` writes them into the stage.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import yaml

from utils.authoring import guide_pages
from utils.authoring.notebooks import title


def syllabus(root: Path) -> str:
    """Return the page that lists, lecture by lecture, each thing taught, core or deeper, and the figures computed."""
    parts = ["# Syllabus\n", _SYLLABUS_HEAD]
    for number, entries in groupby(_raw(root), key=lambda entry: entry["lecture"]):
        parts.append(f"## {_title(root, number)}\n")
        parts += [_taught(entry) for entry in entries]
    return "\n".join(parts)


def errata(root: Path) -> str:
    """Return the page that sets each claim of the lecture's slides beside what this course found instead."""
    parts = ["# Errata of the slides\n", _ERRATA_HEAD]
    wrong = [entry for entry in _raw(root) if "slide_says" in entry]
    for number, entries in groupby(wrong, key=lambda entry: entry["lecture"]):
        parts.append(f"## {_title(root, number)}\n")
        parts += [row for entry in entries for row in _corrected(entry)]
    return "\n".join(parts)


GENERATED = {
    "syllabus.md": syllabus,
    "errata.md": errata,
    "dates.md": guide_pages.dates_page,
    "guide/plans.md": guide_pages.plans_page,
}
"""The pages that are made, not written, by the name of their file in the course."""

_SYLLABUS_HEAD = """\
Everything the course teaches, in the order of its lectures. **Core** sections of a lecture take an hour at most;
**deeper** ones wait until you want them. Figures that a lecture computes and asserts on its page are folded away:
they are answers to its questions.
"""
_ERRATA_HEAD = """\
The lecture that this course follows is a good one, and like all lectures it has slips. Each became a question, *what is
wrong with this claim?*, that you settle by computing. This page gives the answers away: read it after the lecture.
"""


def _raw(root: Path) -> list[dict]:
    return yaml.safe_load((root / "lectures" / "syllabus.yml").read_text(encoding="utf-8"))


def _title(root: Path, number: int) -> str:
    """Return the heading of a lecture: a link to its page, or its number where it is still to come."""
    for path in sorted((root / "lectures").glob(f"{number:02d}_*.ipynb")):
        return f"[{title(path)}](lectures/{path.name})"
    return f"Lecture {number} · in preparation"


def _taught(entry: dict) -> str:
    lines = [f"**{_words(entry['id'])}** ({entry.get('depth', 'core')}). {_plain(entry['brief'])}\n"]
    facts = [fact["fact"] if isinstance(fact, dict) else fact for fact in entry.get("facts", [])]
    if facts:
        lines += [":::{dropdown} Figures computed", *[f"- {_plain(fact)}" for fact in facts], ":::\n"]
    if entry.get("cited"):
        lines.append(f"Quoted with their source: {_plain('; '.join(entry['cited']))}.\n")
    return "\n".join(lines)


def _corrected(entry: dict) -> Iterator[str]:
    claims, truths = (_parts(entry[key]) for key in ("slide_says", "truth"))
    if len(claims) != len(truths):
        claims, truths = [" / ".join(claims)], [" ".join(truths)]
    for claim, truth in zip(claims, truths, strict=True):
        yield f"> {_plain(claim)}\n\n**{_words(entry['id'])}.** {_plain(truth)}\n"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _words(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _plain(text: str) -> str:
    """Return a sentence of the syllabus as Markdown that shows it letter by letter: no markup is meant in it."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~$^" else letter for letter in text.strip())
