"""nbval: every lecture, run in a clean kernel, prints what it has stored; every solution runs.

nbval compares text outputs letter by letter and never pictures. By hand, on one notebook::

    pytest -n0 --nbval --nbval-current-env --nbval-sanitize-with tests/notebooks/sanitize.cfg lectures/02_*.ipynb
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils.authoring import notebooks
from utils.authoring.execute import execute

SANITIZE = Path(__file__).with_name("sanitize.cfg")
OPTIONS = ("-p", "no:cacheprovider", "--nbval-current-env", "--nbval-sanitize-with", str(SANITIZE))
pytestmark = pytest.mark.slow
ALONE = ("-n0", "-c", os.devnull, "--rootdir")


def nbval(path, mode="--nbval"):
    """Run nbval over one notebook in a process of its own and return what pytest says and its status."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", *ALONE, str(path.parent), mode, *OPTIONS, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, env=environment, cwd=notebooks.ROOT)
    return done.returncode, done.stdout + done.stderr


def test_a_lecture_prints_what_it_has_stored(lecture):
    status, said = nbval(lecture)
    assert status == 0, said


def test_a_solution_runs(solution, tmp_path):
    """In a folder of its own: homework 1 leaves its network there, and solutions/ holds notebooks only."""
    status, said = nbval(Path(shutil.copy(solution, tmp_path)), "--nbval-lax")
    assert status == 0, said


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """A tiny lecture that was run: a number, a figure, a quiz."""
    sources = {
        "imports": "import matplotlib.pyplot as plt\n\nfrom utils import quiz\nfrom utils.plotting import style",
        "number": "print('the sum is', 3 + 4)",
        "figure": 'style.show(plt.subplots(figsize=(2, 1)), "Two empty axes, nothing drawn.")',
        "quiz": "quiz.ask(next(iter(quiz.questions())))",
    }
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    return execute(nbformat.v4.new_notebook(cells=cells), tmp_path_factory.mktemp("toy"))


def of_cell(source):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="only")])


def stored(notebook, folder):
    path = folder / "01_toy.ipynb"
    notebooks.write(notebook, path)
    return path


def test_nbval_accepts_what_make_execute_stored_widgets_and_figures_included(toy, tmp_path):
    status, said = nbval(stored(toy, tmp_path))
    assert status == 0, said


def test_nbval_refuses_a_stored_text_that_the_code_does_not_print(toy, tmp_path):
    broken = nbformat.reads(nbformat.writes(toy).replace("the sum is 7", "the sum is 8"), as_version=4)
    assert broken != toy
    status, said = nbval(stored(broken, tmp_path))
    assert status == 1
    assert "the sum is 8" in said


def test_nbval_refuses_other_alt_text_than_the_figure_has(toy, tmp_path):
    broken = nbformat.reads(nbformat.writes(toy).replace("nothing drawn", "all drawn"), as_version=4)
    broken.cells[2].source = toy.cells[2].source
    assert nbval(stored(broken, tmp_path))[0] == 1


def test_lax_nbval_accepts_a_notebook_without_outputs_and_refuses_one_that_fails(tmp_path):
    assert nbval(stored(of_cell("x = 1\nx"), tmp_path), "--nbval-lax")[0] == 0
    assert nbval(stored(of_cell("1 / 0"), tmp_path), "--nbval-lax")[0] == 1
