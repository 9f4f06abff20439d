"""The smallest inputs on which a function still answers wrongly, so that a student can work them out by hand."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

Inputs = Mapping[str, object]


def shrink(
    inputs: Inputs, failure: Callable[[Inputs], Exception | None], most: int = 30
) -> tuple[Inputs, Exception | None]:
    """Return inputs as small and as round as can be found within ``most`` calls, and how the function fails there.

    ``failure`` returns how it fails on given inputs, None where it does not. Where it does not fail on ``inputs``
    themselves, they come back with None.
    """
    error, tried = failure(inputs), 1
    again = error is not None
    while again:
        again = False
        for smaller in _smaller(inputs):
            if tried >= most:
                return inputs, error
            tried += 1
            if found := failure(smaller):
                inputs, error, again = smaller, found, True
                break
    return inputs, error


def _smaller(inputs: Inputs) -> Iterator[Inputs]:
    """Yield inputs that are simpler: fewer entries along one length at a time, then rounder numbers."""
    lengths = {length for value in inputs.values() if isinstance(value, np.ndarray) for length in value.shape}
    for length in sorted(lengths, reverse=True):
        for short in (2, 3, length // 2):
            if 2 <= short < length:
                yield {name: _cut(value, length, short) for name, value in inputs.items()}
    for name, value in inputs.items():
        for rounder in _rounder(value):
            if not np.array_equal(rounder, value):
                yield {**inputs, name: rounder}


def _cut(value: object, length: int, short: int) -> object:
    if not isinstance(value, np.ndarray):
        return value
    return value[tuple(slice(short if size == length else None) for size in value.shape)].copy()


def _rounder(value: object) -> Iterator[object]:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        yield from (np.array([float(f"{x:.{digits}g}") for x in value.flat]).reshape(value.shape) for digits in (1, 2))
    elif isinstance(value, float | np.floating):
        yield from (float(f"{value:.{digits}g}") for digits in (1, 2))
