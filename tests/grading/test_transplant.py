"""Only the answers of a submission go on, into a fresh notebook: whatever else was done to it does no harm."""

import random

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.homework import course as school
from tests.homework.test_hw0 import HW
from utils.grading.transplant import (
    defined,
    hidden_lines,
    is_test,
    parameters_inside,
    solution_cells,
    transplant,
)


def cell(name: str, source: str, *, grade: bool = False, solution: bool = False, kind: str = "code", points: int = 1):
    about = {"grade": grade, "solution": solution, "grade_id": name, "locked": not solution, "points": points}
    make = new_code_cell if kind == "code" else new_markdown_cell
    return make(source, metadata={"nbgrader": about})


TEST = "a\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS\nb"


def source():
    return new_notebook(
        cells=[
            cell("setup", "import math"),
            cell("f", "def f(): return 'solution'", solution=True),
            new_code_cell("picture = 1"),
            cell("test-f", TEST, grade=True),
            cell("g", "def g(): return 'solution'\ndef h(): pass", solution=True),
            cell("words", "solution", solution=True, grade=True, kind="markdown"),
        ]
    )


def handed_in(*cells):
    return new_notebook(cells=list(cells))


F, G, WORDS = (
    cell("f", "def f(): return 1", solution=True),
    cell("g", "def g(): return 2\ndef h(): return 3", solution=True),
    cell("words", "my words", solution=True, grade=True, kind="markdown"),
)
WANTED = ["import math", F.source, "picture = 1", "a\nb", G.source, WORDS.source]


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def test_answers_come_over_and_neither_solutions_nor_hidden_tests():
    notebook, flags = transplant(source(), handed_in(F, G, WORDS))
    assert sources(notebook) == WANTED
    assert flags == []
    assert [c.metadata for c in notebook.cells] == [c.metadata for c in source().cells]


@pytest.mark.parametrize(
    "cells",
    [
        (WORDS, G, F),
        (cell("setup", "import os; os._exit(0)"), F, cell("test-f", "50.0", grade=True), G, WORDS),
        (F, new_code_cell("x = 1"), G, WORDS, new_markdown_cell("notes")),
        (F, G, WORDS, new_code_cell("", metadata={"nbgrader": {"grade_id": "made-up", "solution": True}})),
        (new_code_cell("1", metadata={"nbgrader": "nonsense"}), F, G, WORDS),
        (new_code_cell("1", metadata={"nbgrader": {"grade_id": ["f"]}}), F, G, WORDS),
    ],
)
def test_what_else_was_done_to_the_notebook_does_no_harm(cells):
    notebook, flags = transplant(source(), handed_in(*cells))
    assert sources(notebook) == WANTED
    assert flags == []


def test_an_answer_is_code_or_words_as_the_instructor_has_it_whatever_the_student_made_of_it():
    as_words = cell("f", F.source, solution=True, kind="markdown")
    notebook, _ = transplant(source(), handed_in(as_words, G, WORDS))
    assert sources(notebook) == WANTED
    assert notebook.cells[1].cell_type == "code"


def test_of_an_answer_that_stands_twice_the_last_counts():
    notebook, flags = transplant(source(), handed_in(cell("f", "def f(): return 0", solution=True), F, G, WORDS))
    assert sources(notebook) == WANTED
    assert [flag.code for flag in flags] == ["duplicate-cell"]


def test_a_missing_answer_is_empty_and_flagged_and_never_the_solution():
    notebook, flags = transplant(source(), handed_in(F))
    assert sources(notebook) == [*WANTED[:4], "", ""]
    assert [(flag.code, flag.instructor) for flag in flags] == [
        ("missing-cell", f"The cell {name} is missing from the notebook and earns nothing.") for name in ("g", "words")
    ]


def test_an_answer_that_lost_its_mark_is_found_by_what_it_defines():
    notebook, flags = transplant(source(), handed_in(F, new_code_cell("def g(): pass"), new_code_cell(G.source), WORDS))
    assert sources(notebook) == WANTED
    assert [flag.code for flag in flags] == ["unmarked-cell"]


def test_functions_of_a_cell_of_ones_own_are_missed_by_name():
    helper = new_code_cell("import math\ndef helper(): return 1\nfor unused in (): pass\nplot = helper()")
    uses = cell("f", "def f(): return helper() + math.pi", solution=True)
    _, flags = transplant(source(), handed_in(helper, uses, G, WORDS))
    assert [flag.code for flag in flags] == ["own-cells"]
    assert "Answers use helper, defined in a cell of its own" in flags[0].student
    assert "Move it into the answer that uses it." in flags[0].student


@pytest.mark.parametrize("text", ["def f(:", "\0", "(" * 5000, "f = " + "-" * 10**5 + "1"])
def test_answers_that_are_no_python_go_on_as_they_are(text):
    broken = cell("f", text, solution=True)
    notebook, flags = transplant(source(), handed_in(broken, G, WORDS, new_code_cell(text)))
    assert notebook.cells[1].source == text
    assert flags == []
    assert defined(text) == []


def test_homework_0_survives_any_order_of_its_cells():
    whole = school.source(HW)
    mixed = nbformat.from_dict(whole)
    random.Random(0).shuffle(mixed.cells)
    notebook, flags = transplant(whole, mixed)
    assert flags == []
    assert [c.source for c in solution_cells(notebook).values()] == [c.source for c in solution_cells(whole).values()]
    assert "HIDDEN TESTS" not in nbformat.writes(notebook)


def test_the_hidden_lines_of_a_test_are_those_between_its_marks():
    assert hidden_lines(TEST) == {2, 3, 4}
    tests = [c.source for c in school.source(HW).cells if is_test(c)]
    for text in tests:
        lines = text.splitlines()
        hidden = hidden_lines(text)
        assert {lines[min(hidden) - 1].strip(), lines[max(hidden) - 1].strip()} == {
            "### BEGIN HIDDEN TESTS",
            "### END HIDDEN TESTS",
        }
        assert len(hidden) == max(hidden) - min(hidden) + 1


def test_functions_of_answers_and_of_cells_tagged_inside_live_in_the_sandbox():
    notebook = source()
    notebook.cells[0].source = "import math\ndef here(x): pass"
    notebook.cells.insert(1, cell("wrapper", "def wrapper(W, epochs): pass\nclass Net: pass"))
    notebook.cells[1].metadata.tags = ["inside"]
    assert parameters_inside(notebook) == {"wrapper": ["W", "epochs"], "Net": [], "f": [], "g": [], "h": []}
