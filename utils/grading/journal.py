"""Records on disk: one line of JSON a submission, appended and synced; the last line of a student counts.

A line half written when the machine went down is told apart by its missing end, and left out. The notebook with a
student's outputs lies beside the records, in place before its record is.
"""

import os
from pathlib import Path

from utils.grading.record import Record, from_json, to_json
from utils.grading.task import Result


class Journal:
    """The records of one homework: grading/records/hw0.jsonl, and notebooks in grading/records/hw0/."""

    def __init__(self, records: Path, homework: str) -> None:
        self.path = Path(records) / f"{homework}.jsonl"
        self.notebooks = Path(records) / homework
        self.notebooks.mkdir(parents=True, exist_ok=True)

    def latest(self) -> dict[str, Record]:
        """Return the last whole record of each student, in the order of their first ones."""
        records: dict[str, Record] = {}
        for line in self._lines():
            try:
                record = from_json(line)
            except ValueError:  # half a line, or of another version: graded again
                continue
            records[record.student] = record
        return records

    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8", errors="replace").splitlines() if self.path.exists() else []

    def add(self, result: Result) -> None:
        """Store a result; when this returns, it outlives a crash of the machine."""
        target = self.notebook(result.record.student)
        if result.notebook:
            draft = target.with_suffix(".part")
            draft.write_text(result.notebook, encoding="utf-8")
            draft.replace(target)
        else:
            target.unlink(missing_ok=True)
        with self.path.open("a+b") as stream:
            start = b"\n" if self._is_torn() else b""
            stream.write(start + to_json(result.record).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def _is_torn(self) -> bool:
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        with self.path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read() != b"\n"

    def notebook(self, student: str) -> Path:
        """Return where the notebook with a student's outputs lies, if there is one."""
        return self.notebooks / f"{student}.ipynb"

    def forget(self, students: set[str]) -> None:
        """Remove these students' records and notebooks; the rest of the file stays as it is, to the byte."""
        kept = [line for line in self._lines() if _student(line) not in students]
        draft = self.path.with_suffix(".part")
        draft.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        draft.replace(self.path)
        for student in students:
            self.notebook(student).unlink(missing_ok=True)


def _student(line: str) -> str:
    try:
        return from_json(line).student
    except ValueError:
        return ""
