"""All that a class decides about grading, in one file: grading/grading.toml.

Made with a fresh secret seed at the first grading; the folder ``grading/`` is kept out of git. Every setting has a
default, and a name that is not a setting is an error, so that a slip of the pen never grades a class by other rules.
Due dates and late days are no secret: they stand in course.toml, with all else that a fork of the course sets.
"""

import os
import secrets
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from utils import course
from utils.course import Course

NAME = "grading.toml"
TEMPLATE = """\
# All that this class decides about grading. The seed draws the inputs of the hidden tests: keep this file to yourself.
seed = {seed}
backend = "auto"       # auto, or one of fork, bubblewrap, docker, podman
keep_days = 400        # `course purge` removes submissions, records and pages this long after their due date
# roster = "roster.csv"  # beside this file; columns: student, first_name, last_name, email, canvas_id

[limits]               # of one submission; any of them may be left out
# wall_seconds = 120

[intake]               # what a submission may weigh
# notebook_bytes = 20_000_000
# total_bytes = 200_000_000
# files = 50

[homework.hw0]         # due dates and late days stand in course.toml
# canvas = "Homework 0 (12345)"   # the column of the Canvas gradebook, with its number

[extensions]           # days that a student has more
# ada = {{ hw0 = 2 }}
"""


class Late(NamedTuple):
    """What lateness costs; ``last_day`` 0 means that work is taken however late."""

    free_days: int = 0
    grace_minutes: int = 15
    percent_a_day: float = 0.0
    last_day: int = 0


class Caps(NamedTuple):
    """The most that one submission may weigh, packed or unpacked."""

    notebook_bytes: int = 20_000_000
    total_bytes: int = 200_000_000
    files: int = 50


class Homework(NamedTuple):
    """A homework's due date (aware, or None), the name of its Canvas column, and the file types taken beside it."""

    due: datetime | None = None
    canvas: str = ""
    extras: tuple[str, ...] = (".csv", ".npz", ".pt", ".safetensors")


class Settings(NamedTuple):
    """Everything in grading.toml; ``limits`` holds fields of the sandbox's Limits, ``extensions`` days by student."""

    seed: int
    backend: str = "auto"
    keep_days: int = 400
    roster: str = ""
    limits: dict[str, int] = {}  # noqa: RUF012 - never changed
    intake: Caps = Caps()
    late: Late = Late()
    homework: dict[str, Homework] = {}  # noqa: RUF012
    extensions: dict[str, dict[str, int]] = {}  # noqa: RUF012


def load(grading: Path) -> Settings:
    """Return the settings in the folder ``grading``, making the file with a fresh seed where there is none.

    Raises ValueError where the file is no TOML, or a setting is unknown or of the wrong type.
    """
    path = Path(grading) / NAME
    if not path.exists():
        write_template(path)
    told = course.read(path.parent.parent)
    try:
        return read(path.read_text(encoding="utf-8"), told)
    except (ValueError, OSError) as error:  # tomllib's own error is a ValueError
        raise ValueError(f"{NAME}: {error}") from error


def write_template(path: Path) -> None:
    """Write the settings of a new class, readable by their owner only, unless another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(TEMPLATE.format(seed=secrets.randbits(62)), encoding="utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def read(text: str, told: Course = Course()) -> Settings:  # noqa: B008 - never changed
    """Return the settings in a TOML text, with late days and due dates as the course has ``told`` them.

    Raises ValueError as ``load`` does, and where a thing is set in both places.
    """
    table = tomllib.loads(text)
    _put_in(table.setdefault("late", {}), told.late, "[late]")
    for name, due in told.due.items():
        _put_in(
            _mapping(table.setdefault("homework", {}), "[homework]").setdefault(name, {}),
            {"due": due},
            f"[homework.{name}]",
        )
    for name, kind in (("intake", Caps), ("late", Late)):
        table[name] = _table(kind, table.get(name, {}), f"[{name}]")
    homeworks = _mapping(table.get("homework", {}), "[homework]")
    table["homework"] = {name: _table(Homework, value, f"[homework.{name}]") for name, value in homeworks.items()}
    for name in ("limits", "extensions"):
        table[name] = _mapping(table.get(name, {}), f"[{name}]")
    for student, days in table["extensions"].items():
        _numbers(_mapping(days, f"[extensions] {student}"), f"[extensions] {student}")
    _numbers(table["limits"], "[limits]")
    if "seed" not in table:
        raise ValueError("seed must be an integer, kept secret; it is missing")
    return _table(Settings, table, "the top")


def _put_in(table: object, told: dict, where: str) -> None:
    for name, value in told.items():
        if name in _mapping(table, where):
            raise ValueError(f"{name} in {where} is set in course.toml too: keep it there")
        table[name] = value


def _table(kind: type, values: object, where: str) -> NamedTuple:
    """Return the named tuple ``kind`` filled from a table, after a look at names and types."""
    for name, value in _mapping(values, where).items():
        if name not in kind._fields:
            raise ValueError(f"{where} knows {', '.join(kind._fields)}, got {name}")
        wanted = _wanted(kind, name)
        if isinstance(value, bool) or not isinstance(value, wanted):
            raise ValueError(f"{name} in {where} must be {_word(wanted)}, got {value!r:.40}")
    filled = kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
    if isinstance(filled, Homework) and filled.due is not None and filled.due.tzinfo is None:
        raise ValueError(f"due in {where} must say its time zone, as in 2026-10-01T23:59:00+02:00, got {filled.due}")
    return filled


def _wanted(kind: type, name: str) -> tuple[type, ...]:
    if name == "due":
        return (datetime,)
    default = kind._field_defaults.get(name, 0)
    return {float: (int, float), tuple: (list,)}.get(type(default), (type(default),))


def _word(wanted: tuple[type, ...]) -> str:
    words = {str: "text", float: "a number", int: "an integer", list: "a list", datetime: "a date with time and zone"}
    return words.get(wanted[-1], "a table")


def _mapping(value: object, where: str) -> dict:
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a table, got {value!r:.40}")
    return value


def _numbers(values: dict, where: str) -> None:
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{name} in {where} must be a number from 0 up, got {value!r:.40}")


def naive_utc(moment: datetime) -> datetime:
    """Return an aware moment as nbgrader stores it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
