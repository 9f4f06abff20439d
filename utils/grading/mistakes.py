"""What a wrong answer looks like: classic mistakes, told from the answer, the right one and the inputs of the call.

Only resemblances are told, never a formula: this file is in the hands of students.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

_CONSTANTS = {"2": 2.0, "log 2": np.log(2), "log 10": np.log(10), "pi": np.pi}


class Answer(NamedTuple):
    """A wrong answer beside the right one, both real, the inputs, and numbers that may be a factor by mistake."""

    got: np.ndarray
    expected: np.ndarray
    inputs: Mapping[str, object]
    factors: Mapping[str, float]


def resemblance(answer: Answer) -> str:
    """Return what a wrong answer looks like, as the end of a sentence; empty where it looks like nothing known."""
    looks = _LOOKS if answer.got.shape == answer.expected.shape else _SHAPES
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        found = next(filter(None, (look(answer) for look in looks)), "")
    return found and f" ({found})"


def agree(got: np.ndarray, expected: np.ndarray, tolerance: float) -> np.ndarray:
    """Tell where two arrays agree to ``tolerance`` of the expected, or to 1e-14 of the largest expected."""
    with np.errstate(all="ignore"):
        slack = tolerance * np.abs(expected) + 1e-14 * np.max(np.abs(expected), initial=0.0)
        return np.abs(got - expected) <= slack


def same(got: np.ndarray, other: np.ndarray, tolerance: float = 1e-7) -> bool:
    """Tell two arrays of one shape that agree everywhere, which a mistake's result and an answer do."""
    fits = got.shape == other.shape and bool(np.isfinite(other).all())
    return fits and bool(agree(got, other, tolerance).all())


def _not_finite(answer: Answer) -> str:
    if np.isfinite(answer.got).all():
        return ""
    return "nan or inf: a number too large for the computer, a division by 0, or the logarithm of 0"


def _turned(answer: Answer) -> str:
    if answer.expected.ndim == 2 and same(answer.got, answer.expected.T):
        return "rows and columns are exchanged"
    if answer.expected.ndim and same(answer.got, np.flip(answer.expected)):
        return "the entries stand in the opposite order"
    return ""


def _multiple(answer: Answer) -> str:
    ratio = _ratio(answer.got, answer.expected)
    if not ratio:
        return ""
    size, minus = abs(ratio), "the sign is flipped and " if ratio < 0 else ""
    if abs(size - 1) < 1e-9:
        return "the sign is flipped" if minus else ""
    if answer.expected.ndim == 1 and abs(answer.expected.sum() - 1) < 1e-9:
        return f"the entries sum to {answer.got.sum():.4g}, not to 1"
    for name, value in _numbers(answer):
        if abs(size - value) < 1e-9 * value:
            return f"{minus}it is {name} times too large"
        if abs(size * value - 1) < 1e-9:
            return f"{minus}it is {name} times too small"
    return f"{minus}every entry is {size:.4g} times what it should be" if answer.got.size > 1 else ""


def _ratio(got: np.ndarray, expected: np.ndarray) -> float:
    """Return the factor by which all of ``got`` differs from ``expected``, 0 where there is none."""
    if not expected.size or not expected.any():
        return 0.0
    largest = int(np.argmax(np.abs(expected)))
    ratio = float(got.flat[largest] / expected.flat[largest])
    return ratio if ratio and same(got, ratio * expected) else 0.0


def _numbers(answer: Answer) -> Iterator[tuple[str, float]]:
    """Yield the numbers that an answer may be too large or too small by, named; the likelier ones first."""
    yield from ((f"{name} = {value:g}", value) for name, value in answer.factors.items())
    arrays = {name: np.asarray(value) for name, value in answer.inputs.items()}
    arrays = {name: array for name, array in arrays.items() if array.dtype.kind in "fiu" and array.size}
    for name, array in arrays.items():
        if array.ndim:
            yield f"the sum of {name} = {array.sum():.4g}", abs(float(array.sum()))
        else:
            yield f"{name} = {array:g}", abs(float(array))
            yield f"{name} squared = {array * array:g}", float(array * array)
    yield from ((name if name == "2" else f"{name} = {value:.4g}", value) for name, value in _CONSTANTS.items())
    for name, array in arrays.items():
        yield from ((f"the length of {name} along axis {k} = {n}", float(n)) for k, n in enumerate(array.shape))
        yield f"the number of entries of {name} = {array.size}", float(array.size)


