"""One graded part of a homework: checks that are each worth some points, and what is said about each."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import TracebackType
from typing import NamedTuple

import numpy as np

from utils.grading.calls import forget, last_call, shown
from utils.grading.errors import told, unwritten
from utils.grading.seeds import hidden_rng


class Check(NamedTuple):
    """One check: its points, what it claims, why it failed (empty where it passed), the line of its cell or file."""

    worth: float
    claim: str
    failure: str
    line: int = 0


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
        return _Checking(self, points, claim, sys._getframe(1).f_lineno)

    def hidden_rng(self) -> np.random.Generator:
        """Return the generator for this part's hidden tests; grading draws it from the instructor's secret seed."""
        return hidden_rng(self.name)

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

    def __init__(self, part: Part, points: float, claim: str, line: int) -> None:
        self.part, self.points, self.claim, self.line = part, points, claim, line

    def __enter__(self) -> None:
        forget()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        grading = _grading.get()
        explain = grading.explain if grading else explained
        failure = (explain(error, self.line) or "failed") if error else ""
        self.part.checks.append(Check(self.points, self.claim, failure, self.line))
        return error is None or isinstance(error, Exception)


def explained(error: BaseException, line: int = 0) -> str:
    """Return why a check failed: what the error says, and for which inputs, where a function was called."""
    call = last_call()
    silent = isinstance(error, NotImplementedError | NameError)
    return told(error) if silent or not call else f"{told(error)}, for {shown(call.inputs)}"


class _Grading(NamedTuple):
    """Where parts are kept while they are graded, and what explains a failed check, from its error and line."""

    parts: list[Part]
    explain: Callable[[BaseException, int], str]


_grading: ContextVar[_Grading | None] = ContextVar("grading", default=None)


@contextlib.contextmanager
def collecting(explain: Callable[[BaseException, int], str] = explained) -> Iterator[list[Part]]:
    """Yield a list that fills with every part that is graded while this lasts; ``explain`` tells why checks failed."""
    parts: list[Part] = []
    token = _grading.set(_Grading(parts, explain))
    try:
        yield parts
    finally:
        _grading.reset(token)


def grade(name: str, maximum: float, test: Callable[[Part], None]) -> Part:
    """Return the part that ``test`` filled with checks; printed, it says what passed and what did not."""
    part = Part(name, maximum)
    if grading := _grading.get():
        grading.parts.append(part)
    test(part)
    return part


class once_written(AbstractContextManager):  # noqa: N801 - reads as a clause: with once_written("gradient")
    """Run a block that needs a function of the student; say so where one is not written, or not run, yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if isinstance(error, NotImplementedError):
            name = unwritten(error) or self.name
            sys.stdout.write(f"This waits for {name}: write it, run its cell, then run this one again.\n")
        elif isinstance(error, NameError) and error.name:
            sys.stdout.write(f"{error.name} is not defined: run the cell that defines it, or mend the name.\n")
        else:
            return False
        return True
