"""What counts as a whole number here, and the one sentence that anything else is answered with."""

from operator import index
from typing import Any

Pair = tuple[int, int]


def whole(name: str, value: Any, least: int) -> int:
    """Return ``value`` as an int of at least ``least``; truth values and floats such as 3.0 are not whole numbers.

    Raises ValueError naming the argument, what was expected and what came.
    """
    number = _index(value)
    if number is None or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return number


def pair(name: str, value: Any, least: int) -> Pair:
    """Return ``value``, a whole number or a pair of them (rows, columns), as a pair.

    Raises ValueError naming the argument, what was expected and what came.
    """
    both = tuple(value) if isinstance(value, tuple | list) else (value, value)
    numbers = [_index(one) for one in both]
    if len(both) != 2 or any(number is None or number < least for number in numbers):
        raise ValueError(f"{name} must be a whole number of at least {least} or a pair of them, got {value!r}")
    return numbers[0], numbers[1]


def _index(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return index(value)
    except TypeError:
        return None
