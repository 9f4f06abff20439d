"""Does an assert notice when the function behind it is wrong? Run a notebook with that function corrupted."""

import importlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from fractions import Fraction
from functools import wraps
from types import ModuleType
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from nbformat import NotebookNode

from utils.authoring.notebooks import has_tag
from utils.authoring.structure import bound_names, code_cells, used_names

_LIBRARY = "utils"


def outcome(notebook: NotebookNode, tag: str, computed_by: str = "") -> str:
    """Run the cell with this tag, after those it depends on, and return how it ends: "" or the name of the error.

    Cells before it may fail. With ``computed_by``, a dotted name, that function returns wrong values all the while.
    Nothing is shown or drawn. Raises ValueError where there is no such function or no such cell.
    """
    cells = leading_to(notebook, tag)
    with _silence():
        list(_run(cells[:1], {}))  # what the notebook imports is loaded before anything is corrupted
        with corrupted(computed_by):
            return list(_run(cells, {"__name__": "__main__", "display": _nothing}))[-1]


def leading_to(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    """Return the first code cell, those that bind what the cell with this tag uses, directly or not, and that cell.

    Raises ValueError where no code cell has the tag.
    """
    cells = code_cells(notebook)
    last = next((place for place, cell in enumerate(cells) if has_tag(cell, tag)), None)
    if last is None:
        raise ValueError(f"the notebook must have a code cell tagged {tag}, got none")
    chosen, wanted = [cells[last]], used_names(cells[last])
    for cell in reversed(cells[1:last]):
        if bound_names(cell) & wanted:
            chosen.append(cell)
            wanted |= used_names(cell)
    return [*(cells[:1] if last else []), *reversed(chosen)]


def _run(cells: list[NotebookNode], space: dict[str, Any]) -> Iterator[str]:
    """Run cells one by one and yield how each ends: "" or the name of the error."""
    for cell in cells:
        try:
            exec(compile(cell.source, f"cell {cell.id}", "exec"), space)
        except Exception as error:  # noqa: BLE001 - whatever a cell raises is the answer
            yield type(error).__name__
        else:
            yield ""


@contextmanager
def corrupted(name: str) -> Iterator[None]:
    """Make the function of this dotted name return wrong values wherever ``utils`` has it; "" changes nothing."""
    if not name:
        yield
        return
    original = _resolve(name)
    wrong = _wrong(original)
    _replace(original, wrong)
    try:
        yield
    finally:
        _replace(wrong, original)


def perturbed(value: Any) -> Any:
    """Return a value of the same kind with every number in it changed; raises ValueError where it holds none."""
    changed, count = _perturbed(value)
    if not count:
        raise ValueError(f"value must hold a number to corrupt, got {type(value).__name__}")
    return changed


def _perturbed(value: Any) -> tuple[Any, int]:
    if isinstance(value, bool | np.bool_):
        return type(value)(not value), 1
    if isinstance(value, int | np.integer | Fraction):
        return value + 1, 1
    if isinstance(value, float | np.floating):
        return type(value)(value * 1.37 + 0.61), 1
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.size:
        return (~value if value.dtype == bool else (value + _shift(value)).astype(value.dtype)), 1
    if isinstance(value, dict):
        pairs = {key: _perturbed(item) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, sum(count for _, count in pairs.values())
    if isinstance(value, list | tuple):
        items = [_perturbed(item) for item in value]
        new = [item for item, _ in items]
        made = type(value)(*new) if hasattr(value, "_fields") else type(value)(new)
        return made, sum(count for _, count in items)
    return value, 0


def _shift(value: np.ndarray) -> np.ndarray:
    """Return what is added to an array: different for each place, so that neither sums nor differences survive."""
    return np.arange(1, value.size + 1).reshape(value.shape)


def _wrong(original: Callable) -> Callable:
    @wraps(original)
    def wrong(*arguments: Any, **options: Any) -> Any:
        try:
            value = original(*arguments, **options)
        except ValueError:  # a function that refuses, as where a stride does not fit, is corrupted by an answer
            return 1
        return perturbed(value)

    return wrong


def _resolve(name: str) -> Callable:
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        raise ValueError(f"computed_by must be the dotted name of a function of utils, got {name}") from None
    if not callable(found):
        raise ValueError(f"computed_by must be the dotted name of a function of utils, got {name}")
    return found


def _modules() -> list[ModuleType]:
    names = [name for name in sys.modules if name == _LIBRARY or name.startswith(f"{_LIBRARY}.")]
    return [sys.modules[name] for name in names]


def _replace(old: Callable, new: Callable) -> None:
    """Put ``new`` wherever a module of ``utils`` has ``old``, and forget what was remembered with the other."""
    for module in _modules():
        for name, value in list(vars(module).items()):
            if value is old:
                setattr(module, name, new)
            elif hasattr(value, "cache_clear"):
                value.cache_clear()


@contextmanager
def _silence() -> Iterator[None]:
    """Let cells show nothing: printing goes nowhere, figures are closed undrawn."""
    show = importlib.import_module("utils.plotting.style").show
    backend = matplotlib.get_backend()
    matplotlib.use("Agg")
    _replace(show, _close)
    try:
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        _replace(_close, show)
        plt.close("all")
        matplotlib.use(backend)


def _close(figure: Any, alt: str, colours: int | None = None) -> None:
    plt.close(figure[0] if isinstance(figure, tuple) else figure)


def _nothing(*_: Any, **__: Any) -> None:
    pass
