"""Whatever is handed in: no error, nothing lost, nothing followed, nothing changed, one sentence for each problem."""

import io
import json
import os
import stat
import zipfile
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from utils.grading.intake import STUDENT, submissions, take_in
from utils.grading.intake_notebook import read_notebook
from utils.grading.intake_reasons import REASONS, flag
from utils.grading.settings import Caps

GOOD = nbformat.writes(new_notebook(cells=[new_markdown_cell("a"), new_code_cell("b = 1")])).encode()
SMALL = Caps(notebook_bytes=10_000, total_bytes=20_000, files=5)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def submit(root: Path, files: dict[str, bytes], student: str = "ada") -> Path:
    folder = root / student / "hw0"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FOUND = [
    ({"hw0.ipynb": GOOD}, "hw0.ipynb", []),
    ({"hw0/hw0.ipynb": GOOD, "__MACOSX/._hw0.ipynb": b"x", ".ipynb_checkpoints/hw0.ipynb": b"x"}, "hw0/hw0.ipynb", []),
    ({"hw0-2.ipynb": GOOD}, "hw0-2.ipynb", ["renamed"]),
    ({"Kopie von HW0 (1).ipynb": GOOD}, "Kopie von HW0 (1).ipynb", ["renamed"]),
    ({"HW0.ipynb": GOOD, "notes.ipynb": GOOD}, "HW0.ipynb", ["renamed", "several-notebooks"]),
    ({"hw0.ipynb": GOOD, "old/hw0.ipynb": GOOD}, "hw0.ipynb", ["several-notebooks"]),
    ({"hw0.ipynb": GOOD, "hw0.exe": b"MZ", "numpy.py": b"evil"}, "hw0.ipynb", ["extra-file"]),
    ({"a.ipynb": GOOD, "b.ipynb": GOOD}, "", ["which-notebook"]),
    ({"hw0_a.ipynb": GOOD, "hw0_b.ipynb": GOOD}, "", ["which-notebook"]),
    ({"essay.docx": b"PK"}, "", ["no-notebook", "extra-file"]),
    ({}, "", ["no-notebook"]),
    ({"hw0.ipynb": b" " * 10_001}, "", ["no-notebook", "too-large"]),
    ({f"{n}.txt": b"" for n in range(9)}, "", ["extra-file", "no-notebook", "too-many-files"]),
    (
        {"a/1.bin": b"", **{f"{n}.txt": b"" for n in range(9)}, "hw0.ipynb": GOOD},
        "hw0.ipynb",
        ["extra-file", "too-many-files"],
    ),
    ({"a.bin": b" " * 20_000, "hw0.ipynb": GOOD}, "hw0.ipynb", ["too-large"]),
    ({"a.bin": b" " * 20_000, "b.bin": b"b"}, "", ["extra-file", "no-notebook", "too-much"]),
    ({"hw0.zip": zipped({"work/hw0/hw0.ipynb": GOOD})}, "work/hw0/hw0.ipynb", []),
    ({"hw0.zip": zipped({"hw0.ipynb": GOOD, "../../x.py": b"1", "/etc/x": b"1"})}, "hw0.ipynb", ["zip-path"] * 2),
    ({"hw0.zip": zipped({"..\\x.py": b"1", "C:\\x.py": b"1"})}, "", ["no-notebook", "zip-path", "zip-path"]),
    ({"hw0.zip": zipped({"bomb.csv": bytes(10**7), "hw0.ipynb": GOOD})}, "hw0.ipynb", ["zip-bomb"]),
    ({"hw0.zip": zipped({"hw0.ipynb": bytes(10**7)})}, "", ["no-notebook", "too-large"]),
    ({"hw0.zip": zipped({"in.zip": zipped({"hw0.ipynb": GOOD})})}, "", ["extra-file", "no-notebook"]),
    ({"hw0.zip": b"PK\x03\x04 nonsense"}, "", ["bad-zip", "no-notebook"]),
    ({"hw0.zip": zipped({"hw0.ipynb": GOOD})[:-30]}, "", ["bad-zip", "no-notebook"]),
    ({"hw0.ipynb": GOOD, "/".join("abcdefgh") + "/x.py": b""}, "hw0.ipynb", ["too-deep"]),
]


