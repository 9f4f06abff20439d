"""Whatever is handed in is contained or flagged, wins nothing, is said in one line, and ends at its limit."""

import time

import pytest

from tests.grading.hostile import answers, folders, kit, notebooks  # noqa: F401 - importing them registers cases
from utils.grading.intake import take_in
from utils.grading.sandbox.backend import fork_server
from utils.grading.sandbox.limits import Limits
from utils.grading.settings import Caps, Settings, read
from utils.grading.task import carry_out, make_task

WALL = 2.0
CAPS = Caps(notebook_bytes=1_000_000, total_bytes=5_000_000, files=50)
LIMITS = Limits(1 << 30, 32, 8 << 20, 32 << 20, 2, WALL, 1 << 20)
SPARE = 6.0  # seconds to take in, to start and to end, on a busy machine


@pytest.fixture(scope="session")
def fork():
    with fork_server() as backend:
        yield backend


def grade(folder, backend, limits=LIMITS):
    settings: Settings = read("seed = 12345\n")._replace(limits=limits._asdict())
    task = make_task(take_in(folder, kit.HW, CAPS), kit.SOLVED.read_bytes(), settings, backend)
    return carry_out(task).record


@pytest.fixture(scope="session")
def untouched(fork, tmp_path_factory):
    """The record of the release as students get it; nothing has to hurry here, so that it is what it is."""
    untouched = kit.Case("untouched", lambda folder: kit.save(folder, kit.read_release()), ())
    folder = hand_in(tmp_path_factory.mktemp("untouched"), untouched)
    return grade(folder, fork, LIMITS._replace(wall_seconds=60, cpu_seconds=60))


def hand_in(root, case, student="ada"):
    folder = root / "submitted" / student / kit.HW
    folder.mkdir(parents=True)
    case.build(folder)
    return folder


def test_the_corpus_is_large_and_says_each_thing_once():
    names = [case.name for case in kit.CASES]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", kit.CASES, ids=[case.name for case in kit.CASES])
def test_nothing_is_won_lost_or_delayed(case, fork, untouched, tmp_path):
    folder = hand_in(tmp_path, case)
    begun = time.monotonic()
    record = grade(folder, fork)
    seconds = time.monotonic() - begun
    raised = {flag.code for flag in record.flags}
    busy = {"wall"} if seconds > WALL else set()  # on a busy machine the clock may come first
    assert raised & ({*case.codes} | busy) or not case.codes or "" in case.codes, (case.codes, record.flags)
    assert record.status == "graded" or raised
    assert record.points <= untouched.points
    assert [part.maximum for part in record.parts] == [part.maximum for part in untouched.parts]
    assert all(0 <= part.points <= part.maximum for part in record.parts)
    assert seconds < WALL + SPARE
    assert not folders.UNPICKLED.exists()
    assert not folders.CLIMBED.exists()
    for flag in record.flags:
        assert len(flag.instructor.splitlines()) == 1
        assert len(flag.instructor) < 600
        assert len(flag.student.splitlines()) <= 1


def test_the_untouched_release_is_graded_without_a_word(untouched):
    assert (untouched.status, untouched.flags) == ("graded", ())
