"""The scorer of the test before and after: only matched students count; the gain is a share of what was missing."""

import json

import pytest

from utils.authoring import gain
from utils.quiz.forms import form

CONCEPTS = [item.concept for item in form("a")]
COUNT = len(CONCEPTS)


def key_of(item) -> str:
    key = item.key()
    return "x".join(map(str, key)) if isinstance(key, tuple) else str(key)


@pytest.fixture
def hand_in(tmp_path):
    """A function that saves a form as the page does, its first ``right`` answers right, and returns its folder."""

    def saved(folder, student, name, right):
        answers = {item.concept: key_of(item) if place < right else "" for place, item in enumerate(form(name))}
        path = tmp_path / folder / f"form-{name}-{student}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"form": name, "student": student, "answers": answers}), encoding="utf-8")
        return path.parent

    return saved


@pytest.fixture
def two_folders(hand_in):
    hand_in("before", "Ada", "a", 4)
    before = hand_in("before", "ben", "b", 0)
    hand_in("after", " ada", "b", 10)
    hand_in("after", "ben", "a", 8)
    return gain.read_folder(before), gain.read_folder(hand_in("after", "zoe", "a", 16))


def test_a_students_gain_is_the_share_of_what_was_to_gain(two_folders):
    changes = gain.by_student(*two_folders)
    assert changes == {"ada": (4 / COUNT, 10 / COUNT), "ben": (0, 8 / COUNT)}
    assert changes["ada"].gain == pytest.approx(6 / (COUNT - 4))
    assert gain.Change(1.0, 1.0).gain is None


def test_the_gain_of_a_class_is_that_of_its_means_and_students_without_a_partner_do_not_count(two_folders):
    change = gain.of_class(*two_folders)
    assert change == (2 / COUNT, 9 / COUNT)
    assert change.gain == pytest.approx(7 / (COUNT - 2))
    assert gain.table(*two_folders).startswith("2 students took both tests; 1 files without a partner are left out.")


def test_every_concept_has_its_own_gain(two_folders):
    changes = gain.by_concept(*two_folders)
    assert list(changes) == CONCEPTS
    assert changes[CONCEPTS[0]] == (0.5, 1.0)
    assert changes[CONCEPTS[9]] == (0.0, 0.5)
    assert changes[CONCEPTS[-1]].gain == 0


def test_the_same_form_twice_strangers_and_foreign_files_are_refused_in_one_sentence(hand_in, tmp_path):
    before, after = hand_in("before", "ada", "a", 3), hand_in("after", "ada", "a", 5)
    with pytest.raises(ValueError, match="ada must take two different forms, got form a twice"):
        gain.by_student(gain.read_folder(before), gain.read_folder(after))
    with pytest.raises(ValueError, match="nobody took both tests"):
        gain.by_student(gain.read_folder(before), gain.read_folder(hand_in("others", "ben", "b", 5)))
    hand_in("before", "Ada", "b", 3)
    with pytest.raises(ValueError, match=r"ada must have one file in a folder, got a second"):
        gain.read_folder(before)
    (tmp_path / "others" / "x.json").write_text('{"form": "z", "student": "x", "answers": {}}')
    with pytest.raises(
        ValueError, match=r"x\.json must be a file that a form has saved, got a form must be one of a, b"
    ):
        gain.read_folder(tmp_path / "others")
    with pytest.raises(ValueError, match=r"must hold the files that the forms save \(\*\.json\), got none"):
        gain.read_folder(tmp_path)


def test_the_table_of_students_holds_a_row_for_each(two_folders, tmp_path):
    gain.write_csv(tmp_path / "gain.csv", gain.by_student(*two_folders))
    rows = (tmp_path / "gain.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "student,before,after,gain"
    assert [row.split(",")[0] for row in rows[1:]] == ["ada", "ben"]
