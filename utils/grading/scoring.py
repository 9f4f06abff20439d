"""Score one submission: its cells run in a sandbox, the tests in this process, on remote calls; out comes a record.

Points are what the tests of the instructor's notebook note here, in this process. Nothing of the submission runs here,
and its answers come as plain data.
"""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from utils.grading import homeworks
from utils.grading.desk import laid_out
from utils.grading.errors import told
from utils.grading.parts import Part, collecting, explained
from utils.grading.record import CheckRecord, Flag, PartRecord, Record
from utils.grading.references import References
from utils.grading.remote import Proxy, Remote, boot_text
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.box import Box, CellRun
from utils.grading.sandbox.limits import Contained, Limits
from utils.grading.sandbox.mounts import Mounts
from utils.grading.seeds import secret_seed
from utils.grading.transplant import (
    about,
    hidden_lines,
    is_only_read,
    is_test,
    parameters_inside,
    runs_inside,
    transplant,
)

BROKEN = "the test itself runs to its end"
"""What a part claims whose test cell raised an error outside its checks."""


class ScoreOptions(NamedTuple):
    """What scoring needs beside a submission.

    ``source``: the instructor's notebook, solutions/hwN/hwN.ipynb; ``backend``: what ``choose_backend`` returned;
    ``scratch``: a folder with what was handed in beside the notebook, which the sandbox gets copies of; ``limits`` and
    ``mounts``: those of the sandbox; ``seed``: the instructor's secret, None for the public demonstration seed;
    ``call_seconds``: the limit for one call of one function; ``outputs``: where to write the notebook with the outputs
    of the student's cells, or None; ``student``: whose submission it is; ``key``: what ``make handout`` wrote about
    hidden data, which the sandbox never sees.
    """

    source: Path
    backend: Backend
    scratch: Path
    limits: Limits = Limits()
    mounts: Mounts = Mounts()
    seed: int | None = None
    call_seconds: float = 5.0
    outputs: Path | None = None
    student: str = ""
    key: bytes = b""


def score(notebook: Path | NotebookNode, homework: str, options: ScoreOptions) -> Record:
    """Return the record of one submission, run in a sandbox and scored in this process; its digest is left empty.

    Whatever the submission does, there is a record; raises NoSandbox where no sandbox starts, and whatever a broken
    notebook of the instructor raises.
    """
    source = nbformat.read(options.source, as_version=4)
    submitted = nbformat.read(notebook, as_version=4) if isinstance(notebook, Path) else notebook
    filled, flags = transplant(source, submitted)
    sees = homeworks.mounts(homework, options.mounts)
    box = Box(options.backend, options.scratch, options.limits, sees, homeworks.needs(homework).warm)
    parts, status = _nothing(source, "the notebook did not run to its end"), "graded"
    try:
        with box:
            broken = _run_cells(box, filled)
            remote = Remote(box.serve(boot_text()), options.call_seconds, box.failure, broken)
            with secret_seed(options.seed), laid_out(options.scratch, options.key):
                parts = score_parts(source, remote)
    except Contained as contained:
        remote, status = None, "contained"
        flags.append(_stopped(contained))
    if remote and remote.contained:
        status = "contained"
        flags.append(_stopped(remote.contained))
    flags += [_broken(part) for part in parts if part.checks[0].claim == BROKEN]
    if options.outputs:
        nbformat.write(filled, options.outputs)
    used = box.usage
    times = (round(used.wall_seconds, 3), round(used.cpu_seconds, 3))
    return Record(homework, options.student, "", status, tuple(parts), tuple(flags), *times, options.backend.name)


def _stopped(contained: Contained) -> Flag:
    words = f"The notebook was stopped: {contained.sentence}."
    return Flag(contained.code, words, words)


def _broken(part: PartRecord) -> Flag:
    words = (
        f"The test {part.name} broke off outside its checks ({part.checks[0].failure}): look whether it is at fault."
    )
    return Flag("test-broken", words, f"The test {part.name} broke off; your instructor has been told.")


def _nothing(source: NotebookNode, why: str) -> list[PartRecord]:
    """Return a record of no points for every graded cell."""
    cells = [about(cell) for cell in source.cells if is_test(cell)]
    return [PartRecord(c["grade_id"], 0.0, float(c["points"]), (CheckRecord(1.0, why, why, False),)) for c in cells]


def _run_cells(box: Box, notebook: NotebookNode) -> dict[str, str]:
    """Run cells and keep their outputs, but tests and what only a human reads; return why functions are missing."""
    broken: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or is_test(cell):
            continue
        cell.outputs, cell.execution_count = [], None
        if is_only_read(cell):
            continue
        run = box.run(cell.source, about(cell).get("grade_id", cell.get("id", "")))
        cell.outputs = run.outputs
        if run.error and about(cell).get("solution"):
            broken |= dict.fromkeys(_names_in(cell.source), _cell_error(run))
    return broken


def _cell_error(run: CellRun) -> str:
    return f"its cell stops with {run.error[0]:.60}: {' '.join(run.error[1].split()):.200}"


def _names_in(text: str) -> list[str]:
    """Return the names of functions that a cell is to define, even where the cell is no Python."""
    return [line.split("(")[0][4:].strip() for line in text.splitlines() if line.startswith("def ")]


def score_parts(source: NotebookNode, remote: Remote) -> list[PartRecord]:
    """Return what each test cell of the instructor's notebook gives to the functions at the other end of ``remote``.

    The instructor's own cells, such as imports, run here too, but for those with the tag ``inside``.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in source.cells:
        if cell.cell_type == "code" and about(cell) and not is_test(cell) and not runs_inside(cell):
            _execute(cell.source, about(cell)["grade_id"], names)
    references = References(source, dict(names))
    proxies = {name: Proxy(remote, name, parameters) for name, parameters in parameters_inside(source).items()}
    names |= proxies

    def explain_hidden(error: BaseException) -> str:
        return references.explained(error, proxies)

    return [_score_part(cell, names, explain_hidden) for cell in source.cells if is_test(cell)]


def _execute(text: str, name: str, names: dict[str, object]) -> None:
    """Run a cell of the instructor's in this process; what it prints is dropped."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, f"<{name}>", "exec"), names)


def _score_part(cell: NotebookNode, names: dict[str, object], explain_hidden: Callable) -> PartRecord:
    name, maximum = about(cell)["grade_id"], float(about(cell)["points"])
    hidden = hidden_lines(cell.source)

    def explain(error: BaseException, line: int) -> str:
        return explain_hidden(error) if line in hidden else explained(error)

    with collecting(explain) as parts:
        try:
            _execute(cell.source, name, names)
        except Exception as error:  # noqa: BLE001 - one test that breaks must not take the others with it
            return PartRecord(name, 0.0, maximum, (CheckRecord(1.0, BROKEN, told(error), False),))
    part = _only(parts, name)
    checks = tuple(CheckRecord(float(c.worth), c.claim, c.failure, c.line in hidden) for c in part.checks)
    return PartRecord(name, min(part.points, maximum), maximum, checks)


def _only(parts: list[Part], name: str) -> Part:
    if len(parts) != 1:
        raise ValueError(f"{name} must grade one part, it grades {len(parts)}")
    return parts[0]
