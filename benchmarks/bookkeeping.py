"""A large class graded by workers that are killed at random, against the same class graded by one worker in peace.

`make bench-bookkeeping`; it writes what it found to RESULTS.md. The scorer is the tests' stand-in, which runs nothing:
what is measured is the bookkeeping. The two gradebooks must be the same to the last score and comment; the program
fails where they are not.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.comparison import setting, store
from tests.grading import stand_in
from tests.homework import course as school
from utils.grading import gradebook, pool, runner

HW = "hw0"
KILLED = 0.02
"""The chance that a worker is killed after a submission is done."""


def make_class(course: Path, size: int) -> None:
    """Release homework 0 in ``course`` and hand in ``size`` notebooks that differ."""
    school.make_course(course, HW)
    notebook = school.released(HW)
    cells = school.solution_cells(notebook)
    for number in range(size):
        cells["softmax"].source = f"def softmax(theta, T):\n    return {number}"
        cells["written"].source = f"Because of {number}."
        school.hand_in(course, f"student{number:04}", HW, notebook)
    (course / "grading" / "grading.toml").write_text("seed = 1\n")


def grade(course: Path, jobs: int, killed: float) -> tuple[dict, int, float]:
    """Return what the gradebook holds after grading, how many workers were killed, and the seconds it took."""
    rng, kills, start = random.Random(0), 0, time.perf_counter()
    room = runner.open_class(course, HW, dict)
    taken = runner.take_all(room)

    def spread(tasks: object, work: object, seconds: float) -> object:
        nonlocal kills
        with pool.Crew(work, jobs) as crew:
            for ended in crew.run(tasks, seconds):
                yield ended
                if rng.random() < killed:
                    rng.choice(crew.workers).process.kill()
                    kills += 1

    for _ in runner.run(room, taken, None, spread, work=stand_in.grade):
        pass
    runner.merge(room, taken)
    return gradebook.contents(gradebook.url(room.grading), HW), kills, time.perf_counter() - start


def main() -> None:
    """Grade the class twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000)
    size = parser.parse_args().submissions
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "serial"), Path(folder, "killed")
        make_class(first, size)
        shutil.copytree(first, second)
        serial, _, seconds = grade(first, 1, 0.0)
        lines = [setting(), "", f"- {size} submissions, one worker in peace: {seconds:.0f} s"]
        print(lines[-1], flush=True)
        killed, kills, seconds = grade(second, 2, KILLED)
        lines.append(f"- {size} submissions, two workers, {kills} killed: {seconds:.0f} s")
        print(lines[-1], flush=True)
    same = serial == killed and len(serial) == size
    lines.append(f"- the gradebooks are {'the same' if same else 'NOT the same'}")
    print(lines[-1])
    store("bookkeeping", "\n".join(lines))
    sys.exit(not same)


if __name__ == "__main__":
    main()
