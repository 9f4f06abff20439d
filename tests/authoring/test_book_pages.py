"""The pages made from the syllabus: every entry on one, every slip of the slides on the other, as plain text."""

import pytest
import yaml

from utils.authoring import book_pages
from utils.authoring.notebooks import ROOT, lectures, title


def entries():
    return yaml.safe_load((ROOT / "lectures" / "syllabus.yml").read_text(encoding="utf-8"))


@pytest.fixture
def course(tmp_path):
    """A function that writes a syllabus and returns the folder of its course, which has no lecture yet."""

    def written(*found):
        (tmp_path / "lectures").mkdir(exist_ok=True)
        (tmp_path / "lectures" / "syllabus.yml").write_text(yaml.safe_dump(list(found)), encoding="utf-8")
        return tmp_path

    return written


def test_every_entry_stands_on_the_syllabus_page_and_every_lecture_is_linked():
    page = book_pages.syllabus(ROOT)
    assert page.count("** (core). ") + page.count("** (deeper). ") == len(entries())
    assert [path.name for path in lectures() if f"[{title(path)}](lectures/{path.name})" not in page] == []


def test_every_slip_stands_on_the_errata_page():
    wrong = [entry for entry in entries() if "slide_says" in entry]
    page = book_pages.errata(ROOT)
    assert len(wrong) > 15
    assert page.count("\n> ") >= len(wrong)


def test_claims_and_truths_are_set_side_by_side_where_they_come_in_pairs(course):
    pairs = course({"id": "a-b", "lecture": 9, "brief": "x", "slide_says": "One. | Two.", "truth": "Un. | Deux."})
    assert "> One.\n\n**A b.** Un.\n\n> Two.\n\n**A b.** Deux." in book_pages.errata(pairs)
    lone = course({"id": "a-b", "lecture": 9, "brief": "x", "slide_says": "One. | Two.", "truth": "Both wrong."})
    assert "> One. / Two.\n\n**A b.** Both wrong." in book_pages.errata(lone)


def test_a_lecture_to_come_has_no_link_and_signs_are_shown_as_they_are(course):
    page = book_pages.syllabus(course({"id": "a", "lecture": 9, "brief": "W_14 is $2 * 3$ <b>"}))
    assert "## Lecture 9 · in preparation" in page
    assert r"W\_14 is \$2 \* 3\$ \<b\>" in page
