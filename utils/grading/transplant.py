"""The text of a student's answers, in a fresh copy of the instructor's notebook.

Whatever else was done to the notebook (cells deleted, doubled, renamed, reordered, edited) is left behind. The copy
holds neither solutions nor hidden tests.
"""

import ast
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from utils.grading.record import Flag

HIDDEN_TESTS = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?^[ \t]*### END HIDDEN TESTS\n?", re.DOTALL | re.MULTILINE)
_CALLED = (ast.FunctionDef, ast.ClassDef)


def transplant(source: NotebookNode, submitted: NotebookNode) -> tuple[NotebookNode, list[Flag]]:
    """Return a copy of ``source`` with the answers of ``submitted``, and what was odd about it."""
    notebook = nbformat.from_dict(source)
    answers, own, flags = _sort(submitted, set(solution_cells(source)))
    for name, cell in solution_cells(notebook).items():
        text = answers.get(name)
        if text is None:
            text, found = _recover(cell, own)
            flags.append(_lost(name, found))
        cell.source = text
    for cell in notebook.cells:
        if is_test(cell):
            cell.source = HIDDEN_TESTS.sub("", cell.source)
    return notebook, flags + _missed(notebook, own)


def about(cell: NotebookNode) -> dict:
    """Return what nbgrader notes on a cell; empty where it notes nothing that can be read."""
    metadata = cell.get("metadata")
    noted = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return noted if isinstance(noted, dict) and isinstance(noted.get("grade_id"), str) else {}


def is_test(cell: NotebookNode) -> bool:
    """Tell a cell that grades by tests, in an instructor's notebook."""
    return cell.cell_type == "code" and bool(about(cell).get("grade")) and not about(cell).get("solution")


def is_only_read(cell: NotebookNode) -> bool:
    """Tell a cell of an instructor's notebook, tagged ``not-run``, whose answer a human reads: training, say."""
    return "not-run" in cell.metadata.get("tags", [])


def solution_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells of an instructor's notebook that students fill in, by their grade id."""
    return {about(cell)["grade_id"]: cell for cell in notebook.cells if about(cell).get("solution")}


def defined(text: str) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the functions and classes that a cell defines at its top; none where it is no Python."""
    return [node for node in _statements(text) if isinstance(node, _CALLED)]


def hidden_lines(text: str) -> set[int]:
    """Return the numbers of the lines of a test cell that students do not see."""
    spans = [(text.count("\n", 0, m.start()), text.count("\n", 0, m.end())) for m in HIDDEN_TESTS.finditer(text)]
    return {line for start, end in spans for line in range(start + 1, end + 1)}


def runs_inside(cell: NotebookNode) -> bool:
    """Tell a cell of an instructor's notebook whose functions live in the sandbox: an answer, or tagged ``inside``.

    A tagged cell is locked and calls a student's functions with what cannot leave the sandbox, such as a model.
    """
    return bool(about(cell).get("solution")) or "inside" in cell.metadata.get("tags", [])


def parameters_inside(notebook: NotebookNode) -> dict[str, list[str]]:
    """Return the functions and classes that live in the sandbox, each with its parameters' names (classes: none)."""
    inside = [cell for cell in notebook.cells if runs_inside(cell) and not is_only_read(cell)]
    cells = [cell for cell in inside if cell.cell_type == "code"]
    nodes = [node for cell in cells for node in defined(cell.source)]
    return {n.name: [a.arg for a in n.args.args] if isinstance(n, ast.FunctionDef) else [] for n in nodes}


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _sort(submitted: NotebookNode, wanted: set[str]) -> tuple[dict[str, str], list[str], list[Flag]]:
    """Return the answers by grade id, the text of the student's own code cells, and flags of what stands twice."""
    answers, own, flags = {}, [], []
    for cell in submitted.cells:
        name = about(cell).get("grade_id", "")
        if name in wanted:
            if name in answers:
                twice = f"The cell {name} stands in the notebook more than once; the last one counts."
                flags.append(Flag("duplicate-cell", twice, twice))
            answers[name] = str(cell.source)
        elif not name and cell.get("cell_type") == "code":
            own.append(str(cell.source))
    return answers, own, flags


def _recover(cell: NotebookNode, own: list[str]) -> tuple[str, bool]:
    """Return the text of a student's cell that defines all that the lost ``cell`` did, and whether there is one."""
    names = {node.name for node in defined(cell.source)}
    for text in reversed(own if names else []):
        if names <= {node.name for node in defined(text)}:
            return text, True
    return "", False


def _lost(name: str, found: bool) -> Flag:
    if found:
        words = f"The cell {name} has lost its mark; a cell that defines the same functions was graded in its place."
        return Flag("unmarked-cell", words, words)
    words = f"The cell {name} is missing from the notebook and earns nothing."
    return Flag("missing-cell", words, words)


def _missed(notebook: NotebookNode, own: list[str]) -> list[Flag]:
    """Return a flag where answers use what the student defines in cells of their own, which are not graded."""
    kept = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    there = {name for text in kept for name in _bound(text)}
    used = {n.id for text in kept for s in _statements(text) for n in ast.walk(s) if isinstance(n, ast.Name)}
    missed = sorted({name for text in own for name in _bound(text)} & used - there)
    if not missed:
        return []
    words = (
        f"Answers use {', '.join(missed)[:200]}, defined in a cell of its own; only the cells for answers are graded."
    )
    return [Flag("own-cells", words, f"{words} Move it into the answer that uses it.")]


def _bound(text: str) -> Iterator[str]:
    """Yield the names that a cell binds at its top."""
    for statement in _statements(text):
        if isinstance(statement, _CALLED):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.For | ast.With):
            names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            yield from (node.id for node in names if isinstance(node.ctx, ast.Store))
