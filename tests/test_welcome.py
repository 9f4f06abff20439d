"""The page that `make lab` opens: it names every lecture, and what it says of the course is so."""

import re

from tests.browser.jupyterlab import COPIED
from utils.authoring import notebooks
from utils.authoring.notebooks import ROOT
from utils.authoring.widget_state import ASLEEP

PAGE = (ROOT / "welcome.md").read_text(encoding="utf-8")


def test_make_lab_opens_it_and_it_names_every_lecture():
    assert "default_url=/lab/tree/welcome.md" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [path.name for path in notebooks.lectures() if f"(lectures/{path.name})" not in PAGE] == []


def test_its_links_lead_to_files_that_the_browser_tests_copy_too():
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert {link.split("/")[0] for link in links} | {"welcome.md"} <= set(COPIED)


def test_the_symptoms_that_it_names_are_those_that_students_meet():
    assert ASLEEP.removesuffix(".").startswith("Run this cell to wake the widget")
    assert "*Run this cell to wake the widget*" in PAGE
    released = [path.read_text(encoding="utf-8") for path in (ROOT / "homework").glob("*/*.ipynb")]
    assert all("YOUR CODE HERE" in text for text in released)
    assert "class DataNotFound" in (ROOT / "utils" / "data" / "store.py").read_text(encoding="utf-8")
    told = [cell.source for path in notebooks.lectures() for cell in notebooks.read(path).cells]
    assert any(source.startswith("# Open this with an answer of your own") for source in told)


def test_every_symptom_has_a_mend():
    rows = [
        row.strip("|").split("|")
        for row in PAGE.split("## When something breaks")[1].splitlines()
        if row.startswith("|")
    ]
    assert len(rows) > 8
    assert all(len(row) == 2 and all(cell.strip() for cell in row) for row in rows)
