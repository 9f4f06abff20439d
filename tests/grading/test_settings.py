"""A class's settings: made with a secret seed, every slip named in one sentence."""

import stat
from datetime import UTC, datetime

import pytest

from utils.grading import settings


def test_a_new_class_gets_a_file_of_its_own_seed_that_only_its_owner_reads(tmp_path):
    first = settings.load(tmp_path / "grading")
    path = tmp_path / "grading" / "grading.toml"
    assert settings.load(tmp_path / "grading") == first == settings.Settings(first.seed, homework=first.homework)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert settings.load(tmp_path / "other").seed != first.seed
    assert [p.name for p in path.parent.iterdir()] == ["grading.toml"]


def test_every_line_of_the_template_that_is_commented_out_is_a_setting():
    lines = settings.TEMPLATE.format(seed=1).splitlines()
    text = "\n".join(line[2:] if line.startswith("# ") and "=" in line else line for line in lines)
    read = settings.read(text)
    assert read.homework["hw0"].canvas == "Homework 0 (12345)"
    assert read.extensions == {"ada": {"hw0": 2}}
    assert read.limits == {"wall_seconds": 120}


def test_late_days_and_due_dates_come_from_the_course_and_stand_in_one_place(tmp_path):
    (tmp_path / "course.toml").write_text("[late]\nfree_days = 3\n[due]\nhw0 = 2026-10-01T23:59:00+02:00\n")
    grading = tmp_path / "grading"
    read = settings.load(grading)
    assert read.late == settings.Late(free_days=3)
    assert read.homework["hw0"].due == datetime(2026, 10, 1, 21, 59, tzinfo=UTC)
    for twice in ("[late]\nfree_days = 1", "[homework.hw0]\ndue = 2026-10-02T23:59:00+02:00"):
        (grading / "grading.toml").write_text(f"seed = 1\n{twice}")
        with pytest.raises(ValueError, match=r"in \[.*\] is set in course.toml too: keep it there"):
            settings.load(grading)
    (tmp_path / "course.toml").write_text("[late]\nfree = 3\n")
    with pytest.raises(ValueError, match=r"\[late\] knows free_days, .*, got free"):
        settings.load(grading)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("backend = 'auto'", "seed must be an integer"),
        ("seed = 'x'", "seed in the top must be an integer, got 'x'"),
        ("seed = true", "seed in the top must be an integer, got True"),
        ("seed = 1\nsede = 1", "the top knows seed, .*, got sede"),
        ("seed = 1\n[late]\nfree = 3", r"\[late\] knows free_days, .*, got free"),
        ("seed = 1\n[late]\npercent_a_day = '10%'", r"percent_a_day in \[late\] must be a number, got '10%'"),
        ("seed = 1\n[homework.hw0]\ndue = 'monday'", "must be a date with time and zone, got 'monday'"),
        ("seed = 1\n[homework.hw0]\ndue = 2026-10-01T23:59:00", "must say its time zone"),
        ("seed = 1\n[extensions]\nada = 2", r"\[extensions\] ada must be a table, got 2"),
        ("seed = 1\n[limits]\nwall_seconds = -1", r"wall_seconds in \[limits\] must be a number from 0 up, got -1"),
        ("seed = ", "Invalid value"),
    ],
)
def test_a_slip_is_told_in_one_sentence(tmp_path, text, said):
    (tmp_path / "grading.toml").write_text(text)
    with pytest.raises(ValueError, match=rf"^grading\.toml: .*{said}"):
        settings.load(tmp_path)
