"""The notebooks of the course obey the house rules (tests/authoring/test_rules.py proves that each rule can fail)."""

import subprocess
import sys

import pytest

from utils.authoring import notebooks
from utils.authoring.freshness import stale
from utils.authoring.normalise import is_normal
from utils.authoring.rules import RULES, SOURCE_RULES
from utils.authoring.structure import code_cells

NUMPY_LECTURES = (
    "01_losses",
    "02_backpropagation",
    "03_tuning",
    "04_convolution",
    "05_conv_arithmetic",
    "07_fisheries",
    "09_kaggle_tricks",
    "10_proposals",
)
WITHOUT_TORCH = "\nimport sys\nassert 'torch' not in sys.modules, 'torch was imported'"


def names(paths):
    return {path.stem for path in paths}


def test_the_lectures_and_homeworks_that_the_course_has_are_found():
    assert names(notebooks.lectures()) >= {
        *NUMPY_LECTURES,
        "06_architectures",
        "08_transfer_learning",
        "11_rcnn",
        "12_fast_rcnn",
        "14_single_shot",
    }
    assert names(notebooks.solutions()) >= {"hw0", "hw1", "hw2"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_lecture_obeys(lecture, rule):
    assert rule(notebooks.read(lecture)) == []


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_a_solution_obeys(solution, rule):
    assert rule(notebooks.read(solution)) == []


def test_the_outputs_of_a_lecture_are_those_of_its_code(lecture):
    assert stale(notebooks.read(lecture)) == []


def test_a_lecture_is_stored_normalised(lecture):
    assert is_normal(lecture)


def test_a_solution_is_stored_normalised_and_without_outputs(solution):
    assert is_normal(solution)
    assert all(not cell.get("outputs") for cell in notebooks.read(solution).cells)


@pytest.mark.parametrize("name", NUMPY_LECTURES)
def test_a_numpy_lecture_opens_without_importing_torch(name, tmp_path):
    first = code_cells(notebooks.read(notebooks.LECTURES / f"{name}.ipynb"))[0]
    run = [sys.executable, "-c", first.source + WITHOUT_TORCH]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_first_cell_that_imports_torch_is_noticed(tmp_path):
    run = [sys.executable, "-c", "import torch" + WITHOUT_TORCH]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert "torch was imported" in done.stderr
