"""Grade a whole class: take in, run in workers, record, merge into the gradebook. Stop it at any point and start again.

Three steps, each safe to repeat: records are only ever appended, the gradebook is brought in line with them, and pages
are made from the gradebook. A submission is graded again only where something that its points depend on has changed.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
from filelock import FileLock, Timeout

from utils.grading import marked, pool, task
from utils.grading.homeworks import needs
from utils.grading.intake import Submission, submissions, take_in
from utils.grading.intake_reasons import flag
from utils.grading.journal import Journal
from utils.grading.record import Record
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.selftest import choose_backend
from utils.grading.settings import Homework, Settings, load
from utils.grading.task import Result, Task

Spread = Callable[[Iterable[Task], Callable[[Task], Result], float], Iterator[tuple[Task, Result | pool.Lost]]]
"""How tasks reach workers: tasks, the work, the limit of one in seconds -> each task with how it ended."""

LATER = ("utils.grading.gradebook", "matplotlib.pyplot")
"""What the gradebook and the tests of homeworks import, seconds of work: see ``ready``."""


class Class(NamedTuple):
    """A class's folders and settings: ``course`` is the folder with solutions/, homework/ and grading/."""

    course: Path
    homework: str
    settings: Settings
    roster: dict[str, dict[str, str]]

    @property
    def grading(self) -> Path:
        """The folder that grading writes in."""
        return self.course / "grading"

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.course / "solutions" / self.homework / f"{self.homework}.ipynb"

    @property
    def key(self) -> bytes:
        """What ``make handout`` wrote down about the homework's hidden data; empty where it has none."""
        return self.key_path.read_bytes() if needs(self.homework).handout else b""

    @property
    def key_path(self) -> Path:
        """Where that lies; it never leaves this folder but to be graded with."""
        return self.grading / "keys" / f"{self.homework}.csv"

    @property
    def rules(self) -> Homework:
        """The settings of this homework."""
        return self.settings.homework.get(self.homework, Homework())

    def folder(self, kind: str, student: str) -> Path:
        """Return grading/<kind>/<student>/<homework>."""
        return self.grading / kind / student / self.homework


def open_class(course: Path, homework: str, read_roster: Callable[[Path], dict], *, with_key: bool = True) -> Class:
    """Return the class; raises ValueError where there is no such homework, or its settings cannot be read.

    With ``with_key`` also where the homework has hidden data that nobody has handed out.
    """
    settings = load(Path(course) / "grading")
    roster = read_roster(Path(course) / "grading" / settings.roster) if settings.roster else {}
    room = Class(Path(course), homework, settings, roster)
    if not room.source.is_file():
        raise ValueError(f"there is no homework {homework}: expected solutions/{homework}/{homework}.ipynb")
    if needs(homework).handout and with_key and not room.key_path.is_file():
        raise ValueError(
            f"{homework} has no hidden data yet: make handout HW={homework} first, and give it to students"
        )
    return room


def take_all(room: Class) -> list[Submission]:
    """Return every submission of the homework, looked through; a student who is not on the roster is flagged."""
    folders = submissions(room.grading / "submitted", room.homework).values()
    taken = [take_in(folder, room.homework, room.settings.intake, room.rules) for folder in folders]
    return [_on_roster(submission, room.roster) for submission in taken]


def _on_roster(submission: Submission, roster: dict) -> Submission:
    if not roster or submission.student in roster:
        return submission
    return submission._replace(flags=(*submission.flags, flag("not-on-roster", student=submission.student)))


def ready(homework: str, name: str = "auto", *, trust: bool = False) -> Backend:
    """Return what ``choose_backend`` does; while other processes prove the sandbox, this one imports what comes later.

    Workers are copies of this process and have it too.
    """
    with ThreadPoolExecutor(1) as aside:
        proving = aside.submit(choose_backend, name, trust=trust, warm=needs(homework).warm)
        for module in LATER:
            importlib.import_module(module)
        return proving.result()


def run(
    room: Class, taken: list[Submission], backend: object, spread: Spread, *, work: Callable = task.carry_out
) -> Iterator[Record]:
    """Grade what has not been graded as it now is, and yield each record once it is safely on disk.

    Raises ValueError where another process grades the same homework.
    """
    journal = Journal(room.grading / "records", room.homework)
    try:
        with FileLock(journal.path.with_suffix(".lock"), timeout=0):
            source, key, known = room.source.read_bytes(), room.key, journal.latest()
            tasks = [task.make_task(submission, source, room.settings, backend, key) for submission in taken]
            stale = [entry for entry in tasks if not _is_done(known.get(entry.submission.student), entry)]
            for entry, end in spread(stale, work, task.outer_limit(room.settings)):
                result = Result(task.lost(entry, end), "") if isinstance(end, pool.Lost) else end
                journal.add(result)
                yield result.record
    except Timeout:
        raise ValueError(f"another process grades {room.homework} at this moment") from None


def _is_done(record: Record | None, entry: Task) -> bool:
    """Tell whether a record still stands; one whose worker died may be the machine's fault and is tried again."""
    died = record is not None and any(known.code == "worker-died" for known in record.flags)
    return record is not None and record.digest == entry.digest and not died


def merge(room: Class, taken: list[Submission]) -> dict[str, Record]:
    """Bring gradebook and autograded notebooks in line with the records of ``taken``; return these records.

    For each student the gradebook comes first: if this stops between the two, the next merge does both again.
    """
    from utils.grading import gradebook  # noqa: PLC0415 - it takes seconds to import nbgrader: see ready

    journal = Journal(room.grading / "records", room.homework)
    latest = journal.latest()
    records = {entry.student: latest[entry.student] for entry in taken if entry.student in latest}
    handed_in = {entry.student: entry.timestamp for entry in taken}
    with gradebook.opened(gradebook.url(room.grading)) as book:
        gradebook.check_released(book, room.homework)
        gradebook.enrol(book, room.roster)
        gradebook.set_due_date(book, room.homework, room.settings)
        for student, record in records.items():
            target = room.folder("autograded", student) / f"{room.homework}.ipynb"
            graded, before = marked.read(journal.notebook(student)), marked.read(target)
            now = {} if graded is None else marked.answers(graded)
            then = None if before is None else marked.answers(before)
            gradebook.write(book, record, gradebook.Answers(now, then), handed_in[student], room.settings)
            shown = marked.marked(record, graded or _handed_out(room))
            if before != shown:
                marked.write(shown, target)
    return records


def _handed_out(room: Class) -> nbformat.NotebookNode:
    """Return the notebook that students got: shown where a submission could not be run."""
    path = room.course / "homework" / room.homework / f"{room.homework}.ipynb"
    return nbformat.read(path, as_version=4)
