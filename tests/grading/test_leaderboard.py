"""The board ranks by log-loss, ties share a rank, the private part stays private, and hostile work stays harmless."""

import csv
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.homework import course as homeworks
from tests.homework.hw2 import school
from utils.grading import __main__ as program
from utils.grading import leaderboard
from utils.grading.keys import losses, write_key
from utils.grading.leaderboard import Entry, guess, page, pseudonyms, ranked
from utils.reference.losses import log_loss

KEY = school.make_key()
GOOD, FAIR = (school.predict(KEY.labels, KEY.boats, 1, skill) for skill in (8, 3))
NASTY = '<script>alert("x")</script>'

CLASS = {
    "ada": school.submission(KEY, GOOD),
    "bob": school.submission(KEY, FAIR),
    "cem": school.submission(KEY, GOOD),
    "dan": school.submission(KEY, 2 * np.log(GOOD)),
    "eve": b"image," + b"\n" * 1_000_000,
    "fay": school.submission(KEY, GOOD).replace(b"\n" + KEY.names[0].encode(), b"\n=cmd|' /C calc'!A0"),
    "gil": school.submission(KEY, GOOD).replace(b"\n" + KEY.names[0].encode(), f"\n{NASTY}".encode()),
    "hal": b"\x00" * 5_000,
    "ivy": None,
}


@pytest.fixture
def course(tmp_path):
    """A course with a key and a class that has handed in."""
    (tmp_path / "solutions" / "hw2").mkdir(parents=True)
    homeworks.notebooks.write(homeworks.source("hw2"), tmp_path / "solutions" / "hw2" / "hw2.ipynb")
    (tmp_path / "grading" / "keys").mkdir(parents=True)
    (tmp_path / "grading" / "grading.toml").write_text("seed = 5\n")
    (tmp_path / "grading" / "keys" / "hw2.csv").write_bytes(write_key(KEY))
    for student, data in CLASS.items():
        folder = tmp_path / "grading" / "submitted" / student / "hw2"
        folder.mkdir(parents=True)
        (folder / "hw2.ipynb").write_text("{}")
        if data is not None:
            (folder / "submission.csv").write_bytes(data)
    return tmp_path


def run(course, *options):
    program.main(["leaderboard", "hw2", *options, "--course", str(course)])