def _rows(answer: Answer) -> str:
    """Rows of a table that are each right up to a factor of their own."""
    got, expected = answer.got, answer.expected
    if expected.ndim != 2 or len(expected) < 2:
        return ""
    ratios = np.array([_ratio(*pair) for pair in zip(got, expected, strict=True)])
    if not ratios.all():
        return ""
    for name, value in answer.inputs.items():
        rows = np.asarray(value, dtype=float)
        if rows.ndim == 2 and len(rows) == len(ratios):
            for power, word in ((1, "large"), (-1, "small")):
                if same(ratios, rows.sum(axis=1) ** power):
                    return f"each row is too {word} by the sum of its row of {name}"
    return "each row is right up to a factor of its own"


def _power(answer: Answer) -> str:
    """Shares whose logarithms are stretched: a temperature that is missing or turned over."""
    got, expected = answer.got, answer.expected
    if expected.size < 3 or not ((got > 0) & (expected > 0)).all():
        return ""
    ours, theirs = np.log(got) - np.log(got).mean(), np.log(expected) - np.log(expected).mean()
    stretch = _ratio(ours, theirs)
    for name, value in answer.inputs.items():
        if np.ndim(value) == 0 and isinstance(value, float | np.floating) and value > 0 and value != 1:
            for power, what in ((1, "does nothing"), (2, "multiplies where it should divide, or the reverse")):
                if abs(stretch - value**power) < 1e-6 or abs(stretch * value**power - 1) < 1e-6:
                    return f"{name} {what} in the exponent"
    return ""


def _offset(answer: Answer) -> str:
    excess = answer.got - answer.expected
    if excess.size < 2 or not same(excess, np.full(excess.shape, excess.flat[0])):
        return ""
    return f"every entry is {abs(excess.flat[0]):.4g} too {'large' if excess.flat[0] > 0 else 'small'}"


def _signless(answer: Answer) -> str:
    return "the signs are lost" if same(answer.got, np.abs(answer.expected)) else ""


def _term(answer: Answer) -> str:
    """An answer that is off by one of the inputs, perhaps times or over one of the numbers."""
    excess = answer.got - answer.expected
    scales = [(1.0, ""), *((value, f" times {n}") for n, value in answer.inputs.items() if _is_number(value))]
    scales += [(1 / value, f" over {n}") for n, value in answer.inputs.items() if _is_number(value) and value]
    for name, value in answer.inputs.items():
        term = np.asarray(value)
        if term.ndim and term.shape == excess.shape and term.any():
            for scale, words in scales:
                ratio = _ratio(excess, scale * term)
                if ratio in (1, -1) or abs(abs(ratio) - 1) < 1e-7 or abs(abs(ratio) - 2) < 1e-7:
                    twice = "twice " if abs(ratio) > 1.5 else ""
                    return f"it is off by {twice}{name}{words}: a term is missing, too many, or has the wrong sign"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _unchanged(answer: Answer) -> str:
    return next((f"{n} comes back unchanged" for n, v in answer.inputs.items() if _same_input(answer.got, v)), "")


def _same_input(got: np.ndarray, value: object) -> bool:
    array = np.asarray(value)
    return array.dtype.kind in "fiu" and same(got, array)


def _transformed(answer: Answer) -> str:
    got, right = answer.got, answer.expected
    for change, what in _CHANGES:
        if got.size and same(got, np.asarray(change(right))):
            return what
    return ""


