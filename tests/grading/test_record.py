"""A record goes to one line of JSON and back unchanged; what is not exactly a record is refused by name."""

import json

import pytest

from utils.grading.record import CheckRecord, Flag, PartRecord, Record, from_json, to_json

CHECKS = (CheckRecord(1, "two equal scores", "", False), CheckRecord(0.5, "random scores", "expected 1,\ngot 2", True))
PART = PartRecord("test-softmax", 2.5, 5, CHECKS)
FLAG = Flag("slow", "ada's softmax took 5 s", "softmax took longer than 5 s \ud800")
RECORD = Record("hw0", "ada", "0" * 64, "graded", (PART, PART), (FLAG,), 1.5, 0.5, "fork")


def test_a_record_comes_back_as_it_went_in_one_line():
    line = to_json(RECORD)
    assert "\n" not in line
    assert line.isascii()
    assert from_json(line) == RECORD
    assert from_json(to_json(RECORD._replace(parts=(), flags=()))).parts == ()


def test_the_points_of_a_record_are_those_of_its_parts():
    assert RECORD.points == 5.0


def changed(path: str, value: object) -> str:
    fields = json.loads(to_json(RECORD))
    *way, last = path.split(".")
    place = fields
    for key in way:
        place = place[int(key) if key.isdigit() else key]
    place[int(last) if last.isdigit() else last] = value
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "a record must be one line of JSON"),
        ("[" * 100_000, "a record must be one line of JSON"),
        ("[]", "a Record must have the fields homework, .*, got list"),
        (changed("version", 2), "version of a record must be 1, got 2"),
        (changed("extra", 2), "a Record must have the fields .*extra"),
        (changed("student", None), "student of a Record must be text, got None"),
        (changed("parts", {}), r"parts of a Record must be a list, got \{\}"),
        (changed("parts.0.points", 6), "points of test-softmax must be from 0 to 5, got 6"),
        (changed("parts.1.points", -1), "points of test-softmax must be from 0 to 5, got -1"),
        (changed("parts.0.points", float("nan")), "points of a PartRecord must be a finite number, got nan"),
        (changed("parts.0.points", True), "points of a PartRecord must be a finite number, got True"),
        (changed("parts.0.checks.0.hidden", 1), "hidden of a CheckRecord must be true or false, got 1"),
        (changed("flags.0", "slow"), "a Flag must have the fields code, instructor, student, got str"),
        (changed("status", "fine"), "status must be one of graded, contained, refused, got 'fine'"),
    ],
)
def test_what_is_not_a_record_is_refused_in_one_sentence(line, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        from_json(line)


def test_a_record_that_is_not_a_number_is_never_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(RECORD._replace(wall_seconds=float("nan")))