def lines(course, end=""):
    with (course / "grading" / f"hw2-leaderboard{end}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_public_board_ranks_by_public_boats_and_holds_no_private_number(course, capsys):
    run(course)
    public, private = losses(GOOD, KEY)
    ranks = {line["student"]: line["rank"] for line in lines(course)}
    assert ranks == {
        "ada": "1",
        "cem": "1",
        "bob": "3",
        **dict.fromkeys(("dan", "eve", "fay", "gil", "hal", "ivy"), ""),
    }
    text = (course / "grading" / "hw2-leaderboard.html").read_text()
    table = (course / "grading" / "hw2-leaderboard.csv").read_text()
    assert f"{public:.3f}" in text
    assert f"{private:.3f}" not in text + table
    assert f"{guess(write_key(KEY)).public:.3f}" in text
    assert "6 submissions could not be scored" in text
    said = capsys.readouterr().out
    assert "dan is not scored: numbers go from" in said
    assert "hal is not scored: the file holds null bytes" in said
    assert "eve is not scored: submission.csv has 1.0 MB" in said


def test_nothing_on_the_public_board_depends_on_private_labels(course):
    run(course)
    first = [(course / "grading" / f"hw2-leaderboard.{end}").read_bytes() for end in ("html", "csv")]
    other = KEY._replace(labels=np.where(KEY.public, KEY.labels, 0))
    (course / "grading" / "keys" / "hw2.csv").write_bytes(write_key(other))
    run(course)
    assert first == [(course / "grading" / f"hw2-leaderboard.{end}").read_bytes() for end in ("html", "csv")]


def test_the_final_board_ranks_by_private_boats_in_files_of_its_own(course):
    run(course, "--final")
    assert {line["student"]: line["private"] for line in lines(course, "-final")}[
        "ada"
    ] == f"{losses(GOOD, KEY)[1]:.3f}"
    assert not (course / "grading" / "hw2-leaderboard.html").exists()
    assert "since the public board" in (course / "grading" / "hw2-leaderboard-final.html").read_text()


def test_an_anonymous_page_names_nobody_and_the_table_tells_the_instructor_who_is_who(course):
    run(course, "--anonymous")
    text = (course / "grading" / "hw2-leaderboard.html").read_text()
    known = {line["student"]: line["pseudonym"] for line in lines(course)}
    assert not re.search(r"\b(ada|bob|cem)\b", text)
    assert known["ada"] in text
    assert known == pseudonyms(CLASS, 5) != pseudonyms(CLASS, 6)


def test_a_spreadsheet_gets_no_formula_and_the_page_no_markup_of_a_student(course):
    run(course)
    for path in course.glob("grading/hw2-leaderboard.*"):
        text = path.read_text()
        assert "<script" not in text or path.suffix == ".csv"
        assert not re.search(r"(^|,)\"?[=+@-]", text.replace("\r", ""), re.MULTILINE) or path.suffix == ".html"
    assert "for one" in next(line["not scored"] for line in lines(course) if line["student"] == "fay")


def test_ties_are_of_what_is_shown_and_take_as_many_places():
    entries = [Entry("a", 0.5004, 0.9), Entry("b", 0.4996, 0.2), Entry("c", 0.7, 0.3), Entry("d", 0.4, 0.3)]
    assert [(line.rank, line.name) for line in ranked(entries, False)] == [(1, "d"), (2, "a"), (2, "b"), (4, "c")]
    final = [(line.rank, line.name, line.climbed) for line in ranked(entries, True)]
    assert final == [(1, "b", 1), (2, "c", 2), (2, "d", -1), (4, "a", -2)]
    assert ranked([], False) == []


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.links += [value for name, value in attrs if name in ("src", "href", "action", "srcset")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_is_one_table_with_heads_and_a_caption_and_asks_for_nothing():
    entries = [Entry(NASTY, 0.5, 0.4), Entry("b&b", 0.6, 0.7)]
    (simple,) = ranked([Entry("the shares", 1.6, 1.6)], True)
    text = page("hw2", ranked(entries, True), simple, 1, True)
    found = Page(text)
    names = [tag for tag, _ in found.tags]
    assert found.links == []
    assert "script" not in names
    assert "url(" not in text
    assert NASTY in found.words
    assert names.count("table") == names.count("caption") == names.count("h1") == names.count("main") == 1
    assert all(about.get("scope") in ("col", "row") for tag, about in found.tags if tag == "th")
    assert {about.get("lang") for tag, about in found.tags if tag == "html"} == {"en"}
    assert any("default-src 'none'" in about.get("content", "") for tag, about in found.tags)
    assert "1 submission could not be scored" in text


def test_the_guess_beside_the_board_is_that_of_the_shares():
    shares = np.tile(leaderboard.fisheries_checks.training().shares, (len(KEY.names), 1))
    assert guess(write_key(KEY)).public == pytest.approx(log_loss(shares[KEY.public], KEY.labels[KEY.public]))


@pytest.mark.parametrize(
    ("command", "homework", "said"),
    [
        ("leaderboard", "hw2", "hw2 has no hidden data yet: make handout HW=hw2 first"),
        ("grade", "hw2", "hw2 has no hidden data yet: make handout HW=hw2 first"),
    ],
)
def test_without_a_handout_nothing_is_ranked_or_graded(course, command, homework, said):
    (course / "grading" / "keys" / "hw2.csv").unlink()
    with pytest.raises(SystemExit, match=said):
        program.main([command, homework, "--course", str(course)])


@pytest.mark.parametrize("command", ["handout", "leaderboard"])
def test_a_homework_without_hidden_data_has_neither(tmp_path, command):
    (tmp_path / "solutions" / "hw0").mkdir(parents=True)
    homeworks.notebooks.write(homeworks.source("hw0"), tmp_path / "solutions" / "hw0" / "hw0.ipynb")
    with pytest.raises(SystemExit, match="hw0 has no hidden data to hand out or to rank by"):
        program.main([command, "hw0", "--course", str(tmp_path)])