@pytest.mark.parametrize(("files", "name", "codes"), FOUND)
def test_the_notebook_to_grade_is_found_or_the_reason_said_and_the_folder_stays_as_it_came(
    tmp_path, files, name, codes
):
    folder = submit(tmp_path, files)
    before = listing(tmp_path)
    taken = take_in(folder, "hw0", SMALL)
    assert taken.name == name
    assert taken.notebook == (GOOD if name else b"")
    assert sorted(note.code for note in taken.flags) == sorted(codes)
    assert taken.refused == (not name)
    assert listing(tmp_path) == before


def test_an_encrypted_zip_and_a_zip_bomb_with_forged_sizes_are_bad_zips(tmp_path):
    data = bytearray(zipped({"hw0.ipynb": GOOD}))
    place = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[place + 8] |= 1
    assert next(note.code for note in take_in(submit(tmp_path, {"a.zip": bytes(data)}), "hw0").flags) == "bad-zip"
    forged = bytearray(zipped({"hw0.ipynb": bytes(10**6)}))
    place = forged.index(b"PK\x01\x02")
    forged[place + 24 : place + 28] = (10).to_bytes(4, "little")
    taken = take_in(submit(tmp_path, {"a.zip": bytes(forged)}, "eve"), "hw0", SMALL)
    assert taken.refused


def test_links_pipes_sockets_and_devices_are_left_aside(tmp_path):
    (tmp_path / "secret.ipynb").write_bytes(GOOD)
    folder = submit(tmp_path / "in", {})
    (folder / "hw0.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ipynb")
    taken = take_in(folder, "hw0")
    assert sorted(note.code for note in taken.flags) == ["link", "no-notebook", "special-file"]
    linked = tmp_path / "in" / "eve" / "hw0"
    linked.parent.mkdir()
    linked.symlink_to(tmp_path)
    assert [note.code for note in take_in(linked, "hw0").flags] == ["link", "no-notebook"]
    assert set(submissions(tmp_path / "in", "hw0")) == {"ada", "eve"}


def test_a_link_inside_a_zip_is_left_aside(tmp_path):
    link = zipfile.ZipInfo("hw0.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    taken = take_in(submit(tmp_path, {"a.zip": stream.getvalue()}), "hw0")
    assert sorted(note.code for note in taken.flags) == ["link", "no-notebook"]


@pytest.mark.parametrize(
    ("text", "moment", "codes"),
    [
        ("2026-02-01 10:00:00 UTC", datetime(2026, 2, 1, 10), []),
        ("2026-02-01 10:00:00.5 America/New_York", datetime(2026, 2, 1, 15, 0, 0, 500000), []),
        ("2026-02-01T10:00:00+02:00", datetime(2026, 2, 1, 8), []),
        ("2026-02-01 10:00 -0800", datetime(2026, 2, 1, 18), []),
        ("2026-02-01T10:00:00Z", datetime(2026, 2, 1, 10), []),
        ("2026-02-01 10:00:00 ../../etc/passwd", None, ["bad-timestamp"]),
        ("0001-01-01 00:00:00 +0100", None, ["bad-timestamp"]),
        ("", None, ["bad-timestamp"]),
        ("yesterday", None, ["bad-timestamp"]),
        ("10", None, ["bad-timestamp"]),
        ("2026-99-99 10:00", None, ["bad-timestamp"]),
        ("2026-02-01 10:00:00 " + "9" * 100, None, ["bad-timestamp"]),
        ("9999-01-01 00:00:00 UTC", None, ["future-timestamp"]),
        ("\udcff\x00", None, ["bad-timestamp"]),
    ],
)
def test_a_timestamp_is_read_or_flagged(tmp_path, text, moment, codes):
    folder = submit(tmp_path, {"hw0.ipynb": GOOD, "timestamp.txt": text.encode(errors="surrogateescape")})
    taken = take_in(folder, "hw0")
    assert taken.timestamp == moment
    assert [note.code for note in taken.flags] == codes
    assert not taken.refused


@pytest.mark.parametrize("name", ["=cmd()", "-rf", ".hidden", "a b", "Zoë", "x" * 150, "a\nb"])
def test_a_folder_name_that_is_no_id_gets_an_id_that_is_one(tmp_path, name):
    taken = take_in(submit(tmp_path, {"hw0.ipynb": GOOD}, name), "hw0")
    assert STUDENT.fullmatch(taken.student)
    assert [note.code for note in taken.flags] == ["bad-student-name"]
    assert all("\n" not in sentence for note in taken.flags for sentence in note)


def as_json(**fields: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **fields}).encode()


