"""`make bench-grading`: seconds a submission against plain `nbgrader autograde` in the same run, and a remote call.

A class hands in the solutions of homework 0, and of a copy of it that uses PyTorch. Each turn grades the whole class
from nothing, in a fresh process: starting the sandbox, its self-test and the gradebook are in the time.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import nbformat
import numpy as np

from benchmarks.comparison import setting, store
from utils.authoring import notebooks
from utils.authoring.release import release
from utils.grading.remote import Proxy, Remote, boot_text
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.selftest import choose_backend

STUDENT_TORCH = """
import torch

network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
loss = network(torch.zeros(32, 1, 28, 28)).square().mean()
loss.backward()
"""
PLAIN = "\ndel c.Autograde.autograde_preprocessors  # nbgrader's own again\n"
CALLS = 200


class Target(NamedTuple):
    """A homework, a number of workers, and the most that a submission may take of nbgrader's time."""

    homework: str
    jobs: int
    most: float


NAMES = {"hw0": "NumPy", "hwt": "PyTorch"}
HEAD = (
    "| submission | students | workers | nbgrader, s | ours, s | wall ratio | processor ratio | target (wall) | |",
    "|---|--:|--:|--:|--:|--:|--:|--:|---|",
)
TARGETS = (Target("hw0", 1, 0.5), Target("hw0", 2, 0.3), Target("hwt", 1, 0.3))


def make_class(course: Path, homework: str, students: int) -> None:
    """Release a homework in ``course``; all hand in its solutions. hwt is hw0 with PyTorch in an answer."""
    solved = notebooks.read(notebooks.ROOT / "solutions" / "hw0" / "hw0.ipynb")
    if homework == "hwt":
        first = next(cell for cell in solved.cells if cell.metadata.get("nbgrader", {}).get("solution"))
        first.source = f"{STUDENT_TORCH}\n{first.source}"
    folders = [course / "solutions" / homework]
    folders += [course / "grading" / "submitted" / f"student{n}" / homework for n in range(students)]
    for folder in folders:
        folder.mkdir(parents=True)
        nbformat.write(solved, folder / f"{homework}.ipynb")
    ours = (notebooks.ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(ours + PLAIN)
    (course / "grading" / "grading.toml").write_text("seed = 1\n")
    release(homework, course)


def timed(course: Path, command: list[str]) -> np.ndarray:
    """Return the seconds, by the clock and of processor time, of a command in a course where nothing is graded yet."""
    for stale in ("records", "autograded"):
        shutil.rmtree(course / "grading" / stale, ignore_errors=True)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    variables = os.environ | {"PATH": path, "PYTHONPATH": str(notebooks.ROOT)}
    begun = _clocks()
    ran = subprocess.run(command, cwd=course, env=variables, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {ran.stderr[-2000:]}")
    return _clocks() - begun + np.array([0, float(ran.stdout or 0)])


def _clocks() -> np.ndarray:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return np.array([time.perf_counter(), used.ru_utime + used.ru_stime])


def compare(homework: str, students: int, rounds: int) -> list[str]:
    """Return a row for each target of a homework; nbgrader and ours take turns in the same rounds."""
    ways = [target for target in TARGETS if target.homework == homework]
    with tempfile.TemporaryDirectory() as folder:
        make_class(Path(folder), homework, students)
        theirs = [sys.executable, "-m", "nbgrader", "autograde", homework, "--force"]
        seconds: dict[object, list[np.ndarray]] = {way: [] for way in ("nbgrader", *ways)}
        for _ in range(rounds):
            seconds["nbgrader"].append(timed(Path(folder), theirs) / students)
            for way in ways:
                mine = [sys.executable, "-m", "benchmarks.grade_class", folder, homework, str(way.jobs)]
                seconds[way].append(timed(Path(folder), mine) / students)
    return [_row(way, students, np.array(seconds["nbgrader"]), np.array(seconds[way])) for way in ways]


def _row(way: Target, students: int, theirs: np.ndarray, ours: np.ndarray) -> str:
    """Return a target's row from what each turn took (rounds, 2): seconds a submission, wall and processor time."""
    wall, cpu = np.median(ours / theirs, axis=0)
    seconds = f"{np.median(theirs[:, 0]):.2f} | {np.median(ours[:, 0]):.2f} | {wall:.2f} | {cpu:.2f}"
    row = f"| {NAMES[way.homework]} | {students} | {way.jobs} | {seconds} | {way.most} | {_met(wall <= way.most)} |"
    print(row, flush=True)
    return row


def _met(reached: bool) -> str:
    return "met" if reached else "not met"


def call_milliseconds(backend: Backend) -> float:
    """Return the median time of a remote call with an array of 1,000 numbers, there and back."""
    x = np.arange(1000.0)
    seconds = []
    with tempfile.TemporaryDirectory() as scratch, Box(backend, Path(scratch)) as box:
        box.run("def twice(x):\n    return 2 * x")
        twice = Proxy(Remote(box.serve(boot_text()), 5.0, box.failure), "twice")
        for _ in range(CALLS):
            begun = time.perf_counter()
            twice(x)
            seconds.append(time.perf_counter() - begun)
    return 1e3 * median(seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--homework", nargs="+", default=["hw0", "hwt"], choices=["hw0", "hwt"])
    options = parser.parse_args()
    print(*HEAD, sep="\n")
    busy = f"At its begin {os.getloadavg()[0]:.0f} processes wanted the {os.cpu_count()} cores."
    lines = [f"{setting()} {busy}", "", *HEAD]
    for homework in options.homework:
        lines += compare(homework, options.students, options.rounds)
    with choose_backend() as backend:
        milliseconds = call_milliseconds(backend)
    lines += [
        "",
        f"A remote call takes {milliseconds:.2f} ms (median of {CALLS}); target 10 ms: {_met(milliseconds <= 10)}.",
    ]
    print(lines[-1])
    store("grading", "\n".join(lines))


if __name__ == "__main__":
    main()
