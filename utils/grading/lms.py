"""To and from learning-management systems: class lists, names in download folders, tables of grades.

Whatever strangers chose (names, comments) is written so that a spreadsheet takes it for text, never for a formula.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from utils.grading.intake import STUDENT

COLUMNS = ("student", "first_name", "last_name", "email", "canvas_id")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<submission>\d+)_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.DOTALL)


class Sender(NamedTuple):
    """Who handed in a file of a download, as its name says: the system, its number and name for them, the file."""

    system: str
    number: str
    name: str
    file: str


def sender(path: str) -> Sender | None:
    """Return who sent the file at ``path`` of a download, None where its name is of no known system.

    Canvas: ``lovelaceada_LATE_123_456_hw0.ipynb``; Moodle: ``Ada Lovelace_123_assignsubmission_file_/hw0.ipynb`` or the
    same flat. Texts typed into Moodle's form are nobody's notebook.
    """
    top, _, rest = path.partition("/")
    moodle = _MOODLE.fullmatch(top)
    if moodle:
        file = rest or moodle["file"]
        return Sender("moodle", moodle["id"], moodle["name"], file) if moodle["kind"] == "file" and file else None
    canvas = _CANVAS.fullmatch(path)
    return Sender("canvas", canvas["id"], canvas["name"], canvas["file"]) if canvas else None


def student_of(who: Sender, roster: Mapping[str, Mapping[str, str]]) -> str:
    """Return the id of a sender: from the roster by Canvas number or by name, where that is one student, else made up.

    Canvas writes "lovelaceada", Moodle "Ada Lovelace"; spaces, case and accents in between do not count.
    """
    for student, fields in roster.items():
        if who.system == "canvas" and who.number and fields.get("lms_user_id") == who.number:
            return student
    found = [student for student, fields in roster.items() if _letters(who.name) in _names(fields)]
    return found[0] if len(found) == 1 else f"{who.system}-{who.number}"


def _names(fields: Mapping[str, str]) -> set[str]:
    first, last = _letters(fields.get("first_name", "")), _letters(fields.get("last_name", ""))
    return {first + last, last + first} - {""}


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def read_roster(path: Path) -> dict[str, dict[str, str]]:
    """Return the class list, a CSV file with the columns COLUMNS, as nbgrader's fields by student id.

    Raises ValueError where the file is missing, lacks the column ``student``, or names one twice or one that is no id.
    """
    if not path.is_file():
        raise ValueError(f"roster: there is no file {path.name} beside grading.toml")
    with path.open(newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    roster: dict[str, dict[str, str]] = {}
    for row in rows:
        student = (row.get("student") or "").strip()
        if not STUDENT.fullmatch(student) or student in roster:
            raise ValueError(f"roster: each line needs a student id of its own in the column student, got {student!r}")
        fields = {name: (row.get(name) or "").strip() for name in COLUMNS[1:]}
        fields["lms_user_id"] = fields.pop("canvas_id")
        roster[student] = {name: value for name, value in fields.items() if value}
    return roster


def plain(value: object) -> object:
    """Return a value as a spreadsheet must take it: numbers as they are, text never as a formula."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_table(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file, whole or not at all."""
    draft = path.with_suffix(".part")
    with draft.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerows([list(map(plain, line)) for line in (header, *rows)])
    draft.replace(path)


def write_grades(folder: Path, homework: str, book: Mapping, roster: Mapping, canvas: str = "") -> list[Path]:
    """Write hw0.csv, hw0-canvas.csv and hw0-moodle.csv into ``folder`` and return their paths.

    ``book`` is what ``gradebook.contents`` returns; students on the roster who handed in nothing get 0 points.
    ``canvas`` is the name of Canvas's own column.
    """
    lines = [_line(student, book.get(student), roster.get(student, {})) for student in sorted({*book, *roster})]
    paths = [folder / f"{homework}{end}.csv" for end in ("", "-canvas", "-moodle")]
    write_table(paths[0], _Line._fields, lines)
    names = [f"{line.last_name}, {line.first_name}".strip(", ") or line.student for line in lines]
    ids = [roster.get(line.student, {}).get("lms_user_id", "") for line in lines]
    columns = ("Student", "ID", "SIS Login ID", "Section", canvas or homework)
    out_of = ("Points Possible", "", "", "", next((row["maximum"] for row in book.values()), 0.0))
    filled = [
        (name, number, line.student, "", line.score) for name, number, line in zip(names, ids, lines, strict=True)
    ]
    write_table(paths[1], columns, [out_of, *filled])
    write_table(paths[2], ("Username", "Email address", homework), [(x.student, x.email, x.score) for x in lines])
    return paths


class _Line(NamedTuple):
    """One student's line in the full table."""

    student: str
    last_name: str
    first_name: str
    email: str
    handed_in: str
    points: float
    late_penalty: float
    score: float
    maximum: float | None
    waits_for_a_human: str


def _line(student: str, row: Mapping | None, fields: Mapping[str, str]) -> _Line:
    about = (student, fields.get("last_name", ""), fields.get("first_name", ""), fields.get("email", ""))
    if row is None:
        return _Line(*about, "nothing", 0.0, 0.0, 0.0, None, "")
    penalty = row["penalty"] or 0.0
    moment = "" if row["timestamp"] is None else row["timestamp"].isoformat(" ", "seconds")
    waits = "yes" if any(grade[3] for grade in row["grades"].values()) else ""
    left = round(max(0.0, row["score"] - penalty), 2)
    return _Line(*about, moment, round(row["score"], 2), penalty, left, row["maximum"], waits)
