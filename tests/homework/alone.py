"""Score one graded cell of a homework in this process, for answers that this course wrote itself: mutants, variants."""

import contextlib
import functools
import io
import re
import signal
from collections.abc import Iterator

import numpy as np
from nbformat import NotebookNode

from tests.homework import course as school
from utils.grading.parts import Part, collecting, explained
from utils.grading.references import References
from utils.grading.seeds import secret_seed
from utils.grading.transplant import about, hidden_lines, is_only_read, is_test


@functools.cache
def _source(homework: str) -> NotebookNode:
    return school.source(homework)


@functools.cache
def solutions(homework: str) -> dict[str, str]:
    """Return the code of the solution cells by grade id, without nbgrader's marks, but of those that are only read."""
    cells = school.solution_cells(_source(homework)).items()
    code = {name: cell.source for name, cell in cells if cell.cell_type == "code" and not is_only_read(cell)}
    return {name: re.sub(r" *### (?:BEGIN|END) SOLUTION\n?", "", text) for name, text in code.items()}


def score_cells(homework: str, code: str = "", seed: int | None = None) -> dict[str, Part]:
    """Return every part by the id of its test, for the solutions with ``code`` run after them."""
    found = {}
    with _quietly(seed), _solved(homework) as names:
        exec(code, names)
        for name, cell in school.test_cells(_source(homework)).items():
            with collecting() as parts:
                exec(cell.source, names)
            (found[name],) = parts
    return found


def locked(homework: str) -> list[str]:
    """Return the instructor's own cells that define or import something, in their order."""
    cells = [cell for cell in _source(homework).cells if cell.cell_type == "code" and about(cell)]
    locked = [cell for cell in cells if not is_test(cell) and not about(cell).get("solution")]
    return [cell.source for cell in locked if cell.id != "save"]


@functools.cache
def _names(homework: str) -> dict[str, object]:
    """Return the names that the instructor's own cells and the solutions make, run once; see ``_solved``."""
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for text in (*locked(homework), *solutions(homework).values()):
            exec(text, names)
    return names


@contextlib.contextmanager
def _solved(homework: str) -> Iterator[dict[str, object]]:
    """Yield the names of a solved homework, which may be changed while this lasts: they are put back after it."""
    names = _names(homework)
    before = dict(names)
    try:
        yield names
    finally:
        names.clear()
        names.update(before)


@contextlib.contextmanager
def _quietly(seed: int | None) -> Iterator[None]:
    """Drop what is printed and NumPy's warnings, and draw hidden tests from ``seed``, while this lasts."""
    with contextlib.redirect_stdout(io.StringIO()), secret_seed(seed), np.errstate(all="ignore"):
        yield


def score_cell(homework: str, answer: str, code: str = "", seed: int | None = None, seconds: float = 5) -> Part:
    """Return the part test-``answer``, hidden checks included, for the solutions with ``code`` run after them.

    An answer that takes more than ``seconds`` fails the check that it is in.
    """
    test = school.test_cells(_source(homework))[f"test-{answer}"]
    hidden = hidden_lines(test.source)
    with _quietly(seed), _solved(homework) as names:
        references = References(_source(homework), dict(names))

        def explain(error: BaseException, line: int) -> str:
            return references.explained(error, names) if line in hidden else explained(error)

        with _limit(seconds), collecting(explain) as parts:
            exec(code, names)
            exec(test.source, names)
    (part,) = parts
    return part


def earns(points: float, homework: str, answer: str, code: str, seed: int | None = None, seconds: float = 5) -> bool:
    """Tell whether ``code`` earns so many points, as ``score_cell`` scores it; what does not even run earns none."""
    try:
        return score_cell(homework, answer, code, seed, seconds).points == points
    except (NameError, TypeError, ValueError):  # raised where the cell of the answer is run, before any test
        return False


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError on this, the main, thread, again and again, once ``seconds`` have passed."""

    def ring(number: int, frame: object) -> None:
        raise TimeoutError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
