"""The syllabus check is proved able to fail: a notebook that has all of an entry loses one part at a time."""

import copy

import nbformat
import pytest

from utils.authoring import syllabus
from utils.authoring.syllabus import Entry, Fact, cited_numbers, entries, faults, of_lecture, unknown_tags
from utils.authoring.widget_state import VIEW

FACT = Fact("7 input, 3 kernel: stride 1 -> 5", "utils.shapes.conv_arithmetic.output_size", "sizes-fact-1")
NEEDS = ("quiz", "widget", "plot", "code", "derivation")
ENTRY = Entry("sizes", 5, NEEDS, (FACT,), ("Every stride fits.",), ())


class Asked:
    def __init__(self, claim):
        self.claim = claim


@pytest.fixture
def good(make, monkeypatch):
    monkeypatch.setattr(syllabus, "find", lambda name: Asked("A claim" if name == "claim" else ""))
    notebook = make(
        ("markdown", "words", "The size is $o = i - k + 1$.", "sizes"),
        ("code", "quiz", 'quiz.ask("claim")', "sizes"),
        ("code", "widget", "bench()", "sizes"),
        ("code", "plot", "style.show(x)", "sizes"),
        ("code", "fact", "assert output_size(7, 3) == 5", "sizes", "sizes-fact-1"),
    )
    notebook.cells[2].outputs = [nbformat.v4.new_output("display_data", data={VIEW: {"model_id": "a"}})]
    notebook.cells[3].outputs = [nbformat.v4.new_output("display_data", data={"image/png": "iVBO"})]
    return notebook


def without(name):
    return lambda notebook: notebook.cells.remove(cell(notebook, name))


def cell(notebook, name):
    return next(one for one in notebook.cells if one.id == name)


def with_source(name, source):
    return lambda notebook: cell(notebook, name).update(source=source)


def with_tags(name, *tags):
    return lambda notebook: cell(notebook, name).metadata.update(tags=list(tags))


BREAKS = [
    (lambda notebook: [one.metadata.update(tags=[]) for one in notebook.cells], "must have cells tagged with its id"),
    (without("quiz"), "needs quiz: a cell with its id must call quiz.ask"),
    (without("widget"), "needs widget: a cell with its id must show a widget that is no quiz"),
    (without("plot"), "needs plot: a cell with its id must have stored a figure"),
    (without("words"), "needs derivation: a markdown cell with its id must hold formulas"),
    (with_source("fact", "output_size(7, 3)"), "needs derivation: a code cell with its id must check a step by assert"),
    (with_source("quiz", 'quiz.ask("other")'), "must ask 1 quiz with a claim"),
    (without("fact"), "sizes-fact-1 must tag one code cell, tagged sizes too, got 0"),
    (with_tags("fact", "sizes-fact-1"), "sizes-fact-1 must tag one code cell"),
    (with_tags("plot", "sizes", "sizes-fact-1"), "sizes-fact-1 must tag one code cell, tagged sizes too, got 2"),
    (with_source("fact", "output_size(7, 3) == 5"), "cell fact must assert sizes-fact-1"),
    (with_source("fact", "assert output_size(7, 3)"), "must hold every number of sizes-fact-1, it lacks 5"),
]


def test_a_notebook_with_all_of_an_entry_has_no_fault(good):
    assert faults(good, ENTRY) == []


@pytest.mark.parametrize(("change", "sentence"), BREAKS, ids=[sentence[:40] for _, sentence in BREAKS])
def test_what_a_notebook_lacks_is_said(good, change, sentence):
    broken = copy.deepcopy(good)
    change(broken)
    assert any(sentence in fault for fault in faults(broken, ENTRY))


def test_code_that_only_shows_a_quiz_is_no_code(make, monkeypatch):
    monkeypatch.setattr(syllabus, "find", lambda name: Asked(""))
    notebook = make(("code", "quiz", 'quiz.ask("x")', "sizes"))
    entry = Entry("sizes", 5, ("quiz", "code"), (), (), ())
    assert faults(notebook, entry) == ["sizes needs code: a code cell with its id must do more than show a quiz"]


def test_a_fact_that_nothing_computes_is_a_fault(good):
    entry = ENTRY._replace(facts=(FACT._replace(computed_by=""),))
    assert "must name what computes it" in faults(good, entry)[0]


def test_a_tag_that_nothing_knows_is_named(good):
    assert unknown_tags(good, [ENTRY]) == []
    with_tags("plot", "sizes", "revael")(good)
    assert unknown_tags(good, [ENTRY]) == ["cell plot has the tag revael, which nothing in this lecture knows"]


def test_the_syllabus_of_the_course_can_be_read():
    assert len({entry.id for entry in entries()}) == len(entries()) > 30
    assert {need for entry in entries() for need in entry.needs} <= set(NEEDS)
    assert [entry.lecture for entry in of_lecture(5)] == [5, 5, 5]


def test_an_entry_without_needs_is_refused(tmp_path):
    path = tmp_path / "syllabus.yml"
    path.write_text("- id: a\n  lecture: 1\n")
    with pytest.raises(ValueError, match=r"entry 1 of the syllabus must have needs, got a"):
        entries(path)


def test_published_figures_may_be_quoted_where_their_entry_is_taught():
    assert 3.57 in cited_numbers(["architecture-timeline"])
    assert cited_numbers(["core"]) == set()
