"""Is this gradient right? Walk a small step to either side and compare the slope.

A derived gradient and a measured one that agree to six digits at a random point are hardly ever both wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number


def numerical_gradient(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    """Return df/dx entry by entry by central differences, (f(x + h) - f(x - h)) / 2h.

    ``f`` takes an array like ``x`` (floats, any shape) and returns one number. All is done in float64, whatever x's
    dtype, because the difference of two nearly equal float32 keeps no digits. The error shrinks as h^2 until rounding,
    which grows as 1 / h, takes over. Raises ValueError for integers, h <= 0, and an f that returns several numbers.
    """
    x = floats("x", x).astype(np.float64)
    if number("h", h) <= 0:
        raise ValueError(f"h must be above 0, got {h!r}")
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += h
        below[place] -= h
        gradient[place] = (_one_number(f(above)) - _one_number(f(below))) / (2 * h)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """Return the largest |a - b| over the largest |a| or |b|: 0 where equal, infinite where a value is not finite.

    Both are arrays of one shape. Dividing by the largest entry, not entry by entry, keeps a harmless rounding error in
    an entry near 0 from looking like a mistake.
    """
    a, b = floats("a", a), floats("b", b)
    if a.shape != b.shape:
        raise ValueError(f"b must have a's shape {a.shape}, got {b.shape}")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max() / scale) if scale > 0 else 0.0


class Check(NamedTuple):
    """One argument's comparison: where the two gradients differ most, and what each says there."""

    argument: str
    shape: tuple[int, ...]
    error: float
    worst: tuple[int, ...]
    derived: float
    measured: float
    passed: bool


class Report(NamedTuple):
    """The outcome of ``check_gradients``; print it to read it."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every argument's gradient agrees with the measured one."""
        return all(check.passed for check in self.checks)

    def __str__(self) -> str:
        heads = ("argument", "shape", "relative error", "worst at", "derived", "measured", "")
        rows = [heads, *(_cells(check) for check in self.checks)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
        return "\n".join(line.rstrip() for line in lines)


def check_gradients(
    f: Callable[..., float],
    arguments: Mapping[str, Array],
    gradients: Sequence[Array],
    h: float = 1e-5,
    tolerance: float = 1e-6,
) -> Report:
    """Return a report on derived ``gradients`` of ``f(**arguments)``, one for each argument and in their order.

    ``f`` returns one number. A gradient passes where its ``relative_error`` against ``numerical_gradient`` stays within
    ``tolerance``. Raises ValueError where gradients and arguments differ in number or shape.
    """
    if len(gradients) != len(arguments):
        raise ValueError(f"gradients must be one for each of {', '.join(arguments)}, got {len(gradients)}")
    checks = []
    for name, derived in zip(arguments, gradients, strict=True):
        x, derived = floats(name, arguments[name]), floats(f"gradient of {name}", derived)
        if derived.shape != x.shape:
            raise ValueError(f"gradient of {name} must have {name}'s shape {x.shape}, got {derived.shape}")
        measured = numerical_gradient(lambda value, name=name: f(**{**arguments, name: value}), x, h)
        checks.append(_compare(name, derived, measured, tolerance))
    return Report(tuple(checks))


def _compare(name: str, derived: Array, measured: Array, tolerance: float) -> Check:
    error = relative_error(derived, measured)
    if derived.size == 0:
        return Check(name, derived.shape, error, (), 0.0, 0.0, True)
    finite = np.isfinite(derived) & np.isfinite(measured)
    difference = np.abs(np.where(finite, derived, 0) - np.where(finite, measured, 0))
    worst = np.unravel_index(np.argmax(np.where(finite, difference, np.inf)), derived.shape)
    place = tuple(int(index) for index in worst)
    return Check(name, derived.shape, error, place, float(derived[place]), float(measured[place]), error <= tolerance)


def _cells(check: Check) -> tuple[str, ...]:
    place = f"{check.argument}[{', '.join(map(str, check.worst))}]" if check.worst else check.argument
    values = f"{check.error:.1e}", place, f"{check.derived:.6g}", f"{check.measured:.6g}"
    return check.argument, str(check.shape), *values, "ok" if check.passed else "differs"


def _one_number(value: float) -> float:
    array = np.asarray(value)
    if array.size != 1:
        raise ValueError(f"f must return one number, got an array of shape {array.shape}")
    return float(array.reshape(()))
