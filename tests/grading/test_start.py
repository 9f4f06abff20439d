"""Starting a homework copies it once and never touches a student's work again."""

import subprocess
import sys

import pytest

from utils.grading.start import COURSE, start


@pytest.fixture
def course(tmp_path):
    (tmp_path / "homework" / "hw0").mkdir(parents=True)
    (tmp_path / "homework" / "hw0" / "hw0.ipynb").write_text("released")
    return tmp_path


def test_the_copy_is_the_released_homework(course):
    assert start("hw0", course) == course / "work" / "hw0"
    assert (course / "work" / "hw0" / "hw0.ipynb").read_text() == "released"


def test_a_second_start_keeps_the_students_work(course):
    mine = start("hw0", course) / "hw0.ipynb"
    mine.write_text("my work")
    with pytest.raises(ValueError, match="work/hw0 is there already and stays as it is"):
        start("hw0", course)
    assert mine.read_text() == "my work"


@pytest.mark.parametrize("name", ["", "hw9", "..", "../homework/hw0", "/"])
def test_what_is_no_homework_is_refused_by_name(course, name):
    with pytest.raises(ValueError, match="homework must be one of hw0, got"):
        start(name, course)
    assert not (course / "work").exists()


def test_the_command_says_in_one_line_what_is_wrong():
    command = [sys.executable, "-m", "utils.grading.start", "hw9"]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("error: homework must be one of hw0")
    assert done.stderr.count("\n") == 1
