"""Tests find what was handed in and the key, for as long as they run; what is missing or too large is one sentence."""

import pytest

from utils.grading import desk
from utils.grading.homeworks import needs
from utils.grading.intake import take_in
from utils.grading.settings import Settings
from utils.grading.task import make_task


def test_files_come_from_the_folder_that_is_laid_out_and_from_here_otherwise(tmp_path, monkeypatch):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "a.csv").write_bytes(b"theirs")
    (tmp_path / "a.csv").write_bytes(b"mine")
    monkeypatch.chdir(tmp_path)
    with desk.laid_out(tmp_path / "theirs", b"secret"):
        assert desk.handed_in("a.csv", 10) == b"theirs"
        assert desk.key() == b"secret"
    assert desk.handed_in("a.csv", 10) == b"mine"
    assert desk.key() == b""


def test_a_file_that_is_missing_a_link_or_too_large_is_not_read(tmp_path):
    (tmp_path / "large.csv").write_bytes(bytes(100))
    (tmp_path / "link.csv").symlink_to(tmp_path / "large.csv")
    with desk.laid_out(tmp_path, b""):
        for name, said in (("none.csv", "is missing"), ("link.csv", "is missing"), ("large.csv", "another file")):
            with pytest.raises(AssertionError, match=f"^{name} .*{said}"):
                desk.handed_in(name, 99)


def test_another_key_grades_anew(tmp_path):
    submission = take_in(tmp_path, "hw2")
    parcels = [make_task(submission, b"", Settings(1), None, key) for key in (b"one", b"one", b"other")]
    assert parcels[0].digest == parcels[1].digest != parcels[2].digest
    assert parcels[0].key == b"one"
    assert needs("hw2").handout
