"""One file holds what a fork sets: book, grading and make read it, and the licences are in step with it."""

import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from utils import course
from utils.authoring import book, fork
from utils.authoring.notebooks import ROOT

TEXT = """\
title = "Seeing"
full_title = "Seeing with networks"
author = "a fork"
licence_holder = "Ada Lovelace"
contact = "ada@example.org"
repository = "https://github.com/ada/seeing"
branch = "spring"
data_folder = "/srv/data"
[late]
free_days = 3
[due]
hw0 = 2026-10-01T23:59:00+02:00
"""


@pytest.fixture
def forked(tmp_path):
    for name in ("LICENSE", "LICENSE-CC-BY-4.0.md", "CITATION.cff", "_config.yml", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "course.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_files_that_cannot_read_it_are_in_step():
    assert fork.stale() == []


def test_every_setting_is_read_and_each_has_a_line_in_the_courses_own_file(forked):
    told = course.read(forked)
    assert told.due == {"hw0": datetime(2026, 10, 1, 21, 59, tzinfo=UTC)}
    assert None not in told
    own = (ROOT / "course.toml").read_text(encoding="utf-8")
    assert [name for name in told._fields if not re.search(rf"^\[?{name}\b", own, re.MULTILINE)] == []


def test_a_fork_renames_book_licences_and_citation(forked):
    assert fork.stale(forked) == ["LICENSE", "LICENSE-CC-BY-4.0.md", "CITATION.cff"]
    texts = fork.in_step(forked)
    assert "2026 Ada Lovelace\n" in texts["LICENSE"]
    assert 'Credit: "Seeing with networks, a fork"' in texts["LICENSE-CC-BY-4.0.md"]
    assert 'repository-code: "https://github.com/ada/seeing"\nversion:' in texts["CITATION.cff"]
    for name, text in texts.items():
        (forked / name).write_text(text, encoding="utf-8")
    assert fork.stale(forked) == []
    settings = book.configuration(forked)
    assert (settings["title"], settings["author"], settings["repository"]["branch"]) == ("Seeing", "a fork", "spring")
    assert "mailto:ada@example.org" in settings["html"]["extra_footer"]


def test_make_hands_the_data_folder_on_unless_the_environment_names_another(forked):
    (forked / "extra.mk").write_text("include Makefile\nshow:\n\t@echo $$COURSE_DATA\n")
    shown = [
        subprocess.run(
            ["make", "-s", "-f", "extra.mk", "show"],
            cwd=forked,
            env={"PATH": "/usr/bin:/bin"} | more,
            capture_output=True,
        ).stdout.split()
        for more in ({}, {"COURSE_DATA": "/mine"})
    ]
    assert shown == [[b"/srv/data"], [b"/mine"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('titel = "x"', "known are title, .*, got titel"),
        ("title = 3", "title must be text, got 3"),
        ("late = 3", "late must be a table, got 3"),
        ("[due]\nhw0 = 2026-10-01T23:59:00", r"hw0 in \[due\] must be a date with time and zone, got 2026"),
        ("[due]\nhw0 = 'monday'", r"hw0 in \[due\] must be a date with time and zone, got monday"),
        ("title = ", "Invalid value"),
    ],
)
def test_a_slip_is_told_in_one_sentence(tmp_path, text, said):
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^course\.toml: .*{said}"):
        course.read(tmp_path)


def test_a_course_without_the_file_has_defaults(tmp_path):
    assert course.read(tmp_path) == course.Course()
