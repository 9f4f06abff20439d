"""Names in downloads say who sent what; tables of grades come out so that no spreadsheet computes with them."""

import csv

import pytest

from tests.grading.test_intake import GOOD, listing, zipped
from utils.grading.collect import collect
from utils.grading.lms import Sender, plain, read_roster, sender, student_of, write_grades

ROSTER = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "77", "email": "ada@example.org"},
    "bob": {"first_name": "Bob", "last_name": "O'Neil-Smith"},
    "bo2": {"first_name": "Bo", "last_name": "Li"},
    "bo3": {"first_name": "Bo", "last_name": "Li"},
}


@pytest.mark.parametrize(
    ("path", "who", "student"),
    [
        ("lovelaceada_77_123_hw0.ipynb", Sender("canvas", "77", "lovelaceada", "hw0.ipynb"), "ada"),
        ("oneilsmithbob_LATE_78_123_my_hw0-1.ipynb", Sender("canvas", "78", "oneilsmithbob", "my_hw0-1.ipynb"), "bob"),
        ("Ada Lovelace_5_assignsubmission_file_/hw0.ipynb", Sender("moodle", "5", "Ada Lovelace", "hw0.ipynb"), "ada"),
        ("Bob O'Neil-Smith_5_assignsubmission_file_x.zip", Sender("moodle", "5", "Bob O'Neil-Smith", "x.zip"), "bob"),
        ("Bo Li_6_assignsubmission_file_/a/b.ipynb", Sender("moodle", "6", "Bo Li", "a/b.ipynb"), "moodle-6"),
        ("Ada Lovelace_5_assignsubmission_onlinetext_/onlinetext.html", None, None),
        ("ada/hw0.ipynb", None, None),
    ],
)
def test_a_name_in_a_download_says_who_sent_it(path, who, student):
    assert sender(path) == who
    if who:
        assert student_of(who, ROSTER) == student


DOWNLOADS = {
    "canvas": {"lovelaceada_77_1_hw0.ipynb": GOOD, "x_LATE_99_1_hw0-3.ipynb": GOOD},
    "moodle": {"Ada Lovelace_5_assignsubmission_file_/hw0.ipynb": GOOD, "X_9_assignsubmission_file_/hw0.zip": b"PK"},
    "plain": {"ada/hw0/hw0.ipynb": GOOD, "eve/hw0.ipynb": GOOD},
}
LAID_OUT = {
    "canvas": {"ada/hw0/hw0.ipynb": GOOD, "canvas-99/hw0/hw0-3.ipynb": GOOD},
    "moodle": {"ada/hw0/hw0.ipynb": GOOD, "moodle-9/hw0/hw0.zip": b"PK"},
    "plain": {"ada/hw0/hw0.ipynb": GOOD, "eve/hw0/hw0.ipynb": GOOD},
}


@pytest.mark.parametrize("system", DOWNLOADS)
@pytest.mark.parametrize("packed", [True, False])
def test_a_download_is_laid_out_by_student_as_it_came_and_only_once(tmp_path, system, packed):
    source = tmp_path / ("download.zip" if packed else "download")
    if packed:
        source.write_bytes(zipped(DOWNLOADS[system]))
    else:
        for name, data in DOWNLOADS[system].items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
    grading = tmp_path / "grading"
    changed, flags = collect(source, "hw0", grading, ROSTER)
    assert listing(grading / "submitted") == LAID_OUT[system]
    assert len(changed) == 2
    assert not flags
    assert collect(source, "hw0", grading, ROSTER) == ([], [])
    assert not (grading / "earlier").exists()


def test_what_is_handed_in_again_replaces_the_earlier_which_is_kept(tmp_path):
    for number, data in enumerate((b"first", b"second")):
        (tmp_path / f"{number}.zip").write_bytes(zipped({"ada/hw0.ipynb": data}))
        assert collect(tmp_path / f"{number}.zip", "hw0", tmp_path / "g", {})[0] == ["ada"]
    assert listing(tmp_path / "g" / "submitted") == {"ada/hw0/hw0.ipynb": b"second"}
    assert list(listing(tmp_path / "g" / "earlier").values()) == [b"first"]


def test_a_download_whose_paths_lead_out_lands_nowhere_else(tmp_path):
    members = {"../../evil": b"1", "..": b"1", "ada/../../x": b"1", "ada/hw0.ipynb": GOOD}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    _, flags = collect(tmp_path / "a.zip", "hw0", tmp_path / "deep" / "g", {})
    assert {note.code for note in flags} == {"zip-path"}
    assert listing(tmp_path / "deep") == {"g/submitted/ada/hw0/hw0.ipynb": GOOD}


def test_a_download_that_is_none_is_refused(tmp_path):
    with pytest.raises(ValueError, match="must be a folder or a zip"):
        collect(tmp_path / "none.zip", "hw0", tmp_path, {})
    (tmp_path / "hw0.ipynb").write_bytes(GOOD)
    with pytest.raises(ValueError, match="holds no file whose name or folder says which student sent it"):
        collect(tmp_path, "hw0", tmp_path / "g", {})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_text_never_starts_a_formula(text):
    assert plain(text) == f"'{text}"
    assert plain(-1.5) == -1.5
    assert plain("a=1") == "a=1"


def row(score: float) -> dict:
    grades = {"test-a": (score, None, None, False), "written": (None, None, None, True)}
    return {"timestamp": None, "extension": None, "penalty": 0.5, "score": score, "maximum": 9.0, "grades": grades}


def test_tables_of_grades_hold_the_whole_class_and_no_formula(tmp_path):
    roster = {**ROSTER, "eve": {"first_name": '=HYPERLINK("x")', "last_name": "a,b\n\"c'"}}
    paths = write_grades(tmp_path, "hw0", {"ada": row(4.25), "eve": row(0.25)}, roster, "Homework 0 (12)")
    full, canvas, moodle = (list(csv.DictReader(path.open(newline=""))) for path in paths)
    assert [line["student"] for line in full] == ["ada", "bo2", "bo3", "bob", "eve"]
    assert [float(line["score"]) for line in full] == [3.75, 0, 0, 0, 0]
    assert full[0]["waits_for_a_human"] == "yes"
    assert full[4]["first_name"] == '\'=HYPERLINK("x")'
    assert full[4]["last_name"] == "a,b\n\"c'"
    assert canvas[0] == {
        "Student": "Points Possible",
        "ID": "",
        "SIS Login ID": "",
        "Section": "",
        "Homework 0 (12)": "9.0",
    }
    assert (canvas[1]["Student"], canvas[1]["ID"], canvas[1]["Homework 0 (12)"]) == ("Lovelace, Ada", "77", "3.75")
    assert moodle[0] == {"Username": "ada", "Email address": "ada@example.org", "hw0": "3.75"}
    cells = [value for path in paths for line in csv.reader(path.open(newline="")) for value in line]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@"))]


def test_a_roster_is_read_or_its_fault_named(tmp_path):
    path = tmp_path / "roster.csv"
    with pytest.raises(ValueError, match=r"there is no file roster\.csv"):
        read_roster(path)
    path.write_text("\ufeffstudent,first_name,last_name,canvas_id\nada,Ada,Lovelace,77\n", encoding="utf-8")
    assert read_roster(path) == {"ada": {"first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "77"}}
    for wrong in ("name\nada\n", "student\nada\nada\n", "student\n=1\n"):
        path.write_text(wrong)
        with pytest.raises(ValueError, match="each line needs a student id of its own"):
            read_roster(path)
