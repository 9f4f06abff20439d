"""What a student's Validate button finds is what grading finds in the checks that students see."""

import pytest
from nbgrader.validator import Validator

from tests.homework import course as school
from tests.homework.alone import solutions
from tests.homework.test_hw0 import HW, answers
from utils.authoring import notebooks
from utils.grading.sandbox.backend import fork_server
from utils.grading.scoring import ScoreOptions, score


@pytest.mark.slow
@pytest.mark.parametrize("name", ["right", "forgot_temperature"])
def test_validate_fails_the_cells_in_which_grading_fails_a_visible_check(tmp_path, name):
    code = "import numpy as np\n\n\n" + "\n\n\n".join(solutions(HW).values())
    notebook = school.write_answers(school.released(HW), code)
    if name != "right":
        notebook = school.write_answers(notebook, answers(name))
    notebooks.write(notebook, tmp_path / f"{HW}.ipynb")
    failed = [cell["source"] for cell in Validator().validate(str(tmp_path / f"{HW}.ipynb"))["failed"]]

    with fork_server() as backend:
        (tmp_path / "scratch").mkdir()
        options = ScoreOptions(school.ROOT / "solutions" / HW / f"{HW}.ipynb", backend, tmp_path / "scratch")
        record = score(notebook, HW, options)
    found = {part.name for part in record.parts if any(c.failure and not c.hidden for c in part.checks)}
    cells = school.test_cells(notebook)
    assert {cell for cell, content in cells.items() if content.source.strip() in map(str.strip, failed)} == found
    assert bool(found) == (name != "right")
