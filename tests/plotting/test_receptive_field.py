import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import receptive_field as plots
from utils.shapes import Conv, receptive_field


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.mark.parametrize("layers", [[(3, 1)], [(3, 1)] * 3, [(3, 1), (2, 2), (3, 1)], [(5, 2), (3, 2)]])
def test_the_cone_reaches_as_many_inputs_as_the_receptive_field_says(layers):
    _, ax = plots.cone(24, layers, 1, "a cone of units")
    field = receptive_field(Conv("conv", 1, 1, kernel, stride) for kernel, stride in layers)
    counts = {text.get_position()[1]: int(text.get_text()) for text in ax.texts}
    assert counts[0] == field.size
    assert counts[len(layers)] == 1


def test_units_stand_over_the_middle_of_what_they_read():
    rows, reads = plots._stack(9, [(3, 1), (2, 2)])
    np.testing.assert_allclose(rows[1], np.arange(1, 8))
    np.testing.assert_allclose(rows[2], [1.5, 3.5, 5.5])
    assert reads[1] == ((0, 1), (2, 3), (4, 5))


def test_pools_are_squares_and_convolutions_are_dots():
    _, ax = plots.growth(["a", "b", "c"], [3, 4, 8], [1, 2, 2], 10, "growth with depth")
    dots, squares = ax.collections
    assert dots.get_offsets().tolist() == [[0, 3], [2, 8]]
    assert squares.get_offsets().tolist() == [[1, 4]]
    assert [text.get_text() for text in ax.texts] == ["side of the image, 10 pixels"]


def test_fields_are_drawn_to_scale_and_named_with_their_side():
    _, ax = plots.fields_on(np.zeros((32, 32)), {"early": 4, "late": 40}, "fields to scale here")
    assert [(patch.get_width(), patch.get_label()) for patch in ax.patches] == [(4, "early: 4"), (40, "late: 40")]
    assert [patch.get_x() + patch.get_width() / 2 for patch in ax.patches] == [15.5, 15.5]
    assert ax.get_xlim()[0] < 15.5 - 20 < 15.5 + 20 < ax.get_xlim()[1]


def test_a_weight_profile_is_in_percent_of_the_whole():
    _, ax = plots.weight_profile(np.array([1.0, 2.0, 1.0]), (1, 2), "the middle weighs most")
    assert ax.lines[0].get_ydata().tolist() == [25, 50, 25]
    assert ax.lines[1].get_ydata()[0] == pytest.approx(100 / 3)
