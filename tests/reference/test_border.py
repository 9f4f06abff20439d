import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import utils.reference
import utils.shapes
from utils.reference.border import floats, labels, number

ROOT = Path(__file__).parents[2]
MODULES = [
    module.name
    for room in (utils.reference, utils.shapes)
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
]


def reached(names, library):
    """Whether importing ``names`` in a fresh interpreter imports ``library``, "True" or "False"."""
    steps = "import importlib, sys", f"[importlib.import_module(name) for name in {names}]"
    command = [sys.executable, "-W", "error", "-c", "; ".join([*steps, f"print({library!r} in sys.modules)"])]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()


def test_reference_and_shapes_import_without_torch():
    assert reached(MODULES, "torch") == "False"


def test_shapes_import_the_standard_library_only():
    assert reached([name for name in MODULES if name.startswith("utils.shapes")], "numpy") == "False"
    assert reached(MODULES, "numpy") == "True"


def test_no_module_of_reference_hides_behind_a_function():
    for name in MODULES:
        if name.startswith("utils.reference"):
            importlib.import_module(name)
            assert getattr(utils.reference, name.rsplit(".", 1)[1]).__name__ == name


@pytest.mark.parametrize("value", [1, [1, 2], np.array([True]), np.array(["a"]), np.array([1j]), None])
def test_what_is_not_floating_is_refused(value):
    with pytest.raises(ValueError, match="x must hold floating-point numbers, got"):
        floats("x", value)


@pytest.mark.parametrize("value", [np.nan, np.inf, "1", None, True, [1.0]])
def test_what_is_not_one_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="h must be a finite number, got"):
        number("h", value)


def test_numbers_of_numpy_are_numbers():
    assert number("h", np.float32(0.5)) == 0.5
    assert number("h", np.int64(2), 0) == 2.0


def test_no_labels_may_be_written_as_an_empty_list():
    assert labels("y", [], 0, 3).dtype.kind == "i"
    with pytest.raises(ValueError, match="y must hold one label for each of 2 rows"):
        labels("y", [], 2, 3)
