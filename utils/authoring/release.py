"""Make the students' version of a homework: solutions/hwN -> homework/hwN, through nbgrader, the same bytes every time.

Also records the homework's cells and hidden tests in grading/gradebook.db, where grading looks for them.
"""

import argparse
import filecmp
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from utils.authoring import notebooks

CONFIGURATION = "nbgrader_config.py"
_EDITORS_LEAVE = {".ipynb_checkpoints", ".DS_Store"}


def release(homework: str, course: Path = notebooks.ROOT) -> bool:
    """Bring course/homework/hwN up to date with course/solutions/hwN and tell whether a file changed.

    Raises ValueError where the source folder holds anything but its notebook, or where nbgrader refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        fresh = generate(homework, course, Path(folder))
        released = Path(course) / "homework" / homework
        changed = differences(fresh, released)
        if changed:
            shutil.rmtree(released, ignore_errors=True)
            shutil.copytree(fresh, released)
    return bool(changed)


def check(homework: str, course: Path = notebooks.ROOT) -> list[str]:
    """Return the names of files in course/homework/hwN that a fresh release would change; writes nothing there."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/gradebook.db"
        fresh = generate(homework, course, Path(folder) / "release", database)
        return differences(fresh, Path(course) / "homework" / homework)


def generate(homework: str, course: Path, into: Path, database: str | None = None) -> Path:
    """Release course/solutions/hwN to ``into``/hwN and return that folder; the database is the course's, or a URL."""
    _check_source(homework, Path(course) / "solutions" / homework)
    settings = PyFileConfigLoader(CONFIGURATION, path=str(course)).load_config()
    settings.CourseDirectory.release_directory = str(into)
    if database:
        settings.CourseDirectory.db_url = database
    _find_tools()
    outcome = NbGraderAPI(config=settings).generate_assignment(homework)
    if not outcome["success"]:
        raise ValueError(f"nbgrader cannot release {homework}: {_reason(outcome.get('log') or '')}")
    folder = into / homework
    for path in folder.rglob("*.ipynb"):
        notebooks.write(notebooks.read(path), path)
    return folder


def differences(fresh: Path, released: Path) -> list[str]:
    """Return the relative names of files that lie in one folder only or differ between the two, sorted."""
    names = {path.relative_to(folder) for folder in (fresh, released) for path in folder.rglob("*") if path.is_file()}
    names = {name for name in names if not _EDITORS_LEAVE.intersection(name.parts)}
    _, differing, missing = filecmp.cmpfiles(fresh, released, [str(name) for name in names], shallow=False)
    return sorted({*differing, *missing})


def _check_source(homework: str, source: Path) -> None:
    notebook = source / f"{homework}.ipynb"
    if not notebook.is_file():
        raise ValueError(f"there is no homework {homework}: expected {notebooks.shown(notebook)}")
    strays = sorted(path.name for path in source.iterdir() if path != notebook and path.name not in _EDITORS_LEAVE)
    if strays:
        raise ValueError(
            f"{notebooks.shown(source)} must hold {notebook.name} only, nbgrader would release these too: "
            + ", ".join(strays)
        )


def _find_tools() -> None:
    """Put this interpreter's folder first on the PATH: nbgrader calls the command alembic to make a new database."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]


def _reason(log: str) -> str:
    """Return what an nbgrader log says went wrong: the first exception's own line, else the last line."""
    errors = re.findall(r"^\s+(\w+(?:Error|Exception): .+)$", log, re.MULTILINE)
    return errors[0] if errors else (log.strip().splitlines() or ["no reason given"])[-1]


def main(arguments: list[str]) -> int:
    """Release a homework; with --check only tell whether the released files are up to date."""
    parser = argparse.ArgumentParser(prog="release", description="Make homework/hwN out of solutions/hwN.")
    parser.add_argument("homework", help="hw0, hw1 or hw2")
    parser.add_argument("--check", action="store_true", help="change nothing, fail where something would change")
    options = parser.parse_args(arguments)
    if options.check:
        changed = check(options.homework)
        for name in changed:
            print(f"homework/{options.homework}/{name} is out of date: run make release HW={options.homework}")
        return int(bool(changed))
    changed = release(options.homework)
    print(f"homework/{options.homework} {'released' if changed else 'is up to date'}")
    return 0


if __name__ == "__main__":
    notebooks.run_command(main)
