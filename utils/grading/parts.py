"""One graded part of a homework: checks that are each worth some points, and what is said about each."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import NamedTuple


class Check(NamedTuple):
    """One check: its points, what it claims, and why it failed (empty where it passed)."""

    worth: float
    claim: str
    failure: str


class Part:
    """A part of a homework, worth ``maximum`` points.

    Checks that pass share the maximum in proportion to what they are worth. A released notebook holds only the visible
    checks, so passing all that can be seen shows full points there; grading adds the hidden checks.
    """

    def __init__(self, name: str, maximum: float) -> None:
        self.name = name
        self.maximum = maximum
        self.checks: list[Check] = []

    def worth(self, points: float, claim: str) -> AbstractContextManager:
        """Return a context that is one check: it passes where its block raises nothing."""
        return _Checking(self, points, claim)

    @property
    def points(self) -> float:
        """The points earned, a float from 0 to ``maximum``."""
        offered = sum(check.worth for check in self.checks)
        earned = sum(check.worth for check in self.checks if not check.failure)
        return round(float(self.maximum * earned / offered), 2) if offered else 0.0

    def __str__(self) -> str:
        passed = sum(not check.failure for check in self.checks)
        lines = [f"{self.name}: {passed} of {len(self.checks)} checks pass"]
        for check in self.checks:
            lines.append(f"  {'✗' if check.failure else '✓'} {check.claim}")
            lines += [f"      {check.failure}"] if check.failure else []
        lines.append(f"The number below: points so far, of {self.maximum:g}. Hidden checks are added at grading.")
        return "\n".join(lines)


class _Checking(AbstractContextManager):
    """Notes whether its block fails, and why in one sentence; lets interrupts through."""

    def __init__(self, part: Part, points: float, claim: str) -> None:
        self.part, self.points, self.claim = part, points, claim

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        self.part.checks.append(Check(self.points, self.claim, _sentence(error)))
        return error is None or isinstance(error, Exception)


def _sentence(error: BaseException | None) -> str:
    if error is None:
        return ""
    if isinstance(error, NotImplementedError):
        return f"{_unwritten(error) or 'this'} is not written yet"
    if isinstance(error, NameError) and error.name:
        return f"{error.name} is not defined: run the cell that defines it, or mend the name"
    words = " ".join(str(error).split())[:200]
    if isinstance(error, TypeError) and "NoneType" in words:
        words += " (did a function forget return?)"
    return words if isinstance(error, AssertionError) and words else f"{type(error).__name__}: {words}"


def _unwritten(error: BaseException) -> str:
    """Return the name of the function that a NotImplementedError was raised in, empty where in none that was called."""
    trace, calls = error.__traceback__, []
    while trace is not None:
        calls.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return calls[-1] if len(calls) > 1 else ""


def grade(name: str, maximum: float, test: Callable[[Part], None]) -> Part:
    """Return the part that ``test`` filled with checks; printed, it says what passed and what did not."""
    part = Part(name, maximum)
    test(part)
    return part


class once_written(AbstractContextManager):  # noqa: N801 - reads as a clause: with once_written("gradient")
    """Run a block that needs a function of the student; say so where one is not written, or not run, yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if isinstance(error, NotImplementedError):
            name = _unwritten(error) or self.name
            sys.stdout.write(f"This waits for {name}: write it, run its cell, then run this one again.\n")
        elif isinstance(error, NameError) and error.name:
            sys.stdout.write(f"{error.name} is not defined: run the cell that defines it, or mend the name.\n")
        else:
            return False
        return True
