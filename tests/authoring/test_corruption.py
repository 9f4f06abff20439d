from collections import namedtuple
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import shapes
from utils.authoring.corruption import corrupted, leading_to, outcome, perturbed
from utils.plotting import style
from utils.shapes import conv_arithmetic
from utils.shapes.conv_arithmetic import output_size

SIZE = "utils.shapes.conv_arithmetic.output_size"
Pair = namedtuple("Pair", "first second")
IMPORTS = "from utils.plotting import style\nfrom utils.shapes.conv_arithmetic import DoesNotFit, output_size"


@pytest.mark.parametrize(
    "value", [3, -1, 0, 2.5, 0.0, True, Fraction(1, 2), np.int64(3), np.float32(1), np.bool_(True)]
)
def test_a_number_is_changed_and_stays_of_its_kind(value):
    assert perturbed(value) != value
    assert type(perturbed(value)) is type(value)


def test_every_number_in_a_container_is_changed():
    value = {"a": [1, (2.0, "text")], "b": Pair(3, None), "c": np.arange(6).reshape(2, 3), "d": np.array([True, False])}
    new = perturbed(value)
    assert new["a"][0] != 1
    assert new["a"][1][0] != 2
    assert new["a"][1][1] == "text"
    assert isinstance(new["b"], Pair)
    assert new["b"].first != 3
    assert not (new["c"] == value["c"]).any()
    assert new["c"].dtype == value["c"].dtype
    assert not (new["d"] == value["d"]).any()


@pytest.mark.parametrize("value", ["text", None, [], np.array([])])
def test_what_holds_no_number_cannot_be_corrupted(value):
    with pytest.raises(ValueError, match="value must hold a number to corrupt"):
        perturbed(value)


def test_a_corrupted_function_is_wrong_wherever_it_was_imported_and_right_again_afterwards():
    before = vars(shapes).get("output_size"), conv_arithmetic.output_size
    with corrupted(SIZE):
        assert conv_arithmetic.output_size(7, 3) == 6
        assert conv_arithmetic.output_size(7, 3, stride=3) == 1  # it refused before
    assert (vars(shapes).get("output_size"), conv_arithmetic.output_size) == before
    assert output_size(7, 3) == 5


@pytest.mark.parametrize(
    "name", ["utils.shapes.nothing", "utils.nowhere.f", "nodots", "utils.authoring.corruption._LIBRARY"]
)
def test_a_name_that_is_no_function_is_refused(name):
    with pytest.raises(ValueError, match="computed_by must be the dotted name"), corrupted(name):
        pass


@pytest.fixture
def lecture(make):
    return make(
        ("code", "imports", IMPORTS),
        ("code", "figure", "style.show(style.plt.subplots(), '')\ndisplay(1)\nprint('x')"),
        ("code", "breaks", "1 / 0"),
        ("code", "good", "assert output_size(7, 3) == 5", "a-fact-1"),
        ("code", "deaf", "output_size(7, 3)\nassert 5 == 5", "a-fact-2"),
        (
            "code",
            "refuses",
            "try:\n    output_size(7, 3, 3)\n    assert False\nexcept DoesNotFit:\n    pass",
            "a-fact-3",
        ),
        ("code", "late", "width = output_size(9, 3)", "a-late"),
        ("code", "uses", "assert width == 7", "a-fact-4"),
    )


@pytest.mark.parametrize(("tag", "end"), [(1, "AssertionError"), (2, ""), (3, "AssertionError"), (4, "AssertionError")])
def test_only_an_assert_that_listens_notices_corruption(lecture, tag, end, capsys):
    assert outcome(lecture, f"a-fact-{tag}") == ""
    assert outcome(lecture, f"a-fact-{tag}", SIZE) == end
    assert capsys.readouterr().out == ""
    assert plt.get_fignums() == []


def test_only_cells_that_the_fact_depends_on_are_run(lecture):
    assert [cell.id for cell in leading_to(lecture, "a-fact-4")] == ["imports", "late", "uses"]
    assert [cell.id for cell in leading_to(lecture, "a-fact-1")] == ["imports", "good"]


def test_showing_works_again_after_a_silent_run(lecture):
    before = style.show
    outcome(lecture, "a-fact-1")
    assert style.show is before


def test_a_missing_cell_is_an_error(lecture):
    with pytest.raises(ValueError, match="must have a code cell tagged b-fact-1"):
        outcome(lecture, "b-fact-1")
