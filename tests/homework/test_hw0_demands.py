"""Homework 0: every demand of its text has a check that students see, and no check refuses what the text allows."""

import builtins
import re

import pytest

from tests.homework import course as school
from tests.homework.demands import FAITHFUL, IGNORED
from tests.homework.test_hw0 import FULL, HW


def solutions() -> str:
    """Return the code of all solutions, as a submission."""
    cells = (cell.source for cell in school.solution_cells(school.source(HW)).values() if cell.cell_type == "code")
    return re.sub(r" +### (?:BEGIN|END) SOLUTION\n?", "", "\n\n\n".join(cells))


def seen(code: str) -> dict[str, float]:
    """Return the points that a student sees under the test cells, with ``code`` in place of one solution."""
    filled = school.write_answers(school.released(HW), f"import numpy as np\n\n\n{solutions()}")
    return school.play(school.write_answers(filled, f"import numpy as np\n\n\n{code.strip()}"))


@pytest.mark.parametrize("name", FAITHFUL)
def test_an_answer_that_follows_the_text_earns_every_point_hidden_checks_included(name, monkeypatch):
    monkeypatch.setattr(builtins, "display", print, raising=False)
    code = f"import math\n\nimport numpy as np\n\n\n{FAITHFUL[name].strip()}"
    assert school.play(school.write_answers(school.source(HW), code)) == FULL


@pytest.mark.parametrize("name", IGNORED)
def test_an_answer_that_ignores_a_demand_fails_a_check_that_students_see(name):
    function = re.search(r"def (\w+)", IGNORED[name])[1]
    cells = school.solution_cells(school.released(HW)).items()
    part = next(f"test-{cell}" for cell, content in cells if f"def {function}(" in content.source)
    assert seen(IGNORED[name])[part] < FULL[part]


@pytest.mark.parametrize("function", re.findall(r"^def (\w+)", solutions(), re.MULTILINE))
def test_a_function_that_is_not_written_never_looks_finished(function):
    cells = school.solution_cells(school.released(HW)).items()
    part = next(f"test-{cell}" for cell, content in cells if f"def {function}(" in content.source)
    assert seen(f"def {function}(*inputs):\n    raise NotImplementedError()")[part] < FULL[part]


def test_the_solutions_pass_every_check_that_students_see():
    assert seen("") == FULL
