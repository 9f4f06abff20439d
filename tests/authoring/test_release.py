"""Releasing a homework: what is compared, what is refused, what the command says."""

import pytest

from utils.authoring import release


@pytest.fixture
def folders(tmp_path):
    for name in ("fresh", "released"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "hw0.ipynb").write_text("same")
    return tmp_path / "fresh", tmp_path / "released"


def test_equal_folders_do_not_differ(folders):
    assert release.differences(*folders) == []


def test_a_changed_a_missing_and_a_stray_file_differ(folders):
    fresh, released = folders
    (released / "hw0.ipynb").write_text("SAME")
    (fresh / "new.txt").touch()
    (released / "old.txt").touch()
    assert release.differences(fresh, released) == ["hw0.ipynb", "new.txt", "old.txt"]


def test_what_editors_leave_does_not_count(folders):
    (folders[1] / ".ipynb_checkpoints").mkdir()
    (folders[1] / ".ipynb_checkpoints" / "hw0.ipynb").touch()
    assert release.differences(*folders) == []


def test_an_unknown_homework_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"^there is no homework hw9: expected .*hw9\.ipynb$"):
        release.release("hw9", tmp_path)


def test_the_reason_is_the_first_exception_in_the_log():
    log = "[INFO] a\n[ERROR] Traceback:\n      File x\n    FileNotFoundError: no alembic\n[ERROR] see above\n"
    assert release._reason(log) == "FileNotFoundError: no alembic"
    assert release._reason("[INFO] a\n[ERROR] see above\n") == "[ERROR] see above"
    assert release._reason("") == "no reason given"


def test_the_committed_releases_are_checked_by_name(capsys, monkeypatch):
    monkeypatch.setattr(release, "check", lambda homework: ["hw0.ipynb"])
    assert release.main(["hw0", "--check"]) == 1
    assert capsys.readouterr().out == "homework/hw0/hw0.ipynb is out of date: run make release HW=hw0\n"
