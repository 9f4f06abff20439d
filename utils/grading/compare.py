"""Compare a student's answer with the right one, and say in one sentence what a wrong one looks like."""

from collections.abc import Callable, Mapping

import numpy as np

from utils.grading.calls import last_call, remember
from utils.grading.mistakes import Answer, agree, resemblance, same


class Wrong(AssertionError):
    """An answer that is not the right one: where it differs, and what it looks like, in brackets, or empty.

    ``surely`` says that what it looks like is a mistake that this very check knows.
    """

    def __init__(self, words: str, looks: str = "", surely: bool = False) -> None:
        super().__init__(words + looks)
        self.words, self.looks, self.surely = words, looks, surely


def close(
    got: object,
    expected: object,
    tolerance: float = 1e-11,
    *,
    up_to_factor: bool = False,
    mistakes: Mapping[str, object] | None = None,
    **factors: float,
) -> None:
    """Raise Wrong where two arrays differ in shape, or anywhere by more than ``tolerance`` of the expected.

    Values far smaller than the largest expected one may also differ by 1e-14 of the largest. ``up_to_factor`` first
    divides both by their own largest size. The message names what the answer looks like: the negative, the transposed,
    a multiple (by one of ``factors``, such as T=2.0, where it is one), one of ``mistakes`` (what was done -> result).
    """
    call = last_call()
    inputs = call.inputs if call and call.result is got else {}
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    if got.dtype.kind not in "fiu":
        raise Wrong(f"expected real numbers, got {got.dtype}")
    if got.shape == expected.shape and up_to_factor:
        got, expected = _scaled(got), _scaled(expected)
    if got.shape == expected.shape and agree(got, expected, tolerance).all():
        return
    difference = _difference(got, expected, tolerance)
    for done, result in (mistakes or {}).items():
        if same(got, np.asarray(result, dtype=float)):
            raise Wrong(difference, f" ({done})", surely=True)
    raise Wrong(difference, resemblance(Answer(got, expected, inputs, factors)))


def _difference(got: np.ndarray, expected: np.ndarray, tolerance: float) -> str:
    """Return where two arrays differ most, in words."""
    if got.shape != expected.shape:
        return f"expected shape {expected.shape}, got {got.shape}"
    with np.errstate(all="ignore"):
        distance = np.nan_to_num(np.abs(got - expected), nan=np.inf, posinf=np.inf)
    worst = np.argmax(np.where(agree(got, expected, tolerance), -1, distance))
    place = tuple(int(i) for i in np.unravel_index(worst, got.shape))
    at = f" at {list(place)}" if place else ""
    want, have = f"{expected[place]:.7g}", f"{got[place]:.7g}"
    return f"expected {want}{at}, got {have}{' or nearly so, but not to rounding' if want == have else ''}"


def accepts_only(check: Callable[[np.ndarray], object], right: np.ndarray, wrong: Mapping[str, object]) -> None:
    """Raise AssertionError unless ``check`` says True to ``right`` and False to each of ``wrong`` (name -> claim).

    The message names the claims that it took for right; an answer that is not one True or False is refused.
    """
    if not _verdict(check(right)):
        raise AssertionError("rejects the right gradient")
    passed = {}
    for name, claim in wrong.items():
        if _verdict(check(np.asarray(claim, dtype=float))):
            passed[name] = last_call()
    if passed:
        call = next(iter(passed.values()))
        if call:
            remember(call)  # the first that it should have rejected, not the last that it saw
        raise AssertionError(f"accepts {len(passed)} of {len(wrong)} wrong gradients: {', '.join(passed)}")


def _verdict(answer: object) -> bool:
    if isinstance(answer, bool | np.bool_):
        return bool(answer)
    what = f"an array of shape {answer.shape}" if isinstance(answer, np.ndarray) else f"{answer!r:.40}"
    raise AssertionError(f"return one True or False, got {what}")


def _scaled(values: np.ndarray) -> np.ndarray:
    largest = np.max(np.abs(values), initial=0.0)
    return values / largest if np.isfinite(largest) and largest > 0 else values
