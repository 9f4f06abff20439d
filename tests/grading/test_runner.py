"""A class is graded whatever happens on the way: the gradebook ends the same, and what a human gave stays."""

import functools
import itertools
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.grading import stand_in
from tests.homework import course as school
from utils.grading import gradebook, pool, runner
from utils.grading.journal import Journal

pytestmark = pytest.mark.slow
HW = "hw0"
SIZE = 60


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """A course with homework 0 released and nobody in it."""
    return school.make_course(tmp_path_factory.mktemp("released") / "course", HW)


@pytest.fixture
def empty(released, tmp_path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture(scope="module")
def full(released, tmp_path_factory) -> Path:
    """The same with a class of 60, a few of whom hand in something that cannot be graded."""
    course = Path(shutil.copytree(released, tmp_path_factory.mktemp("full") / "course"))
    for number in range(SIZE):
        hand_in(course, f"student{number:02}", f"return {number}", f"Because of {number}.")
    for number in (7, 8):
        (course / "grading" / "submitted" / f"student{number:02}" / HW / f"{HW}.ipynb").write_text("{")
    return course


def hand_in(course: Path, student: str, code: str, words: str) -> None:
    notebook = school.released(HW)
    cells = school.solution_cells(notebook)
    cells["softmax"].source = f"def softmax(theta, T):\n    {code}"
    cells["written"].source = words
    folder = course / "grading" / "submitted" / student / HW
    shutil.rmtree(folder, ignore_errors=True)
    school.hand_in(course, student, HW, notebook)


def spread(tasks, work, seconds, jobs=2):
    return pool.run(tasks, work, jobs, seconds)


def grade(course: Path, spread=spread) -> list[str]:
    """Grade with the stand-in and return who was graded."""
    room = runner.open_class(course, HW, dict)
    taken = runner.take_all(room)
    graded = [record.student for record in runner.run(room, taken, None, spread, work=stand_in.grade)]
    runner.merge(room, taken)
    return graded


def book(course: Path) -> dict:
    return gradebook.contents(gradebook.url(course / "grading"), HW)


def seed_like(course: Path, other: Path) -> None:
    shutil.copy(other / "grading" / "grading.toml", course / "grading" / "grading.toml")


@pytest.fixture(scope="module")
def serial(full, tmp_path_factory) -> dict:
    """What the gradebook holds after one worker graded the class from start to end."""
    course = Path(shutil.copytree(full, tmp_path_factory.mktemp("serial") / "course"))
    assert len(grade(course, functools.partial(spread, jobs=1))) == SIZE
    return book(course)


def test_a_serial_run_gives_everybody_points_or_a_reason(serial):
    assert len(serial) == SIZE
    assert len({row["score"] for row in serial.values()}) > SIZE / 2
    assert serial["student07"]["score"] == 0
    assert serial["student09"]["grades"]["written"] == (None, None, None, True)


def test_workers_killed_at_random_give_the_gradebook_of_a_serial_run(full, serial, tmp_path):
    course, kills, rng = Path(shutil.copytree(full, tmp_path / "course")), [], random.Random(4)

    def murderous(tasks, work, seconds):
        with pool.Crew(work, 2) as crew:
            for ended in crew.run(tasks, seconds):
                yield ended
                if rng.random() < 0.1:
                    rng.choice(crew.workers).process.kill()
                    kills.append(ended)

    assert sorted(grade(course, murderous)) == sorted(serial)
    assert len(kills) > 2
    assert book(course) == serial


def test_killed_at_any_point_and_started_again_the_gradebook_ends_the_same(full, serial, tmp_path):
    course = Path(shutil.copytree(full, tmp_path / "course"))
    program = f"from tests.grading.test_runner import grade; from pathlib import Path; grade(Path({str(course)!r}))"
    kills = 0
    for delay in itertools.chain((1.2, 1.6, 2.0, 2.6, 3.2), itertools.repeat(60)):
        process = subprocess.Popen([sys.executable, "-c", program], cwd=school.ROOT)
        try:
            assert process.wait(delay) == 0
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    assert kills >= 2
    assert book(course) == serial


def test_grading_again_is_idle_until_something_changes(empty):
    for student in ("ada", "bob"):
        hand_in(empty, student, "return 1", "Because.")
    assert sorted(grade(empty)) == ["ada", "bob"]
    before, records = book(empty), (empty / "grading" / "records" / f"{HW}.jsonl").read_bytes()
    assert grade(empty) == []
    assert book(empty) == before
    assert (empty / "grading" / "records" / f"{HW}.jsonl").read_bytes() == records
    hand_in(empty, "bob", "return 2", "Because.")
    assert grade(empty) == ["bob"]
    (empty / "grading" / "grading.toml").write_text("seed = 5")
    assert sorted(grade(empty)) == ["ada", "bob"], "hidden tests draw other numbers now"


def by_hand(course: Path, student: str, **points: float) -> None:
    with Gradebook(gradebook.url(course / "grading")) as book:
        for name, value in points.items():
            grade = book.find_grade(name.replace("_", "-"), HW, HW, student)
            grade.manual_score, grade.needs_manual_grade = value, False
        book.find_comment("written", HW, HW, student).manual_comment = "And why?"
        book.find_comment("softmax", HW, HW, student).manual_comment = "Nearly."
        book.db.commit()


def test_asking_for_training_grades_everything_once_more(empty, monkeypatch):
    hand_in(empty, "ada", "return 1", "Because.")
    assert grade(empty) == ["ada"]
    monkeypatch.setenv("GRADE_RETRAIN", "1")
    assert (grade(empty), grade(empty)) == (["ada"], [])


def test_points_and_comments_given_by_hand_stay_and_are_asked_about_where_the_work_changed(empty):
    hand_in(empty, "ada", "return 1", "Because.")
    grade(empty)
    by_hand(empty, "ada", written=4.0, test_softmax=5.0)
    before = book(empty)["ada"]
    assert before["grades"]["written"] == (None, 4.0, None, False)
    grade(empty)
    assert book(empty)["ada"] == before
    hand_in(empty, "ada", "return 2", "Because.")
    grade(empty)
    after = book(empty)["ada"]
    assert after["grades"]["written"] == (None, 4.0, None, False), "the same words"
    assert after["grades"]["test-softmax"][1:] == (5.0, None, True), "other points of tests under a human's"
    assert after["comments"] == before["comments"]
    hand_in(empty, "ada", "return 2", "Because I say so.")
    grade(empty)
    assert book(empty)["ada"]["grades"]["written"] == (None, 4.0, None, True), "other words: please read again"
    by_hand(empty, "ada", written=2.0)
    grade(empty)
    assert book(empty)["ada"]["grades"]["written"] == (None, 2.0, None, False)


def test_an_answer_left_as_it_was_handed_out_waits_for_nobody(empty):
    school.hand_in(empty, "idle", HW, school.released(HW))
    grade(empty)
    row = book(empty)["idle"]
    assert row["grades"]["written"] == (0.0, None, None, False)
    assert set(row["comments"].values()) == {("No response.", None)}


def test_a_locked_database_is_waited_for(empty):
    hand_in(empty, "ada", "return 1", "Because.")
    hand_in(empty, "bob", "return 1", "Because.")
    other = sqlite3.connect(empty / "grading" / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")

    def release():
        time.sleep(8)  # SQLite itself gives up after 5 s
        other.execute("COMMIT")

    thread = threading.Thread(target=release)
    thread.start()
    assert sorted(grade(empty)) == ["ada", "bob"]
    thread.join()
    assert set(book(empty)) == {"ada", "bob"}


def test_a_torn_line_is_graded_again_and_the_next_line_stays_whole(empty):
    for student in ("ada", "bob"):
        hand_in(empty, student, "return 1", "Because.")
    grade(empty)
    before, path = book(empty), empty / "grading" / "records" / f"{HW}.jsonl"
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn)
    assert len(grade(empty)) == 1
    assert path.read_bytes().startswith(torn + b"\n")
    assert set(Journal(path.parent, HW).latest()) == {"ada", "bob"}
    assert book(empty) == before


def test_two_runs_at_once_are_one_too_many(empty):
    hand_in(empty, "ada", "return 1", "Because.")
    room = runner.open_class(empty, HW, dict)
    taken = runner.take_all(room)
    first = runner.run(room, taken, None, spread, work=stand_in.grade)
    next(first)
    with pytest.raises(ValueError, match="another process grades hw0 at this moment"):
        next(runner.run(room, taken, None, spread, work=stand_in.grade))


def test_lateness_costs_what_the_settings_say(empty):
    (empty / "grading" / "grading.toml").write_text(
        "seed = 1\n[late]\nfree_days = 1\ngrace_minutes = 10\npercent_a_day = 10\nlast_day = 5\n"
        "[homework.hw0]\ndue = 2026-10-01T12:00:00+02:00\n[extensions]\next = { hw0 = 2 }\n"
    )
    moments = {"punctual": "01 09:59", "grace": "01 10:09", "free": "01 10:11", "late": "03 10:00", "ext": "04 10:00"}
    moments |= {"later": "09 10:00"}
    for student, moment in moments.items():
        hand_in(empty, student, "return 1", "Because.")
        stamp = empty / "grading" / "submitted" / student / HW / "timestamp.txt"
        stamp.write_text(f"2026-10-{moment}:00 UTC")
    grade(empty)
    rows = book(empty)
    score = rows["punctual"]["score"]
    costs = {student: row["penalty"] for student, row in rows.items()}
    expected = dict.fromkeys(moments) | {"late": 5.0, "later": score}
    assert costs == pytest.approx(expected)
    assert rows["ext"]["extension"] == timedelta(days=2)


def test_homework_that_does_not_exist_or_is_not_released_is_named(empty, tmp_path):
    with pytest.raises(ValueError, match=r"there is no homework hw7: expected solutions/hw7/hw7\.ipynb"):
        runner.open_class(empty, "hw7", dict)
    (empty / "grading" / "gradebook.db").unlink()
    with pytest.raises(ValueError, match="run make release HW=hw0 first"):
        grade(empty)
