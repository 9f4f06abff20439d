"""The whole corpus is one class, with three honest students in it: nobody is lost, and the honest get their due."""

import functools
import json
import time
from pathlib import Path

import pytest

from tests.grading.hostile import answers, folders, kit, notebooks, test_hostile  # noqa: F401 - they register cases
from tests.homework import course as school
from tests.homework.test_hw0 import FULL, WRONG
from tests.homework.test_hw0 import answers as wrong
from utils.grading import gradebook, pool, runner
from utils.grading.homeworks import needs
from utils.grading.sandbox.selftest import choose_backend

pytestmark = pytest.mark.audit
JOBS = 2
HONEST = {"ada": sum(FULL.values()), "bob": 0.0, "cem": sum((FULL | WRONG["forgot_sum"]).values())}


def make_class(at: Path) -> Path:
    """Let everybody hand in, in a course with homework 0 released."""
    course = school.make_course(at, kit.HW)
    for case in kit.CASES:
        test_hostile.hand_in(course / "grading", case, case.name)
    for student, notebook in (
        ("ada", school.source(kit.HW)),
        ("bob", school.released(kit.HW)),
        ("cem", school.write_answers(school.source(kit.HW), wrong("forgot_sum"))),
    ):
        school.hand_in(course, student, kit.HW, notebook)
    return course


def settings(wall: float) -> str:
    limits = test_hostile.LIMITS._replace(wall_seconds=wall, cpu_seconds=max(2, round(wall)))._asdict()
    tables = {"limits": limits, "intake": test_hostile.CAPS._asdict()}
    lines = ["seed = 12345"]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    return "\n".join(lines)


def grade(course: Path, wall: float, students: set[str] | None = None) -> tuple[dict, float]:
    """Return the records by student, and the seconds that it took."""
    (course / "grading" / "grading.toml").write_text(settings(wall))
    room = runner.open_class(course, kit.HW, dict)
    taken = [entry for entry in runner.take_all(room) if students is None or entry.folder.parent.name in students]
    spread = functools.partial(_spread, jobs=JOBS)
    with choose_backend(warm=needs(kit.HW).warm) as backend:
        begun = time.monotonic()
        records = {record.student: record for record in runner.run(room, taken, backend, spread)}
        seconds = time.monotonic() - begun
    runner.merge(room, taken)
    return records, seconds


def _spread(tasks, work, seconds, jobs):
    return pool.run(tasks, work, jobs, seconds)


def test_none_is_lost_the_honest_get_their_points_and_the_time_is_bounded(tmp_path):
    course = make_class(tmp_path / "course")
    honest, _ = grade(course, 60.0, set(HONEST))
    wall = max(test_hostile.WALL, 3 * max(record.wall_seconds for record in honest.values()))  # on a busy machine
    records, seconds = grade(course, round(wall, 1))
    everybody = {case.name for case in kit.CASES} | set(HONEST)
    assert set(records) == everybody
    assert set(gradebook.contents(gradebook.url(course / "grading"), kit.HW)) == everybody
    assert {name: records[name].points for name in HONEST} == HONEST
    assert {name: records[name].status for name in HONEST} == dict.fromkeys(HONEST, "graded")
    assert {case.name: records[case.name].points for case in kit.CASES if records[case.name].points > 0} == {}
    assert not {name for name, record in records.items() if record.status != "graded" and not record.flags}
    assert not {name for name, record in records.items() for flag in record.flags if flag.code.startswith("worker-")}
    assert seconds < len(records) * (wall + test_hostile.SPARE) / JOBS
    assert not folders.UNPICKLED.exists()
    assert not folders.CLIMBED.exists()
