"""The last call of a student's function that a check made, so that a failure can say for which inputs."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

_FEW = 12


class Call(NamedTuple):
    """One call of a student's function: its name, the inputs by name, what it returned."""

    function: str
    inputs: Mapping[str, object]
    result: object


_last: list[Call] = []


def remember(call: Call) -> None:
    """Keep this call as the last one."""
    _last[:] = [call]


def forget() -> None:
    """Keep no call."""
    _last.clear()


def last_call() -> Call | None:
    """Return the last call since ``forget``, None where there was none."""
    return _last[0] if _last else None


def shown(inputs: Mapping[str, object]) -> str:
    """Return inputs as words, such as ``yhat = [0.5, 0.25], T = 2``; long arrays by their shape and beginning."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in inputs.items())


def _value(value: object) -> str:
    if isinstance(value, bool | np.bool_ | str) or not isinstance(value, int | float | np.number | np.ndarray):
        return f"{value!r:.40}"
    array = np.asarray(value)
    if array.size <= _FEW:
        return np.array2string(array, separator=", ", formatter={"all": "{:.4g}".format}).replace("\n", "")
    first = ", ".join(f"{number:.4g}" for number in array.flat[:3])
    return f"{array.shape} numbers {first}, ..."
