"""Score one submission: its cells run in a sandbox, the tests in this process, on remote calls; out comes a record."""

from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from utils.grading.record import Record


class ScoreOptions(NamedTuple):
    """What scoring needs beside a submission.

    ``source``: the instructor's notebook, solutions/hwN/hwN.ipynb; ``backend``: what ``choose_backend`` returned;
    ``scratch``: an empty folder that this submission alone may use; ``limits`` and ``mounts``: those of the sandbox,
    None for its defaults; ``seed``: the instructor's secret, None for the public demonstration seed; ``files``: the
    folder with what was handed in beside the notebook (checkpoints), or None; ``call_seconds``: the limit for one call
    of one function; ``outputs``: where to write the notebook with the outputs of the student's cells, or None;
    ``student``: whose submission it is.
    """

    source: Path
    backend: object
    scratch: Path
    limits: object = None
    mounts: object = None
    seed: int | None = None
    files: Path | None = None
    call_seconds: float = 5.0
    outputs: Path | None = None
    student: str = ""


def digest(notebook: Path | NotebookNode, homework: str, options: ScoreOptions) -> str:
    """Return a hash of all that a submission's points depend on; the same digest means that grading again is idle."""
    raise NotImplementedError


def score(notebook: Path | NotebookNode, homework: str, options: ScoreOptions) -> Record:
    """Return the record of one submission, run in a sandbox and scored in this process."""
    raise NotImplementedError
