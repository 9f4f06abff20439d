"""Call a student's function on its own: it may use NumPy, plain Python and the student's other functions.

A homework asks for a derivation that autograd, finite differences and the course's own library would all give away.
So a graded function is watched while it runs (see ``watch``): in the student's notebook right there, in grading inside
the sandbox, from where only the answer comes back.
"""

import inspect
from collections.abc import Callable

import numpy as np

from utils.grading.calls import Call, forget, remember
from utils.grading.remote import Failed, Proxy
from utils.grading.watch import NotAllowed, watched, watched_steps


def alone(function: Callable, *inputs: object) -> object:
    """Return ``function(*inputs)``, called with copies, without warnings or printing, and watched.

    Raises NotAllowed where it reaches anything but ``watch.ALLOWED``, or returns anything but arrays, numbers and plain
    containers of them; what the function itself raises passes through.
    """
    forget()
    call = Call(_name(function), _named(function, inputs), None)
    try:
        result = function.alone(*inputs) if isinstance(function, Proxy) else watched(function, inputs)[0]
    except (NotAllowed, NotImplementedError, NameError):
        raise
    except Exception as error:
        if not (isinstance(error, Failed) and error.whatever_the_inputs):
            remember(call)
        raise
    remember(call._replace(result=result))
    return result


def count_steps(function: Callable, *inputs: object) -> int:
    """Return how many steps ``function(*inputs)`` takes: calls, and instructions of Python outside compiled code.

    With a loop over rows, whatever it is made of, the number grows with the rows.
    """
    return function.count_steps(*inputs) if isinstance(function, Proxy) else watched_steps(function, inputs)


def no_loop(function: Callable, *inputs: object) -> None:
    """Raise AssertionError where ``function`` takes more steps for all rows of its arrays than for their first two."""
    forget()
    few = count_steps(function, *(x[:2] if isinstance(x, np.ndarray) else x for x in inputs))
    many = count_steps(function, *inputs)
    rows = next(len(x) for x in inputs if isinstance(x, np.ndarray))
    if many >= few + rows / 2:
        raise AssertionError(f"a loop over rows: {few} steps of Python for 2 of them, {many} for {rows}")


def _name(function: Callable) -> str:
    return getattr(function, "__name__", str(function))


def _named(function: Callable, inputs: tuple) -> dict[str, object]:
    """Return the inputs under the names of the function's parameters, or numbered where those do not fit."""
    names = getattr(function, "parameters", None) or _parameters(function)
    names = [*names[: len(inputs)], *(f"input {k + 1}" for k in range(len(names), len(inputs)))]
    return dict(zip(names, inputs, strict=True))


def _parameters(function: Callable) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []
