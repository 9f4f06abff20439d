"""One submission as a parcel that any worker process can grade, here or on another machine, and what it sends back.

A parcel holds everything by value: a worker needs no folder of the course and writes nothing but scratch files.
"""

import functools
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np

from utils.grading import scoring
from utils.grading.homeworks import needs
from utils.grading.intake import Submission
from utils.grading.intake_notebook import read_notebook
from utils.grading.intake_reasons import refuses
from utils.grading.pool import Lost
from utils.grading.record import Flag, PartRecord, Record
from utils.grading.retrain import retraining
from utils.grading.sandbox.limits import Limits
from utils.grading.sandbox.selftest import choose_backend
from utils.grading.settings import Settings
from utils.grading.transplant import about as known
from utils.grading.transplant import is_test

SPARE_SECONDS = 30.0
"""What a worker has beyond the sandbox's wall limit before it is killed: to start, and to write the result."""

_AFTER_SCORING = {
    "gradebook",
    "feedback",
    "report",
    "similarity",
    "lms",
    "collect",
    "cluster",
    "pool",
    "runner",
    "handout",
}
_AFTER_SCORING |= {
    "autograde",
    "feedback_pages",
    "journal",
    "kernel",
    "late",
    "leaderboard",
    "marked",
    "page",
    "provisioner",
    "purge",
    "settings",
    "start",
    "__main__",
}
"""Modules of this folder that no score depends on: a change there grades nothing again."""


class Task(NamedTuple):
    """A submission, the instructor's notebook ``source`` in bytes, and what the points depend on beside the two.

    ``backend`` is what ``choose_backend`` returned, or the name to give to it in the worker; ``key``: what is known of
    hidden data, empty where a homework has none.
    """

    submission: Submission
    source: bytes
    seed: int
    limits: dict[str, int]
    backend: object
    digest: str
    key: bytes = b""


class Result(NamedTuple):
    """A record, and the notebook with the student's answers and outputs as text (empty: there is none)."""

    record: Record
    notebook: str


def make_task(submission: Submission, source: bytes, settings: Settings, backend: object, key: bytes = b"") -> Task:
    """Return the parcel for one submission; its digest names all that the points depend on."""
    limits = Limits(**settings.limits)._asdict()
    given = (settings.seed, sorted(limits.items()), np.__version__, retraining())
    total = hashlib.sha256(repr(given).encode())
    total.update(_code() + source + key + submission.notebook)
    total.update(repr((submission.student, submission.name, submission.flags)).encode())
    for name, data in sorted(submission.extras.items()):
        total.update(f"\n{name}\n".encode() + data)
    return Task(submission, source, settings.seed, settings.limits, backend, total.hexdigest(), key)


@functools.cache
def _code() -> bytes:
    """Return a hash of the code that scores."""
    folder = Path(__file__).parent
    files = sorted(path for path in folder.rglob("*.py") if path.stem not in _AFTER_SCORING)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).digest()


def outer_limit(settings: Settings) -> float:
    """Return after how many seconds a worker is killed."""
    return Limits(**settings.limits).wall_seconds + SPARE_SECONDS


def carry_out(task: Task, score: Callable = scoring.score) -> Result:
    """Grade one submission in this process; what a student did never raises, it is told in the record."""
    submission = task.submission
    if submission.refused:
        return Result(zero(task, "refused", submission.flags), "")
    notebook, flags = read_notebook(submission.notebook, submission.name)
    flags = (*submission.flags, *flags)
    if refuses(flags):
        return Result(zero(task, "refused", flags), "")
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        options = _options(task, Path(folder))
        record = score(notebook, submission.homework, options)
        text = options.outputs.read_text(encoding="utf-8") if options.outputs.exists() else ""
    identity = {"homework": submission.homework, "student": submission.student, "digest": task.digest}
    return Result(record._replace(**identity, flags=(*flags, *record.flags)), text)


def _options(task: Task, folder: Path) -> scoring.ScoreOptions:
    (folder / "scratch").mkdir()
    (folder / "source.ipynb").write_bytes(task.source)
    for name, data in task.submission.extras.items():
        (folder / "scratch" / Path(name).name).write_bytes(data)
    return scoring.ScoreOptions(
        source=folder / "source.ipynb",
        backend=_backend(task.backend, task.submission.homework) if isinstance(task.backend, str) else task.backend,
        scratch=folder / "scratch",
        limits=Limits(**task.limits),
        seed=task.seed,
        outputs=folder / "outputs.ipynb",
        student=task.submission.student,
        key=task.key,
    )


@functools.cache
def _backend(name: str, homework: str) -> object:
    return choose_backend(name, warm=needs(homework).warm)


def lost(task: Task, end: Lost) -> Record:
    """Return the record of a submission whose worker did not come back."""
    words = {
        "hung": f"grading did not end within {end.seconds:.0f} s, and was killed",
        "died": f"the process that graded it died each time it was tried, {end.seconds:.0f} s in all",
        "failed": f"the grader itself failed on it: {end.error:.300}",
    }
    told = "Grading your notebook did not come to an end; your instructor has been told."
    odd = Flag(f"worker-{end.why}", words[end.why], told)
    record = zero(task, "contained", (*task.submission.flags, odd))
    return record._replace(wall_seconds=round(end.seconds, 3))


def zero(task: Task, status: str, flags: tuple[Flag, ...]) -> Record:
    """Return a record without points: every part that tests grade, with nothing checked."""
    about = task.submission
    cells = [known(cell) for cell in nbformat.reads(task.source.decode(), as_version=4).cells if is_test(cell)]
    parts = tuple(PartRecord(cell["grade_id"], 0.0, float(cell["points"]), ()) for cell in cells)
    return Record(about.homework, about.student, task.digest, status, parts, flags, 0.0, 0.0, "none")
