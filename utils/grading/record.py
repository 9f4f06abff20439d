"""What one grading of one submission says: a plain record that goes to one line of JSON and back.

Points stand here because the trusted process put them here; nothing that a submission prints or returns is one.
"""

import json
import math
from typing import NamedTuple

VERSION = 1
STATUSES = ("graded", "contained", "refused")
"""graded: run and scored; contained: a limit of the sandbox ended it; refused: it could not be run at all."""


class CheckRecord(NamedTuple):
    """One check: its worth within its part, its claim, why it failed (empty: it passed), whether it is hidden."""

    worth: float
    claim: str
    failure: str
    hidden: bool


class PartRecord(NamedTuple):
    """One graded cell: its grade id, the points given, the points there are, the checks that decided."""

    name: str
    points: float
    maximum: float
    checks: tuple[CheckRecord, ...]


class Flag(NamedTuple):
    """Something odd about a submission: a code, one sentence for the instructor, one for the student (may be empty)."""

    code: str
    instructor: str
    student: str


class Record(NamedTuple):
    """One graded submission; ``digest`` names everything that the points depend on, seconds are of wall and CPU."""

    homework: str
    student: str
    digest: str
    status: str
    parts: tuple[PartRecord, ...]
    flags: tuple[Flag, ...]
    wall_seconds: float
    cpu_seconds: float
    backend: str
    version: int = VERSION

    @property
    def points(self) -> float:
        """The points of all parts."""
        return round(sum(part.points for part in self.parts), 2)


def to_json(record: Record) -> str:
    """Return the record as one line of JSON, in ASCII."""
    parts = [part._replace(checks=[check._asdict() for check in part.checks])._asdict() for part in record.parts]
    fields = record._replace(parts=parts, flags=[flag._asdict() for flag in record.flags])._asdict()
    return json.dumps(fields, allow_nan=False)


def from_json(line: str) -> Record:
    """Return the record that ``line`` holds.

    Raises ValueError, naming the field, where the line is not exactly what ``to_json`` writes: another version, a field
    missing or too many, a wrong type, points that are not finite or not between 0 and the maximum.
    """
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("a record must be one line of JSON, got something else") from None
    if isinstance(fields, dict) and fields.get("version") != VERSION:
        raise ValueError(f"version of a record must be {VERSION}, got {fields.get('version')!r:.40}")
    record = _read(Record, fields)
    parts = tuple(_part(_read(PartRecord, part)) for part in record.parts)
    record = record._replace(parts=parts, flags=tuple(_read(Flag, flag) for flag in record.flags))
    if record.status not in STATUSES:
        raise ValueError(f"status must be one of {', '.join(STATUSES)}, got {record.status!r:.40}")
    return record


def _part(part: PartRecord) -> PartRecord:
    if not 0 <= part.points <= part.maximum:
        raise ValueError(f"points of {part.name} must be from 0 to {part.maximum:g}, got {part.points:g}")
    return part._replace(checks=tuple(_read(CheckRecord, check) for check in part.checks))


def _read(kind: type, fields: object) -> NamedTuple:
    """Return the named tuple ``kind`` made of a dictionary that has its fields, of its types, and no others."""
    if not isinstance(fields, dict) or set(fields) != set(kind._fields):
        raise ValueError(f"a {kind.__name__} must have the fields {', '.join(kind._fields)}, got {_keys(fields)}")
    for name, wanted in kind.__annotations__.items():
        if not _fits(fields[name], wanted):
            raise ValueError(f"{name} of a {kind.__name__} must be {_word(wanted)}, got {fields[name]!r:.40}")
    return kind(**fields)


def _fits(value: object, wanted: type) -> bool:
    if wanted is float:
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is (wanted if wanted in (str, bool, int) else list)


def _word(wanted: type) -> str:
    return {str: "text", bool: "true or false", int: "an integer", float: "a finite number"}.get(wanted, "a list")


def _keys(fields: object) -> str:
    return ", ".join(map(str, fields)) if isinstance(fields, dict) else type(fields).__name__
