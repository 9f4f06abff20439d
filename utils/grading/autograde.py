"""nbgrader's own ``autograde``, and the button of that name, without its kernel: submissions run in the sandbox.

``nbgrader_config.py`` puts the preprocessor below in the place of nbgrader's ``Execute``. It grades as ``course grade``
does, from what was handed in, and leaves the outputs and the points in the notebook, where nbgrader looks for them.
"""

import atexit
import functools
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from utils.grading import pool, runner, task
from utils.grading.homeworks import needs
from utils.grading.intake import take_in
from utils.grading.marked import marked
from utils.grading.record import Record
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.selftest import choose_backend
from utils.grading.transplant import about, is_test


class RunInSandbox(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute: nothing that a student wrote runs in this process or in a kernel.

    Raises NoSandbox, in one sentence that says what to install, where no sandbox works and nobody trusts the students.
    """

    trust_submissions = Bool(False, help="Run submissions without a sandbox, with the grader's rights").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with the outputs of a run in the sandbox, and points under its tests."""
        names = resources["nbgrader"]
        room = runner.open_class(Path(self.config.CourseDirectory.root), names["assignment"], dict)
        backend = _backend(room.settings.backend, room.homework, self.trust_submissions)
        submission = take_in(
            room.folder("submitted", names["student"]), room.homework, room.settings.intake, room.rules
        )
        parcel = task.make_task(submission, room.source.read_bytes(), room.settings, backend, room.key)
        ((_, end),) = _crew().run([parcel], task.outer_limit(room.settings))
        if isinstance(end, pool.Lost):
            end = task.Result(task.lost(parcel, end), "")
        for flag in end.record.flags:
            self.log.warning("%s: %s", names["student"], flag.instructor)
        return shown(nb, end), resources


@functools.cache
def _backend(name: str, homework: str, trust: bool) -> Backend:
    """Return a backend that holds; it stays for the other submissions, and ends with this process."""
    return choose_backend(name, trust=trust, warm=needs(homework).warm)


@functools.cache
def _crew() -> pool.Crew:
    """Return a worker that scores apart from this process, which may be Jupyter's server, and ends with it."""
    crew = pool.Crew(task.carry_out, 1, fresh=True)
    atexit.register(crew.__exit__)
    return crew


def shown(notebook: NotebookNode, result: task.Result) -> NotebookNode:
    """Return nbgrader's copy of a submission with the outputs and the points that ``result`` holds."""
    notebook = nbformat.from_dict(notebook)
    ran = nbformat.reads(result.notebook, as_version=4).cells if result.notebook else []
    outputs = {about(cell).get("grade_id"): cell.outputs for cell in ran if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(about(cell).get("grade_id"), []) if about(cell) else []
    return _with_points(marked(result.record, notebook), result.record)


def _with_points(notebook: NotebookNode, record: Record) -> NotebookNode:
    """Return the notebook with each part's points as the value of its test, which is what nbgrader reads."""
    points = {part.name: part.points for part in record.parts}
    for cell in notebook.cells:
        if is_test(cell):
            value = points.get(about(cell)["grade_id"], 0.0)
            cell.outputs.append(new_output("execute_result", {"text/plain": repr(float(value))}, execution_count=1))
    return notebook
