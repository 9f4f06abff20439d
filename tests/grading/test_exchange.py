"""Homework travels through nbgrader's exchange: released, fetched, handed in and collected, between two users.

Root plays each part by an account of its own, as on a hub, if these may run our Python; anybody else plays all of them
with one account, in folders of their own.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from utils.authoring.notebooks import ROOT

pytestmark = pytest.mark.slow
COURSE_ID, HOMEWORK = "deep-vision", "hw0"
STUDENTS = ("nobody", "daemon")
OPEN = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


class Account(NamedTuple):
    """Somebody with a folder: the name of the system's account and where this person works."""

    name: str
    home: Path

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command as this person, in the own folder."""
        places = {f"JUPYTER_{name}": str(self.home / ".jupyter") for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
        tools = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))  # nbgrader calls alembic
        ours = {"HOME": str(self.home), "USER": self.name, "LOGNAME": self.name, "PYTHONPATH": str(ROOT), "PATH": tools}
        ours |= places
        other = (
            {"user": self.name, "group": pwd.getpwnam(self.name).pw_gid, "extra_groups": []} if _has_accounts() else {}
        )
        return subprocess.run(
            command,
            cwd=self.home,
            env=os.environ | ours,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **other,
        )

    def nbgrader(self, exchange: Path, *words: str) -> str:
        """Call nbgrader with this exchange and return what it said; a failure is an AssertionError with it."""
        options = (f"--course={COURSE_ID}", f"--Exchange.root={exchange}")
        done = self.run(sys.executable, "-m", "nbgrader", *words, *options)
        assert done.returncode == 0, done.stderr
        return done.stderr


@cache
def _has_accounts() -> bool:
    """Tell whether this is root, with a Python that other accounts may run too."""
    if os.getuid() != 0:
        return False
    try:
        subprocess.run(
            [sys.executable, "-c", "import nbgrader"], user=STUDENTS[0], cwd="/", capture_output=True, check=True
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _account(role: str, name: str, folder: Path) -> Account:
    """Return the person who plays a role: the account ``name`` where root may be anybody, else whoever runs this."""
    name = name if _has_accounts() else pwd.getpwuid(os.getuid()).pw_name
    home = folder / role
    home.mkdir()
    if _has_accounts():
        shutil.chown(home, name)
    home.chmod(stat.S_IRWXU)
    return Account(name, home)


@pytest.fixture
def hub(tmp_path):
    """An instructor with the course, two students, and an exchange that all of them may write to."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP | stat.S_IROTH)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(OPEN)
    people = [
        _account(*role, tmp_path) for role in (("instructor", "root"), ("ada", STUDENTS[0]), ("eve", STUDENTS[1]))
    ]
    shutil.copy(ROOT / "nbgrader_config.py", people[0].home)
    shutil.copytree(ROOT / "homework" / HOMEWORK, people[0].home / "homework" / HOMEWORK)
    return exchange, *people


def test_a_homework_is_released_fetched_handed_in_and_collected_as_it_was(hub):
    exchange, instructor, student, other = hub
    instructor.nbgrader(exchange, "release_assignment", HOMEWORK)
    assert HOMEWORK in student.nbgrader(exchange, "list")
    student.nbgrader(exchange, "fetch_assignment", HOMEWORK)
    mine = student.home / HOMEWORK / f"{HOMEWORK}.ipynb"
    released = (ROOT / "homework" / HOMEWORK / mine.name).read_text(encoding="utf-8")
    assert mine.read_text(encoding="utf-8") == released
    mine.write_text(released.replace("tug of war", "tug of peace"), encoding="utf-8")
    student.nbgrader(exchange, "submit", HOMEWORK)
    if _has_accounts():
        assert other.run("ls", str(exchange / COURSE_ID / "inbound")).returncode != 0, "others must not see submissions"
    instructor.nbgrader(exchange, "collect", HOMEWORK)
    collected = instructor.home / "grading" / "submitted" / student.name / HOMEWORK
    assert (collected / mine.name).read_text(encoding="utf-8") == mine.read_text(encoding="utf-8") != released
    assert (collected / "timestamp.txt").read_text(encoding="utf-8").strip().endswith("UTC")


def test_what_was_not_released_cannot_be_fetched(hub):
    exchange, _, student, _ = hub
    done = student.run(
        sys.executable,
        "-m",
        "nbgrader",
        "fetch_assignment",
        HOMEWORK,
        f"--Exchange.root={exchange}",
        f"--course={COURSE_ID}",
    )
    assert done.returncode != 0
    assert not (student.home / HOMEWORK).exists()
