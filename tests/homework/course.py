"""A course in a temporary folder: release, students who hand in, nbgrader's own autograder, the points it gave."""

import ast
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from utils.authoring import notebooks
from utils.authoring.release import release

ROOT = notebooks.ROOT


def make_course(folder: Path, homework: str) -> Path:
    """Copy the settings and the homework's source to ``folder``, release it there and return the folder."""
    (folder / "solutions").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions" / homework, folder / "solutions" / homework)
    release(homework, folder)
    return folder


def source(homework: str) -> NotebookNode:
    """Return the notebook with solutions and hidden tests."""
    return notebooks.read(ROOT / "solutions" / homework / f"{homework}.ipynb")


def released(homework: str) -> NotebookNode:
    """Return the notebook that students get."""
    return notebooks.read(ROOT / "homework" / homework / f"{homework}.ipynb")


def solution_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that students fill in, by their nbgrader id."""
    cells = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells}


def test_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that grade by tests, by their nbgrader id."""
    cells = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells if cell.cell_type == "code"}


def write_answers(notebook: NotebookNode, code: str) -> NotebookNode:
    """Return a copy that starts with all of ``code`` and has its functions in place of those of the same name."""
    notebook = nbformat.from_dict(notebook)
    answers = _functions(code)
    cells = [cell for cell in solution_cells(notebook).values() if cell.cell_type == "code"]
    for cell in cells:
        cell.source = "\n\n\n".join(answers.get(name, old) for name, old in _functions(cell.source).items())
    cells[0].source = f"{code}\n\n\n{cells[0].source}"
    return notebook


def _functions(code: str) -> dict[str, str]:
    nodes = (node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_source_segment(code, node) for node in nodes}


def play(notebook: NotebookNode, **names: object) -> dict[str, float]:
    """Run the cells that nbgrader knows, in this process and without figures; return what the graded ones end in.

    ``names`` are bound after the first cell.
    """
    namespace, points = {"__name__": "__main__"}, {}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader")
        if cell.cell_type != "code" or not about:
            continue
        *body, last = ast.parse(cell.source).body
        with redirect_stdout(StringIO()):
            exec(compile(ast.Module([*body, *([] if about.grade else [last])], []), cell.id, "exec"), namespace)
        if about.grade:
            points[about.grade_id] = eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)
        if about.grade_id == "setup":
            namespace.update(names)
    return points


def hand_in(course: Path, student: str, homework: str, notebook: NotebookNode) -> None:
    """Put a notebook where nbgrader looks for what a student submitted."""
    folder = course / "grading" / "submitted" / student / homework
    folder.mkdir(parents=True)
    notebooks.write(notebook, folder / f"{homework}.ipynb")


def nbgrader(course: Path, *arguments: str) -> subprocess.Popen:
    """Start the command nbgrader in a course's folder, without this machine's Jupyter settings."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = str(course / "grading" / "no-settings")
    environment = {**os.environ, "PATH": path, "JUPYTER_CONFIG_DIR": settings, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=course, env=environment, **streams)


def finish(*processes: subprocess.Popen) -> None:
    """Wait for processes; raises AssertionError with the output of one that failed."""
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output


def scores(course: Path, homework: str) -> dict[str, dict[str, float | None]]:
    """Return for each student the points that tests gave to each graded cell (None: for a human to read)."""
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db") as gradebook:
        submissions = gradebook.assignment_submissions(homework)
        return {
            submission.student.id: {grade.name: grade.auto_score for nb in submission.notebooks for grade in nb.grades}
            for submission in submissions
        }


def assert_points_agree(homework: str, full: dict[str, float], written: int) -> None:
    """Assert that metadata, headings and the sentence about points say ``full`` by tests and ``written`` by a human."""
    notebook = source(homework)
    assert {name: cell.metadata.nbgrader.points for name, cell in test_cells(notebook).items()} == full
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = [int(found) for found in re.findall(r"^## Part \d+ .*\((\d+) points", prose, re.MULTILINE)]
    assert sum(headings) == sum(full.values()) + written
    assert f"{sum(headings)}: {sum(full.values())} by tests (Parts 1 to {len(full)}), {written} by a human" in prose
