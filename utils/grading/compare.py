"""Compare a student's answer with the right one, and say in one sentence what a wrong one looks like."""

from collections.abc import Callable, Mapping

import numpy as np


def close(
    got: object,
    expected: object,
    tolerance: float = 1e-11,
    *,
    up_to_factor: bool = False,
    mistakes: Mapping[str, object] | None = None,
    **factors: float,
) -> None:
    """Raise AssertionError where two arrays differ in shape, or anywhere by more than ``tolerance`` of the expected.

    Values far smaller than the largest expected one may also differ by 1e-14 of the largest. ``up_to_factor`` first
    divides both by their own largest size. The message names what the answer looks like: the negative, the transposed,
    a multiple (by one of ``factors``, such as T=2.0, where it is one), one of ``mistakes`` (what was done -> result).
    """
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    if got.dtype.kind not in "fiu":
        raise AssertionError(f"expected real numbers, got {got.dtype}")
    if got.shape != expected.shape:
        raise AssertionError(f"expected shape {expected.shape}, got {got.shape}")
    if up_to_factor:
        got, expected = _scaled(got), _scaled(expected)
    wrong = ~_agree(got, expected, tolerance)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        at = f" at {list(place)}" if place else ""
        want, have = f"{expected[place]:.7g}", f"{got[place]:.7g}"
        near = " or nearly so, but not to rounding" if want == have else ""
        looks = _resemblance(got, expected, mistakes or {}, factors)
        raise AssertionError(f"expected {want}{at}, got {have}{near}{looks}")


def accepts_only(check: Callable[[np.ndarray], object], right: np.ndarray, wrong: Mapping[str, object]) -> None:
    """Raise AssertionError unless ``check`` says True to ``right`` and False to each of ``wrong`` (name -> claim).

    The message names the claims that it took for right; an answer that is not one True or False is refused.
    """
    if not _verdict(check(right)):
        raise AssertionError("rejects the right gradient")
    passed = [name for name, claim in wrong.items() if _verdict(check(np.asarray(claim, dtype=float)))]
    if passed:
        raise AssertionError(f"accepts {len(passed)} of {len(wrong)} wrong gradients: {', '.join(passed)}")


def _verdict(answer: object) -> bool:
    if isinstance(answer, bool | np.bool_):
        return bool(answer)
    what = f"an array of shape {answer.shape}" if isinstance(answer, np.ndarray) else f"{answer!r:.40}"
    raise AssertionError(f"return one True or False, got {what}")


def _agree(got: np.ndarray, expected: np.ndarray, tolerance: float) -> np.ndarray:
    slack = tolerance * np.abs(expected) + 1e-14 * np.max(np.abs(expected), initial=0.0)
    with np.errstate(invalid="ignore"):
        return np.abs(got - expected) <= slack


def _scaled(values: np.ndarray) -> np.ndarray:
    largest = np.max(np.abs(values), initial=0.0)
    return values / largest if np.isfinite(largest) and largest > 0 else values


def _resemblance(got: np.ndarray, expected: np.ndarray, mistakes: Mapping, factors: Mapping) -> str:
    """Return what a wrong answer looks like, as the end of a sentence; empty where it looks like nothing known."""
    if not np.isfinite(got).all():
        return " (nan or inf: a number too large for the computer, a division by 0, or the logarithm of 0)"
    for done, result in mistakes.items():
        if _same(got, np.asarray(result, dtype=float)):
            return f" ({done})"
    if expected.ndim == 2 and _same(got, expected.T):
        return " (rows and columns are exchanged)"
    ratio = _ratio(got, expected)
    if ratio == 0:
        return ""
    minus = "the sign is flipped and " if ratio < 0 else ""
    if abs(abs(ratio) - 1) < 1e-9:
        return " (the sign is flipped)" if minus else ""
    for name, value in factors.items():
        if abs(abs(ratio) - value) < 1e-9 * value:
            return f" ({minus}it is {name} = {value:g} times too large)"
        if abs(abs(ratio) * value - 1) < 1e-9:
            return f" ({minus}it is {name} = {value:g} times too small)"
    return f" ({minus}every entry is {abs(ratio):.4g} times what it should be)" if got.size > 1 else ""


def _same(got: np.ndarray, other: np.ndarray) -> bool:
    return got.shape == other.shape and bool(_agree(got, other, 1e-7).all())


def _ratio(got: np.ndarray, expected: np.ndarray) -> float:
    """Return the factor by which all of ``got`` differs from ``expected``, 0 where there is none."""
    largest = int(np.argmax(np.abs(expected)))
    if not expected.size or not expected.flat[largest]:
        return 0.0
    ratio = float(got.flat[largest] / expected.flat[largest])
    return ratio if ratio and _same(got, ratio * expected) else 0.0