_CHANGES: tuple[tuple[Callable, str], ...] = (
    (np.exp, "it is the exponential of what is right: a logarithm is missing"),
    (np.log, "it is the logarithm of what is right"),
    (np.square, "it is the square of what is right"),
    (np.sqrt, "it is the square root of what is right"),
    (np.reciprocal, "it is 1 over what is right"),
    (lambda right: 1 - right, "it is 1 minus what is right"),
    (np.cumsum, "it is the running sum of what is right"),
    (lambda right: np.roll(right, 1), "the entries stand one place too late"),
    (lambda right: np.roll(right, -1), "the entries stand one place too early"),
)


def _partly(answer: Answer) -> str:
    """A table that is right on its diagonal or beside it only, a vector that is wrong at one place only."""
    wrong = ~agree(answer.got, answer.expected, 1e-7)
    if wrong.ndim == 2 and wrong.shape[0] == wrong.shape[1] > 1:
        diagonal = np.eye(len(wrong), dtype=bool)
        if not wrong[~diagonal].any():
            return "only the diagonal is wrong"
        if not wrong[diagonal].any():
            return "only the diagonal is right"
    if wrong.sum() == 1 and wrong.size > 2:
        return "all other entries are right"
    return ""


def _normalised(answer: Answer) -> str:
    got, expected = answer.got, answer.expected
    if expected.ndim != 2 or not expected.size:
        return ""
    for axis, other in ((0, 1), (1, 0)):
        total = expected.sum(axis=other)[:1]
        right = np.allclose(expected.sum(axis=other), total) and not np.allclose(got.sum(axis=other), total)
        if right and np.allclose(got.sum(axis=axis), total):
            return f"the sums are right along axis {axis}, they should be along axis {other}"
    return ""


def _nearly(answer: Answer) -> str:
    got, expected = answer.got, answer.expected
    if same(got, np.trunc(expected), 0) or same(got, np.round(expected), 0) or same(got, np.floor(expected), 0):
        return "rounded to whole numbers: an array of integers, or // for /?"
    error = np.max(np.abs(got - expected), initial=0) / np.max(np.abs(expected), initial=1e-300)
    if error < 1e-3:
        return f"right to a part in {1 / error:.0e}: a slope that is measured, single precision, or rounded numbers?"
    return ""


_NUMBERS = (_multiple, _rows, _power, _offset, _signless, _term, _unchanged, _transformed)
_LOOKS = (_not_finite, _turned, *_NUMBERS, _partly, _normalised, _nearly)


def _reshaped(answer: Answer) -> str:
    got, expected = answer.got, answer.expected
    if got.size == expected.size and same(got.ravel(), expected.ravel()):
        return "the numbers are right, the shape is not: keepdims, reshape or an index of None?"
    return ""


def _unsummed(answer: Answer) -> str:
    got, expected = answer.got, answer.expected
    if got.ndim <= expected.ndim:
        return ""
    for axis in (None, *range(got.ndim)):
        for reduce, word in ((np.sum, "sum"), (np.mean, "mean")):
            if same(np.asarray(reduce(got, axis=axis)), expected):
                return f"the {word} over {'all entries' if axis is None else f'axis {axis}'} is missing"
    return ""


def _summed(answer: Answer) -> str:
    got, expected = answer.got, answer.expected
    for axis in (None, *range(expected.ndim)):
        for reduce, word in ((np.sum, "sum"), (np.mean, "mean")):
            if got.ndim < expected.ndim and same(got, np.asarray(reduce(expected, axis=axis))):
                return f"one {word} too many, over {'all entries' if axis is None else f'axis {axis}'}"
    return ""


def _paired(answer: Answer) -> str:
    """A column against a row, which makes a table of all pairs."""
    got, expected = answer.got, answer.expected
    square = got.ndim == 2 and expected.ndim == 1 and got.shape == (expected.size, expected.size)
    return "a column met a row and made a table of all pairs" if square else ""


_SHAPES = (_reshaped, _unsummed, _summed, _paired)
