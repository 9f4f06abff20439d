"""``make leaderboard HW=hw2``: a class ranked by log-loss, as a page and as a table.

While the homework runs only the public part is shown, the log-loss on a third of the hidden boats. All other boats are
the private part, which decides the points; it is shown by ``--final``, when nobody can hand in any more.
"""

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils.grading import fisheries_checks, keys
from utils.grading.desk import laid_out
from utils.grading.intake import Submission
from utils.grading.lms import write_table
from utils.grading.page import templates
from utils.grading.runner import Class

DIGITS = 3
"""Digits of a log-loss that are shown, and that decide a rank: what looks alike is a tie."""


class Entry(NamedTuple):
    """One student's log-losses, or in ``fault`` why there are none."""

    student: str
    public: float = 0.0
    private: float = 0.0
    fault: str = ""


class Line(NamedTuple):
    """One line of the board: ranks from 1, students who tie share one; ``climbed`` is how many places the end gave."""

    rank: int
    name: str
    public: str
    private: str
    climbed: int
    length: float


def entries(taken: Iterable[Submission], key: bytes) -> list[Entry]:
    """Return what each submission scores."""
    return [_entry(submission, key) for submission in taken]


def _entry(submission: Submission, key: bytes) -> Entry:
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        for path, data in submission.extras.items():
            (Path(folder) / Path(path).name).write_bytes(data)
        with laid_out(Path(folder), key):
            try:
                values = fisheries_checks.probabilities(fisheries_checks.submission())
            except AssertionError as error:
                return Entry(submission.student, fault=f"{fisheries_checks.first_fault() or error}")
    return Entry(submission.student, *keys.losses(values, keys.read_key(key)))


def guess(key: bytes) -> Entry:
    """Return what the shares of the classes among training images score, for comparison."""
    known = keys.read_key(key)
    values = np.tile(fisheries_checks.training().shares, (len(known.names), 1))
    return Entry("the shares of the classes", *keys.losses(values, known))


def ranked(entries: Iterable[Entry], final: bool, names: dict[str, str] | None = None) -> list[Line]:
    """Return the lines of the board, best first: by the private log-loss if ``final``, else by the public one.

    ``names`` are shown instead of the students' ids.
    """
    scored = [entry for entry in entries if not entry.fault]
    public, private = ({e.student: round(getattr(e, part), DIGITS) for e in scored} for part in ("public", "private"))
    before, now = _ranks(public), _ranks(private if final else public)
    worst = max((private if final else public).values(), default=0.0) or 1.0
    lines = [
        Line(
            now[student],
            (names or {}).get(student, student),
            f"{public[student]:.{DIGITS}f}",
            f"{private[student]:.{DIGITS}f}" if final else "",
            before[student] - now[student],
            (private if final else public)[student] / worst,
        )
        for student in public
    ]
    return sorted(lines, key=lambda line: (line.rank, line.name))


def _ranks(losses: dict[str, float]) -> dict[str, int]:
    """Return each student's rank: 1 more than how many are strictly better."""
    values = np.array(sorted(losses.values()))
    return {student: int(np.searchsorted(values, loss)) + 1 for student, loss in losses.items()}


def pseudonyms(students: Iterable[str], seed: int) -> dict[str, str]:
    """Return a name for each student that the class cannot resolve, the same as long as the secret is."""
    digests = {one: hashlib.sha256(f"{seed}:leaderboard:{one}".encode()).hexdigest() for one in students}
    return {student: f"crew {digest[:8]}" for student, digest in digests.items()}


def page(homework: str, lines: list[Line], guess: Line, unscored: int, final: bool) -> str:
    """Return the board as HTML."""
    template = templates.get_template("leaderboard.html.j2")
    return template.render(homework=homework, lines=lines, guess=guess, unscored=unscored, final=final)


def write_board(room: Class, taken: list[Submission], final: bool, anonymous: bool) -> tuple[list[Path], list[Entry]]:
    """Write page and table; return their paths, and the entries that could not be scored.

    The table, for the instructor, has ids and pseudonyms; of the private part it says nothing either unless ``final``.
    """
    key = room.key
    every = entries(taken, key)
    unscored = [entry for entry in every if entry.fault]
    names = pseudonyms([entry.student for entry in every], room.settings.seed)
    lines = ranked(every, final, names if anonymous else None)
    (simple,) = ranked([guess(key)], final)
    end = "-final" if final else ""
    board = room.grading / f"{room.homework}-leaderboard{end}.html"
    board.write_text(page(room.homework, lines, simple, len(unscored), final), encoding="utf-8")
    table = board.with_suffix(".csv")
    rows = [(line.rank, line.name, names[line.name], line.public, line.private) for line in ranked(every, final)]
    rows += [("", entry.student, names[entry.student], "", "", entry.fault) for entry in unscored]
    write_table(table, ("rank", "student", "pseudonym", "public", "private", "not scored"), rows)
    return [board, table], unscored
