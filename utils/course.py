"""What a fork of the course sets, read from the one file that holds it: course.toml in the course's folder.

Standard library only: the book, the grading and the licences read it from here.
"""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NAME = "course.toml"


class Course(NamedTuple):
    """Everything in course.toml; ``late`` as in ``utils.grading.settings.Late``, ``due`` dates by homework."""

    title: str = ""
    full_title: str = ""
    author: str = ""
    licence_holder: str = ""
    contact: str = ""
    repository: str = ""
    branch: str = "main"
    data_folder: str = ""
    late: dict[str, float] = {}  # noqa: RUF012 - never changed
    due: dict[str, datetime] = {}  # noqa: RUF012


def read(root: Path = ROOT) -> Course:
    """Return the settings of the course in ``root``, the defaults where it has no file of them.

    Raises ValueError, in one sentence, where the file is no TOML or a setting is unknown or of the wrong type.
    """
    path = Path(root) / NAME
    if not path.exists():
        return Course()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, value in table.items():
            _check(name, value)
    except ValueError as error:  # tomllib's own error is one too
        raise ValueError(f"{NAME}: {error}") from error
    return Course(**table)


def _check(name: str, value: object) -> None:
    if name not in Course._fields:
        raise ValueError(f"known are {', '.join(Course._fields)}, got {name}")
    wanted = type(Course._field_defaults[name])
    if not isinstance(value, wanted):
        raise ValueError(f"{name} must be {'text' if wanted is str else 'a table'}, got {value!r:.40}")
    if name == "repository" and value and not re.fullmatch(r"https://github\.com/[^/]+/[^/]+/?", value):
        raise ValueError(f"repository must be like https://github.com/someone/course, got {value}")
    for homework, moment in value.items() if name == "due" else ():
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise ValueError(f"{homework} in [due] must be a date with time and zone, got {moment}")