CELL = {"cell_type": "code", "source": "a = 1", "metadata": {}, "outputs": [], "execution_count": None}
UNREADABLE = [
    (b"", "bad-json"),
    (b"{", "bad-json"),
    (b"[" * 200_000, "bad-json"),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "bad-json"),
    (b'{"nbformat": ' + b"9" * 10_000 + b"}", "bad-json"),
    (b"\xff\xfe{\x00}\x00", "not-text"),
    (b"null", "not-a-notebook"),
    (b"[]", "not-a-notebook"),
    (b"{}", "not-a-notebook"),
    (as_json(nbformat=True), "not-a-notebook"),
    (as_json(nbformat="4"), "not-a-notebook"),
    (as_json(nbformat=5), "new-format"),
    (as_json(nbformat=0), "new-format"),
    (as_json(nbformat=3), "not-a-notebook"),
    (as_json(cells={}), "not-a-notebook"),
    (as_json(cells=[1, None, {"cell_type": "evil", "source": "x"}]), "not-a-notebook"),
]


@pytest.mark.parametrize(("data", "code"), UNREADABLE)
def test_what_is_no_notebook_is_refused_with_the_reason(data, code):
    notebook, flags = read_notebook(data, "hw0.ipynb")
    assert notebook is None
    assert flags[-1].code == code
    assert REASONS[code].refused
    assert flags[-1].instructor
    assert flags[-1].student


def test_what_can_be_mended_is_mended():
    odd = {**CELL, "source": ["x = '\ud800'\n", 7, "\x00"], "metadata": "no", "outputs": "no", "id": 5}
    notebook, flags = read_notebook(as_json(cells=[odd, 3, {"cell_type": "markdown"}]), "hw0.ipynb")
    assert [note.code for note in flags] == ["odd-text"]
    assert [cell.source for cell in notebook.cells] == ["x = '?'\n?", ""]
    nbformat.validate(notebook)
    assert read_notebook(b"\xef\xbb\xbf" + GOOD, "x")[0] is not None, "some editors write a byte order mark"


def test_an_old_format_is_converted():
    cells = [{"cell_type": "code", "input": "a = 1", "metadata": {}, "outputs": [], "language": "python"}]
    data = as_json(nbformat=3, nbformat_minor=0, metadata={"name": ""}, worksheets=[{"cells": cells, "metadata": {}}])
    notebook, flags = read_notebook(data, "hw0.ipynb")
    assert [note.code for note in flags] == ["old-format"]
    assert [cell.source for cell in notebook.cells] == ["a = 1"]


def test_every_reason_is_one_sentence_each_that_can_be_filled():
    places = {"name": "n", "names": ["a"] * 7, "expected": "e", "limit": 1, "why": "w\x1b[31m", "version": 3}
    for code in REASONS:
        made = flag(code, **places, student="s")
        assert "\x1b" not in made.instructor
        assert made.instructor
        assert (made.student == "") == (REASONS[code].student == "")
    assert "a and 2 more" in flag("link", names=["a"] * 7).instructor
