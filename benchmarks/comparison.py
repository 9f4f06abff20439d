"""What is compared, and the table that comes of it."""

import os
import platform
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.timing import Measured, Work, measure

RESULTS = Path(__file__).with_name("RESULTS.md")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SLOWING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # set on some machines; they make NumPy slow


class Comparison(NamedTuple):
    """``ours`` against ``theirs``, which is named by ``against``; ``target`` is the ratio to reach, None for none."""

    name: str
    ours: Work
    against: str
    theirs: Work
    target: float | None = None
    rounds: int = 21


def child_environment(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment that a benchmark runs in: one thread, and nothing that makes the BLAS slow."""
    return {name: value for name, value in environment.items() if name not in SLOWING} | ONE_THREAD


def rerun(module: str, python: str) -> None:
    """Replace this process by ``python -m module`` in the benchmark's environment, unless this is it."""
    wanted = child_environment(dict(os.environ))
    if wanted != dict(os.environ):
        os.execve(python, [python, "-m", module], wanted)


def table(comparisons: Iterable[Comparison], measuring: Callable[..., Measured] = measure) -> str:
    """Return the comparisons as a table in Markdown, each row printed as soon as it is measured."""
    lines = ["| operation | against | ours, ms | theirs, ms | ratio | target | |", "|---|---|--:|--:|--:|--:|---|"]
    print(*lines, sep="\n")
    for one in comparisons:
        lines.append(row(one, measuring(one.ours, one.theirs, one.rounds)))
        print(lines[-1], flush=True)
    return "\n".join(lines)


def row(one: Comparison, found: Measured) -> str:
    """Return a comparison's row: milliseconds, ratio, target, and in words whether it is met."""
    met = "" if one.target is None else "met" if found.ratio <= one.target else "not met"
    target = "" if one.target is None else f"{one.target:.2f}"
    ratio = f"{found.ratio:.2f}" if found.ratio >= 0.095 else f"{found.ratio:.4f}"
    return f"| {one.name} | {one.against} | {found.ours:.3g} | {found.theirs:.3g} | {ratio} | {target} | {met} |"


def setting(*versions: str) -> str:
    """Return in one sentence when, with what and on what was measured."""
    blas = next(library for library in threadpool_info() if "numpy" in library["filepath"])
    processor = re.search(r"model name\s*: (.*)", _processors())
    return (
        f"Measured {date.today().isoformat()} on {processor[1] if processor else platform.machine()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__} with {blas['internal_api']} {blas['version']} "
        f"(kernel {blas['architecture']}){''.join(f', {version}' for version in versions)}; one thread each."
    )


def store(section: str, text: str, path: Path = RESULTS) -> None:
    """Replace what stands in ``path`` between the marks of ``section``; ValueError where it has no such marks."""
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path.name} must hold the lines {begin} and {end}, got none")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _processors() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8") if path.exists() else ""
