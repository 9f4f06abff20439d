"""The doctor: each thing that can be broken is named in one line that says how to mend it."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from utils.authoring import checkup, doctor
from utils.authoring.environment import ROOT, interpreter
from utils.data import mnist
from utils.data.__main__ import RENDERED


@pytest.fixture
def course(tmp_path):
    """A course's folder whose environment is an empty one that counts as whole."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    python = interpreter(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / ".venv" / "installed").touch()
    return tmp_path


def test_this_environment_is_whole():
    found = subprocess.run(
        [sys.executable, "-m", "utils.authoring.checkup"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    parts = {part: verdict for verdict, part, _, _ in json.loads(found.stdout)}
    assert (parts["versions"], parts["widgets"], parts["GPU"]) == ("ok", "ok", "ok")


def test_the_doctor_needs_no_package():
    """The environment may be what is broken: imported with no packages in reach (-S), it must still speak."""
    program = "import sys; import utils.authoring.doctor; print(sorted({'numpy', 'yaml', 'torch'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_python_that_is_too_new_gets_its_mend():
    finding = doctor.python((3, 14, 0))
    assert finding.verdict == "mend"
    assert "make PYTHON=python3.11 lab" in str(finding)


def test_a_full_disk_gets_its_mend(course, monkeypatch):
    assert doctor.disk(course).verdict == "ok"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda root: SimpleNamespace(free=2**28))
    assert "256 MiB are free" in str(doctor.disk(course))
    (course / ".venv" / "installed").unlink()
    assert "3 GiB" in str(doctor.disk(course))


def test_an_environment_that_is_missing_unfinished_or_old_is_told_apart(course):
    assert doctor.packages(course).verdict == "ok"
    os.utime(course / "constraints.txt", (2**31, 2**31))
    assert "others than are installed" in doctor.packages(course).says
    (course / ".venv" / "installed").unlink()
    assert "never finished" in doctor.packages(course).says
    interpreter(course / ".venv").unlink()
    assert "no environment yet" in doctor.packages(course).says


def test_an_environment_that_cannot_answer_is_to_be_made_anew(course):
    (finding,) = doctor.inside(course)
    assert finding.verdict == "mend"
    assert "delete `.venv`" in finding.mend


def test_a_package_of_another_version_is_named_but_never_torch():
    verdict, _, says, mend = checkup.versions("numpy==0.1\ntorch==0.1\nno-such-package==1\n")
    assert (verdict, "numpy and 1 in all" in says, "make lab" in mend) == ("mend", True, True)
    assert checkup.versions("torch==0.1\n")[0] == "ok"


def test_data_that_is_not_here_is_a_note_with_its_command(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    verdict, part, says, mend = checkup.data(mnist.MNIST.folder)
    assert (verdict, part) == ("note", "data")
    assert "4 of 4 files" in says
    assert "make data" in mend
    assert checkup.data(RENDERED)[:3] == ("note", "data", "DeckCam is not rendered yet: who asks first waits a minute")


def test_a_lab_without_its_extensions_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(checkup, "jupyter_path", lambda name: [str(tmp_path)])
    assert checkup.widgets()[0] == "mend"


def test_no_browser_and_no_sandbox_are_notes_with_a_command(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert [(found.verdict, bool(found.mend)) for found in (doctor.browser(), doctor.sandbox())] == [("note", True)] * 2


def test_one_fault_makes_the_command_fail(monkeypatch, capsys):
    for verdict, code in (("ok", 0), ("note", 0), ("mend", 1)):
        monkeypatch.setattr(
            doctor, "examine", lambda verdict=verdict: [doctor.Finding(verdict, "disk", "full", "free")]
        )
        with pytest.raises(SystemExit) as ended:
            doctor.main()
        assert ended.value.code == code
        assert capsys.readouterr().out.startswith(f"{verdict:5} disk      full -> free\n")
