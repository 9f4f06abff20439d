import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import filters as plots


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_a_dead_filter_is_grey_and_others_use_the_whole_range():
    filters = np.zeros((3, 3, 3, 3), np.float32)
    filters[1, 0] = [[5, 0, -5]] * 3
    filters[2] = 1e-9
    _, axes = plots.gallery(filters, {1: "red edge"}, "one filter of three lives", across=3)
    pictures = [ax.images[0].get_array() for ax in axes.flat]
    assert np.allclose(pictures[0], 0.5)
    assert np.allclose(pictures[2], 0.5, atol=1e-6)
    assert pictures[1][0, :, 0].tolist() == [1, 0.5, 0]
    assert [ax.get_xlabel() for ax in axes.flat] == ["", "red edge", ""]


def test_bars_beyond_chance_have_another_colour_and_chance_is_a_line():
    _, ax = plots.likeness(["edge", "noise"], [0.8, 0.3], 0.5, "edges are found again")
    assert [bar.get_width() for bar in ax.patches] == [0.8, 0.3]
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
    assert ax.lines[0].get_xdata()[0] == 0.5
