"""The command line as an instructor uses it: a real class of homework 0, from a download to tables, and again."""

import csv
import functools
import shutil
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from tests.grading.test_intake import zipped
from tests.homework import course as school
from tests.homework.test_hw0 import FULL, WRONG, answers
from utils.grading import __main__ as program
from utils.grading import pool, purge, runner
from utils.grading.collect import collect
from utils.grading.sandbox.selftest import choose_backend

HW = "hw0"
CLASS = {"ada": "right", "bob": "untouched", "cem": "forgot_sum", "dan": "no notebook"}


def download(folder: Path) -> Path:
    """Write a zip of what a class hands in, a folder each."""
    whole = {
        "right": school.source(HW),
        "untouched": school.released(HW),
        "forgot_sum": school.write_answers(school.source(HW), answers("forgot_sum")),
    }
    files = {name: nbformat.writes(whole[kind]).encode() for name, kind in CLASS.items() if kind in whole}
    members = {f"{name}/{HW}/{HW}.ipynb": data for name, data in files.items()}
    (folder / "all.zip").write_bytes(zipped({**members, "dan/essay.txt": b"Sorry."}))
    return folder / "all.zip"


def course(*arguments: str, at: Path) -> None:
    program.main([*arguments, "--course", str(at)])


@pytest.mark.slow
def test_an_instructor_gets_from_a_download_to_pages_and_tables_and_running_again_is_idle(tmp_path, capsys):
    at = school.make_course(tmp_path / "course", HW)
    (at / "grading" / "grading.toml").write_text("seed = 5\n[limits]\nwall_seconds = 120\n")
    course("grade", HW, "--jobs", "2", "--collect", str(download(tmp_path)), at=at)
    said = capsys.readouterr().out
    assert "all.zip: 4 submissions are new or have changed" in said
    assert "ada: 44 of 44 by tests, graded" in said
    assert "dan: 0 of 44 by tests, refused no-notebook, extra-file" in said
    assert "4 submissions: 4 graded now, 0 unchanged" in said
    with (at / "grading" / f"{HW}.csv").open(newline="") as stream:
        scores = {line["student"]: float(line["score"]) for line in csv.DictReader(stream)}
    assert scores == {"ada": 44, "bob": 0, "cem": sum((FULL | WRONG["forgot_sum"]).values()), "dan": 0}
    pages = {path.relative_to(at / "grading" / "feedback") for path in at.glob("grading/feedback/*/*/*.html")}
    assert pages == {Path(name, HW, f"{HW}.html") for name in CLASS}
    assert (at / "grading" / f"{HW}-report.html").exists()
    course("grade", HW, at=at)
    assert "4 submissions: 0 graded now, 4 unchanged" in capsys.readouterr().out
    course("feedback", HW, at=at)
    assert "graded" not in capsys.readouterr().out


@pytest.mark.slow
def test_real_submissions_whose_workers_are_killed_get_what_they_earn(tmp_path):
    at = school.make_course(tmp_path / "course", HW)
    collect(download(tmp_path), HW, at / "grading", {})
    room, kills = runner.open_class(at, HW, dict), []

    def murderous(tasks, work, seconds):
        with pool.Crew(work, 2) as crew:
            for ended in crew.run(tasks, seconds):
                yield ended
                if len(kills) < 2:
                    kills.append(crew.workers[-1].process.kill())

    with choose_backend() as backend:
        records = list(runner.run(room, runner.take_all(room), backend, murderous))
    assert len(kills) == 2
    points = {record.student: record.points for record in records}
    assert points == {"ada": 44, "bob": 0, "cem": sum((FULL | WRONG["forgot_sum"]).values()), "dan": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grade", "hw9"), "error: there is no homework hw9: expected solutions/hw9/hw9.ipynb"),
        (("grade", HW), "error: nothing to grade: put submissions under grading/submitted/<student>/hw0"),
        (("grade", HW, "--collect", "nowhere.zip"), "error: a download must be a folder or a zip, got nowhere.zip"),
    ],
)
def test_what_an_instructor_can_mend_is_one_line(tmp_path, arguments, said):
    source = tmp_path / "solutions" / HW / f"{HW}.ipynb"
    source.parent.mkdir(parents=True)
    shutil.copy(school.ROOT / "solutions" / HW / f"{HW}.ipynb", source)
    with pytest.raises(SystemExit) as stop:
        course(*arguments, at=tmp_path)
    assert stop.value.code == said


def test_jobs_must_be_a_number_from_one_up(capsys):
    for wrong in ("0", "-1", "many"):
        with pytest.raises(SystemExit):
            program.main(["grade", HW, "--jobs", wrong])
        assert "integer from 1 up" in capsys.readouterr().err


def test_work_is_kept_as_long_as_the_settings_say_and_then_goes(tmp_path):
    source = tmp_path / "solutions" / HW / f"{HW}.ipynb"
    source.parent.mkdir(parents=True)
    source.touch()
    grading = tmp_path / "grading"
    made = functools.partial(Path.mkdir, parents=True)
    for student in ("ada", "bob"):
        for kind in purge.KINDS:
            made(grading / kind / student / HW)
            made(grading / kind / student / "hw1")
    (grading / "grading.toml").write_text("seed = 1\nkeep_days = 30\n[homework.hw0]\ndue = 2026-01-01T00:00:00Z")
    room = runner.open_class(tmp_path, HW, dict)
    assert purge.expired(room, datetime(2026, 1, 30, tzinfo=UTC)) == []
    assert purge.expired(room, datetime(2026, 2, 1, tzinfo=UTC)) == ["ada", "bob"]
    purge.purge(room, ["ada"])
    assert not list(grading.glob(f"*/ada/{HW}"))
    assert len(list(grading.glob("*/ada/hw1"))) == len(list(grading.glob(f"*/bob/{HW}"))) == len(purge.KINDS)
