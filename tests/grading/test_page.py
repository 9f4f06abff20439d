"""The page that a student gets back: all that is needed, nothing that runs or is asked from elsewhere, no test code."""

import re

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.browser.launcher import launch
from tests.grading.test_feedback import EVIL, evil_notebook
from tests.homework import course as school
from utils import vendor
from utils.grading.marked import marked
from utils.grading.page import page
from utils.grading.record import CheckRecord, Flag, PartRecord, Record
from utils.grading.report import bars, hardest, report
from utils.grading.similarity import Pair

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CHECKS = (
    CheckRecord(1.0, "scores log 1, log 2, log 5", "", False),
    CheckRecord(1.0, "other <b>scores</b>", f"expected 0.5, got {EVIL[0]}", True),
)


def record(flags=()) -> Record:
    part = PartRecord("test-a", 1.5, 3.0, CHECKS)
    return Record("hw0", "ada", "d", "graded", (part,), tuple(flags), 1.0, 0.5, "fork")


def row(**changes) -> dict:
    grades = {"test-a": (1.5, None, None, False), "words": (None, 2.0, None, False)}
    comments = {"answer": (None, None), "words": (None, f"Why $x^2$? {EVIL[2]}")}
    return {"score": 3.5, "maximum": 9.0, "penalty": 0.5, "grades": grades, "comments": comments, **changes}


def graded(name: str, **about) -> dict:
    return {"nbgrader": {"grade_id": name, "grade": False, "solution": False, "points": 3, **about}}


def notebook() -> nbformat.NotebookNode:
    outputs = [new_output("display_data", {"image/png": PIXEL}), new_output("stream", text="hello\x1b[31m red")]
    test = "secret = 1\n### BEGIN HIDDEN TESTS\nmore_secret = 2\n### END HIDDEN TESTS\n"
    cells = [
        new_markdown_cell("# Part 1 · Softmax (3 points)"),
        new_code_cell("def a(): return '<script>'", metadata=graded("answer", solution=True), outputs=outputs),
        new_code_cell(test, metadata=graded("test-a", grade=True)),
        new_markdown_cell(f"Mine, $y$. {EVIL[0]}", metadata=graded("words", grade=True, solution=True, points=6)),
    ]
    return new_notebook(cells=[*cells, *evil_notebook().cells])


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def test_points_checks_comments_and_flags_are_told():
    text = page(record([Flag("odd", "for the instructor", "This is odd.")]), notebook(), row())
    words = " ".join(soup(text).get_text(" ").split())
    for told in ("3 of 9 points", "after 0.5 taken off", "Part 1 · Softmax", "1 of 2", "1.5 of 3", "2 of 6", "Why"):
        assert told in words
    assert "This is odd." in words
    assert "for the instructor" not in words
    assert "expected 0.5, got <script>" in words, "escaped, not dropped"
    assert f"data:image/png;base64,{PIXEL}" in text


@pytest.mark.parametrize("why", [(), (CheckRecord(1.0, "it did not end", "it did not end", False),)])
def test_a_part_that_never_ran_and_words_that_nobody_read_are_not_said_to_be_graded(why):
    unrun = record()._replace(parts=(PartRecord("test-a", 0.0, 3.0, why),))
    grades = {"test-a": (0.0, None, None, False), "words": (0.0, None, None, False)}
    cells = soup(page(unrun, notebook(), row(grades=grades))).select("table tr td:nth-of-type(2)")
    assert [cell.text for cell in cells[:2]] == ["not run", "not read"]


def test_nothing_runs_and_nothing_is_asked_from_elsewhere():
    tree = soup(page(record(), notebook(), row()))
    assert [tag.get("src") for tag in tree.find_all("script")] == [None, "mathjax.js"]
    assert not tree.find_all(["iframe", "form", "object", "embed", "link", "svg", "input"])
    assert len(tree.find_all("style")) == 1
    for tag in tree.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
        address = tag.get("src") or tag.get("href") or ""
        assert address in ("", "mathjax.js") or address.startswith(("data:image/", "#")), address
        assert "elsewhere" not in address
        assert "javascript:" not in address
    assert "script-src 'nonce-" in tree.find("meta", attrs={"http-equiv": True})["content"]


def test_no_line_of_any_test_is_on_the_page():
    source = school.source("hw0")
    parts = [cell.metadata.nbgrader for cell in school.test_cells(source).values()]
    names = tuple(PartRecord(part.grade_id, 0.0, float(part.points), CHECKS) for part in parts)
    rows = row(grades={}, comments={})
    text = soup(page(record()._replace(parts=names), marked(record(), source), rows)).get_text()
    tests = "\n".join(cell.source for cell in school.test_cells(source).values())
    lines = {line.strip() for line in tests.splitlines() if len(line.strip()) > 24}
    assert len(lines) > 80
    assert not [line for line in lines if line in text]


@pytest.mark.slow
def test_in_a_browser_formulas_are_set_and_nothing_happens(tmp_path):
    (tmp_path / "page.html").write_text(page(record(), notebook(), row()), encoding="utf-8")
    (tmp_path / "mathjax.js").write_bytes(vendor.mathjax())
    with launch() as browser:
        tab = browser.new_page()
        asked, odd = [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: (odd.append(dialog.message), dialog.dismiss()))
        tab.on("pageerror", lambda error: odd.append(str(error)))
        tab.goto((tmp_path / "page.html").as_uri())
        tab.wait_for_selector("mjx-container svg")
        assert tab.locator("mjx-container").count() >= 2
        assert {address.split("/")[-1] for address in asked if not address.startswith("data:")} == {
            "page.html",
            "mathjax.js",
        }
        assert odd == []


def test_the_class_page_counts_what_ran_and_escapes_what_strangers_wrote():
    good = record([Flag("odd", f"named {EVIL[0]}", "")])
    stopped = record()._replace(student="bob", status="contained")
    rows = {name: row(timestamp=None) for name in ("ada", "bob")}
    text = report("hw0", {"ada": good, "bob": stopped}, rows, [Pair("ada", "bob", 0.9, 120)])
    tree = soup(text)
    assert not tree.find_all("script")
    words = " ".join(tree.get_text(" ").split())
    assert "2 submissions: 1 graded, 1 stopped by a limit, 0 refused" in words
    assert "other <b>scores</b> (hidden) 1 of 1" in words
    assert "named <script>" in words
    assert "ada bob 90% 120" in words


def test_columns_hold_every_student_and_checks_are_ranked_by_who_failed():
    columns = bars(np.array([0.0, 5.0, 9.9, 10.0, 12.0]), 10.0)
    assert [column.students for column in columns] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 3]
    assert bars(np.array([]), 10.0) == []
    easy = record()._replace(parts=(PartRecord("test-a", 3.0, 3.0, (CHECKS[0], CHECKS[1]._replace(failure=""))),))
    ranked = hardest({"a": record(), "b": easy, "c": record()})
    assert [(check.claim, check.failed, check.ran) for check in ranked] == [("other <b>scores</b>", 2, 3)]


def test_a_file_name_in_a_flag_is_shown_as_it_is():
    shown = marked(record([Flag("x", "", "*[a](b)* <i>")]), new_notebook(cells=[])).cells[0].source
    assert re.sub(r"\\", "", shown).endswith("- *[a](b)* <i>")
    assert r"\<i\>" in shown
