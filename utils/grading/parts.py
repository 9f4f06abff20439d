"""One graded part of a homework: checks that are each worth some points, and what is said about each."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import NamedTuple

import numpy as np


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
        return float(self.maximum * earned / offered) if offered else 0.0

    def __str__(self) -> str:
        passed = sum(not check.failure for check in self.checks)
        lines = [f"{self.name}: {passed} of {len(self.checks)} checks pass"]
        for check in self.checks:
            lines.append(f"  {'✗' if check.failure else '✓'} {check.claim}")
            lines += [f"      {check.failure}"] if check.failure else []
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
        return "not written yet"
    words = " ".join(str(error).split())[:200]
    return words if isinstance(error, AssertionError) and words else f"{type(error).__name__}: {words}"


def grade(name: str, maximum: float, test: Callable[[Part], None]) -> Part:
    """Return the part that ``test`` filled with checks; printed, it says what passed and what did not."""
    part = Part(name, maximum)
    test(part)
    return part


class once_written(AbstractContextManager):  # noqa: N801 - reads as a clause: with once_written("gradient")
    """Run a block that needs a function of the student; say so where that function is not written yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if isinstance(error, NotImplementedError):
            sys.stdout.write(f"This waits for {self.name}: write it, then run this cell again.\n")
        return isinstance(error, NotImplementedError)


def close(got: object, expected: object, tolerance: float = 1e-11) -> None:
    """Raise AssertionError where two arrays differ in shape, or anywhere by more than ``tolerance`` of the expected.

    Values far smaller than the largest expected one may also differ by 1e-14 of the largest.
    """
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    if got.dtype.kind not in "fiu":
        raise AssertionError(f"expected real numbers, got {got.dtype}")
    if got.shape != expected.shape:
        raise AssertionError(f"expected shape {expected.shape}, got {got.shape}")
    slack = tolerance * np.abs(expected) + 1e-14 * np.max(np.abs(expected), initial=0.0)
    wrong = ~(np.abs(got - expected) <= slack)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        at = f" at {list(place)}" if place else ""
        want, have = f"{expected[place]:.7g}", f"{got[place]:.7g}"
        near = " or nearly so, but not to rounding" if want == have else ""
        raise AssertionError(f"expected {want}{at}, got {have}{near}")
