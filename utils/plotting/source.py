"""A function's source on the page, read from where it lives: never pasted, never out of date."""

import inspect
from collections.abc import Callable

from IPython.display import Code, display


def show_source(function: Callable) -> None:
    """Display the source of ``function``, or of a class, in colour, under the name of the module it comes from.

    Raises ValueError for what has no Python source: a built-in or a compiled function.
    """
    try:
        source = inspect.getsource(function)
    except (TypeError, OSError):
        raise ValueError(f"function must be written in Python, got {function!r}") from None
    display(Code(f"# {function.__module__}\n\n{source.rstrip()}\n", language="python"))
