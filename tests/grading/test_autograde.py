"""nbgrader's own autograde runs nothing that a student wrote outside the sandbox, and gives the points that we give."""

import pytest

from tests.homework import course as school

HW = "hw0"
pytestmark = pytest.mark.slow


@pytest.fixture
def course(tmp_path):
    """A course in which ada hands in the solutions and eve an answer that writes outside, forges and never ends."""
    folder = school.make_course(tmp_path / "course", HW)
    school.hand_in(folder, "ada", HW, school.source(HW))
    attack = school.released(HW)
    school.solution_cells(attack)["softmax"].source = ATTACK.format(mark=str(tmp_path / "mark"))
    school.hand_in(folder, "eve", HW, attack)
    return folder


ATTACK = """
import pathlib, sys
try: pathlib.Path({mark!r}).write_text("here")
except OSError: pass
import utils.grading.parts as parts
parts.Part.points = property(lambda part: part.maximum)
def softmax(theta, T): pass
"""


def autograde(course, *options):
    process = school.nbgrader(course, "autograde", HW, *options)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


def test_submissions_run_in_the_sandbox_and_earn_what_they_are_worth(course, tmp_path):
    status, said = autograde(course)
    assert status == 0, said
    assert not (tmp_path / "mark").exists()
    points = school.scores(course, HW)
    assert sum(value or 0 for value in points["ada"].values()) == 44
    assert sum(value or 0 for value in points["eve"].values()) == 0


def test_without_a_sandbox_nothing_runs_unless_the_students_are_trusted(course, tmp_path, monkeypatch):
    (course / "grading" / "grading.toml").write_text('seed = 1\nbackend = "podman"\n')
    (tmp_path / "podman").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "podman").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    status, said = autograde(course)
    assert status != 0
    assert "no sandbox works on this machine, so nothing was run: install bubblewrap" in said
    assert not (tmp_path / "mark").exists()
    assert not list(course.glob("grading/autograded/*/*/*.ipynb"))
    status, said = autograde(course, "--RunInSandbox.trust_submissions=True")
    assert status == 0, said
    assert "NO SANDBOX" in said
    assert (tmp_path / "mark").exists()
