"""The one writer into nbgrader's gradebook: records in, through nbgrader's own interface, as often as you like.

Writing the same record again changes nothing. Points and comments that a human gave stay; where the answer under them
changed, or the points that tests give, the cell asks for a human again.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Grade, Gradebook, InvalidEntry, MissingEntry, SubmittedNotebook
from sqlalchemy.exc import OperationalError

from utils.grading.late import extension, share_lost
from utils.grading.record import Record
from utils.grading.settings import Settings, naive_utc

PATIENCE = 120.0
"""How many seconds a locked database is waited for."""


class Answers(NamedTuple):
    """The text of a student's solution cells by grade id: as it is now, and as it was when written here before."""

    now: Mapping[str, str]
    before: Mapping[str, str] | None


@contextmanager
def opened(database: str) -> Iterator[Gradebook]:
    """Open a gradebook by its URL, waiting where it is locked; roll back what was not committed."""
    book = patiently(lambda: Gradebook(database))
    book.db().expire_on_commit = False  # cells and sources are read once, not once a student
    try:
        yield book
    finally:
        book.db.rollback()
        book.close()


def patiently(step: Callable, undo: Callable = lambda: None, seconds: float = PATIENCE) -> object:
    """Return ``step()``, tried again, after ``undo()``, while somebody else holds SQLite's lock."""
    end = time.monotonic() + seconds
    while True:
        try:
            return step()
        except (OperationalError, InvalidEntry) as error:  # nbgrader wraps the first in the second
            undo()
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.1)


def check_released(book: Gradebook, homework: str) -> None:
    """Raise ValueError where the gradebook does not know the homework yet."""
    try:
        book.find_notebook(homework, homework)
    except MissingEntry:
        raise ValueError(f"the gradebook does not know {homework} yet: run make release HW={homework} first") from None


def enrol(book: Gradebook, roster: Mapping[str, Mapping[str, str]]) -> None:
    """Bring the class list into the gradebook: student -> first_name, last_name, email, lms_user_id."""
    for student, fields in roster.items():
        patiently(lambda: book.update_or_create_student(student, **fields), book.db.rollback)  # noqa: B023


def set_due_date(book: Gradebook, homework: str, settings: Settings) -> None:
    """Tell the gradebook when a homework is due, where the settings say so."""
    due = settings.homework[homework].due if homework in settings.homework else None
    if due is not None and book.find_assignment(homework).duedate != naive_utc(due):
        patiently(lambda: book.update_or_create_assignment(homework, duedate=naive_utc(due)), book.db.rollback)


def write(book: Gradebook, record: Record, answers: Answers, handed_in: datetime | None, settings: Settings) -> None:
    """Bring the gradebook in line with one record, in one transaction once student and submission exist."""
    patiently(lambda: _write(book, record, answers, handed_in, settings), book.db.rollback)


def _write(book: Gradebook, record: Record, answers: Answers, handed_in: datetime | None, settings: Settings) -> None:
    homework, student = record.homework, record.student
    longer = extension(homework, student, settings) or None
    _exists(book, homework, student)
    submission = book.find_submission(homework, student)
    submission.timestamp, submission.extension = handed_in, longer
    notebook = book.find_submission_notebook(homework, homework, student)
    points = {part.name: part.points for part in record.parts}
    handed_out = {cell.name: cell.source for cell in notebook.notebook.source_cells}
    for grade in notebook.grades:
        text = answers.now.get(grade.name)
        if grade.name in points:
            _set_tested(grade, points[grade.name])
        elif record.status == "refused" or (text is not None and _same(text, handed_out.get(grade.name, ""))):
            _set_tested(grade, 0.0)
        else:
            _set_written(grade, _changed(grade.name, answers))
    for comment in notebook.comments:
        text = answers.now.get(comment.name)
        idle = text is not None and _same(text, handed_out.get(comment.name, ""))
        comment.auto_comment = "No response." if idle else None
    notebook.late_submission_penalty = _penalty(book, notebook, record, handed_in, settings)
    book.db.commit()


def _exists(book: Gradebook, homework: str, student: str) -> None:
    try:
        book.find_submission(homework, student)
    except MissingEntry:
        book.update_or_create_student(student)
        with book.db.no_autoflush:
            book.add_submission(homework, student)


def _set_tested(grade: Grade, points: float) -> None:
    """Give the points of tests; ask for a human only where a human's points stand on other ones."""
    if grade.manual_score is None:
        grade.needs_manual_grade = False
    elif grade.auto_score != points:
        grade.needs_manual_grade = True
    grade.auto_score = points


def _set_written(grade: Grade, changed: bool) -> None:
    """Leave an answer to a human, who is asked again where it is no longer the answer that was read."""
    if grade.manual_score is None or changed:
        grade.needs_manual_grade = True
    grade.auto_score = None


def _changed(name: str, answers: Answers) -> bool:
    known = answers.before is not None and name in answers.now
    return known and not _same(answers.now[name], answers.before.get(name, ""))


def _same(text: str, other: str) -> bool:
    return text.split() == other.split()


def _penalty(
    book: Gradebook, notebook: SubmittedNotebook, record: Record, handed_in: datetime | None, settings: Settings
) -> float | None:
    """Return what lateness costs in points, at most the points there are; None where it costs nothing."""
    others = {entry.assignment.name: entry.timestamp for entry in book.find_student(record.student).submissions}
    share = share_lost({**others, record.homework: handed_in}, record.homework, record.student, settings)
    earned = sum(_points(grade) for grade in notebook.grades)
    return round(min(share * notebook.max_score, earned), 2) if share else None


def _points(grade: Grade) -> float:
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (given or 0.0) + (grade.extra_credit or 0.0)


def contents(database: str, homework: str) -> dict[str, dict]:
    """Return all that the gradebook says about a homework, by student, without the ids that nbgrader draws."""
    with opened(database) as book:
        return {entry.student.id: _content(entry) for entry in book.assignment_submissions(homework)}


def _content(entry: object) -> dict:
    fields = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")
    (notebook,) = entry.notebooks
    return {
        "timestamp": entry.timestamp,
        "extension": entry.extension,
        "penalty": notebook.late_submission_penalty,
        "score": notebook.score,
        "maximum": notebook.max_score,
        "grades": {grade.name: tuple(getattr(grade, name) for name in fields) for grade in notebook.grades},
        "comments": {note.name: (note.auto_comment, note.manual_comment) for note in notebook.comments},
    }


def url(grading: Path) -> str:
    """Return the address of the gradebook in the folder ``grading``."""
    return f"sqlite:///{Path(grading).resolve() / 'gradebook.db'}"
