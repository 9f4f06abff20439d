"""The instructor's own functions: what a wrong answer is compared with on inputs that no test has.

They are run only to explain what a hidden check found, never to decide a point.
"""

import ast
from collections.abc import Callable, Mapping

from nbformat import NotebookNode

from utils.grading.calls import Call, last_call, shown
from utils.grading.compare import Wrong, close
from utils.grading.numpy_only import alone
from utils.grading.parts import explained
from utils.grading.remote import Failed
from utils.grading.shrink import Inputs, shrink
from utils.grading.transplant import defined, is_only_read, solution_cells


class References:
    """The functions and classes that an instructor's notebook defines in its solutions; run when first needed."""

    def __init__(self, source: NotebookNode, names: dict[str, object]) -> None:
        answers = [cell for cell in solution_cells(source).values() if not is_only_read(cell)]
        cells = [cell.source for cell in answers if cell.cell_type == "code"]
        self._nodes = [node for text in cells for node in defined(text)]
        self._names = names
        self._ready = False

    def call(self, name: str, inputs: Inputs) -> object:
        """Return what the instructor's function makes of these inputs."""
        if not self._ready:
            exec(compile(ast.Module(self._nodes, []), "<solutions>", "exec"), self._names)
            self._ready = True
        return alone(self._names[name], *inputs.values())

    def explained(self, error: BaseException, students: Mapping[str, Callable]) -> str:
        """Return why a check failed, with the smallest inputs that can be found for which it does."""
        call = last_call()
        if call is None or call.function not in students or not _about_an_answer(error):
            return explained(error)
        inputs, other = shrink(call.inputs, lambda inputs: self._failure(call, students[call.function], inputs))
        if other is None:
            return explained(error)
        words = str(other)
        if isinstance(error, Wrong) and isinstance(other, Wrong) and (error.surely or not other.looks):
            words = other.words + error.looks
        return f"{words}, for {shown(inputs)}"

    def _failure(self, call: Call, student: Callable, inputs: Inputs) -> Exception | None:
        """Return how the student's function fails on these inputs, None where it does not, or where nobody can tell."""
        try:
            right = self.call(call.function, inputs)
        except Exception:  # noqa: BLE001 - inputs that even the right function refuses show nothing
            return None
        try:
            close(alone(student, *inputs.values()), right, 1e-7)
        except Exception as error:  # noqa: BLE001 - whatever a student's function raises
            return error if _about_an_answer(error) else None
        return None


def _about_an_answer(error: BaseException) -> bool:
    """Tell an answer that is wrong, or an error on these inputs, from what fails whatever the inputs."""
    return isinstance(error, Wrong) or (isinstance(error, Failed) and error.kind == "Exception")
