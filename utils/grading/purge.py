"""How long submissions are kept: after that, files, records and pages go; the points stay in the gradebook."""

import shutil
from datetime import UTC, datetime, timedelta

from utils.grading.intake import submissions
from utils.grading.journal import Journal
from utils.grading.runner import Class

KINDS = ("submitted", "earlier", "autograded", "feedback")


def expired(room: Class, now: datetime | None = None) -> list[str]:
    """Return the students whose work on a homework is kept no longer: all, or none before due date + ``keep_days``.

    A homework without a due date is kept.
    """
    due = room.rules.due
    if due is None or (now or datetime.now(UTC)) < due + timedelta(days=room.settings.keep_days):
        return []
    known = Journal(room.grading / "records", room.homework).latest()
    return sorted({*known, *submissions(room.grading / "submitted", room.homework)})


def purge(room: Class, students: list[str]) -> None:
    """Remove all that these students handed in for the homework, and all that was made of it but the points."""
    for student in students:
        for kind in KINDS:
            folder = room.folder(kind, student)
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder, ignore_errors=True)
    Journal(room.grading / "records", room.homework).forget(set(students))
