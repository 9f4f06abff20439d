"""What a student handed in, as it came -> the one notebook to grade, the files beside it, and all that is odd about it.

Nothing is written and nothing in the folder is changed. Nothing that can be handed in raises an error here: each
problem is a flag (see ``intake_reasons``), and a submission without a notebook to grade is refused, not lost.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zoneinfo import ZoneInfo

from utils.grading.intake_files import gather
from utils.grading.intake_reasons import flag, refuses
from utils.grading.record import Flag
from utils.grading.settings import Caps, Homework, naive_utc

STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
"""A student's id: it names folders, and starts no formula, option or hidden file."""
_DATE = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.]*) ?(\S*)")


class Submission(NamedTuple):
    """One student's submission: ``notebook`` is the file's bytes, ``extras`` other files by name, ``timestamp`` UTC."""

    student: str
    homework: str
    folder: Path
    name: str
    notebook: bytes
    extras: dict[str, bytes]
    timestamp: datetime | None
    flags: tuple[Flag, ...]

    @property
    def refused(self) -> bool:
        """Whether there is nothing to grade."""
        return refuses(self.flags)


def submissions(submitted: Path, homework: str) -> dict[str, Path]:
    """Return the folders submitted/<student>/<homework>, by student, in order."""
    folders = sorted(path for path in Path(submitted).glob(f"*/{homework}") if path.is_dir() or path.is_symlink())
    return {folder.parent.name: folder for folder in folders}


def take_in(folder: Path, homework: str, caps: Caps = Caps(), rules: Homework = Homework()) -> Submission:  # noqa: B008
    """Return what lies in submitted/<student>/<homework>, looked through."""
    basket = gather(Path(folder), caps)
    student, flags = _student(Path(folder).parent.name)
    flags += basket.all_flags()
    expected = f"{homework}.ipynb"
    name, more = _choose([name for name in basket.files if name.lower().endswith(".ipynb")], expected, [*basket.files])
    flags += more
    extras = {path: data for path, data in basket.files.items() if PurePosixPath(path).suffix in rules.extras}
    strays = [path for path in basket.files if path not in extras and not path.lower().endswith(".ipynb")]
    if strays:
        flags.append(flag("extra-file", names=strays))
    timestamp, more = _timestamp(Path(folder) / "timestamp.txt")
    flags += more
    notebook = basket.files.get(name, b"")
    return Submission(student, homework, Path(folder), name, notebook, extras, timestamp, tuple(flags))


def _student(name: str) -> tuple[str, list[Flag]]:
    if STUDENT.fullmatch(name):
        return name, []
    student = (
        "odd-" + "".join(letter if STUDENT.fullmatch(f"a{letter}") else f"{ord(letter):x}" for letter in name)[:90]
    )
    return student, [flag("bad-student-name", name=name, student=student)]


def _choose(names: list[str], expected: str, everything: list[str]) -> tuple[str, list[Flag]]:
    """Return the name of the notebook to grade (empty: none), and what was odd in the choice.

    The right name wins, then a name that begins like it (hw0-1, hw0 (2), hw0_ada), then the only notebook there is.
    """
    stem = expected.removesuffix(".ipynb")
    ranks = [
        [name for name in names if PurePosixPath(name).name == expected],
        [name for name in names if PurePosixPath(name).name.lower().startswith(stem)],
        names,
    ]
    best = next((rank for rank in ranks if rank), [])
    if not best:
        return "", [flag("no-notebook", names=everything, expected=expected)]
    best = sorted(best, key=lambda name: (name.count("/"), name))
    if best[0] not in ranks[0] and len(best) > 1:
        return "", [flag("which-notebook", names=best, expected=expected)]
    name, flags = best[0], []
    if PurePosixPath(name).name != expected:
        flags.append(flag("renamed", name=name, expected=expected))
    if len(names) > 1:
        flags.append(flag("several-notebooks", name=name, names=[other for other in names if other != name]))
    return name, flags


def _timestamp(path: Path) -> tuple[datetime | None, list[Flag]]:
    """Return the naive UTC moment in nbgrader's timestamp.txt, None where there is none that can be read."""
    if not path.is_file() or path.is_symlink():
        return None, []
    try:
        with path.open("rb") as stream:
            text = stream.read(200).decode("ascii").strip()
        moment = _moment(text)
    except (ValueError, KeyError, OverflowError, OSError) as error:
        return None, [flag("bad-timestamp", why=error)]
    if moment > naive_utc(datetime.now(UTC)) + timedelta(days=1):
        return None, [flag("future-timestamp", why=text)]
    return moment, []


def _moment(text: str) -> datetime:
    """Return a date, a time and perhaps a zone, as nbgrader writes them (2026-10-01 23:59:00.5 UTC), in naive UTC.

    Raises ValueError, OverflowError, or KeyError or OSError where the zone cannot be found.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"it says {text!r:.40}")
    moment, zone = match.groups()
    named = zone.isidentifier() or "/" in zone
    moment = datetime.fromisoformat(moment if named else moment + zone)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if zone in {"", "Z", "UTC", "GMT"} else ZoneInfo(zone))
    return naive_utc(moment)
