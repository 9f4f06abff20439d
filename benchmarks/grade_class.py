"""What `make bench-grading` times: a class graded into its gradebook as ``course grade`` does it, without its pages."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path

from utils.grading import pool, runner


def main(folder: str, homework: str, jobs: str) -> None:
    """Grade the class; print the sandboxes' seconds of processor time, which the system counts as no child's."""
    room = runner.open_class(Path(folder), homework, dict)
    taken = runner.take_all(room)
    with runner.ready(homework) as backend:
        records = list(runner.run(room, taken, backend, functools.partial(_spread, jobs=int(jobs))))
    runner.merge(room, taken)
    if len(records) != len(taken) or any(record.points < 20 for record in records):
        raise RuntimeError(f"the solutions of {homework} must earn nearly all points, got {records}")
    print(sum(record.cpu_seconds for record in records))


def _spread(tasks: object, work: Callable, seconds: float, jobs: int) -> object:
    return pool.run(tasks, work, jobs, seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
