import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import style
from utils.plotting import transfer as plots


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_maps_of_a_block_stand_in_a_row_and_share_a_scale():
    rows = {"stem": np.arange(24.0).reshape(2, 3, 4), "head": -np.ones((2, 1, 1))}
    _, axes = plots.maps(np.zeros((6, 8, 3), np.uint8), rows, "Two blocks with two maps")
    assert axes.shape == (2, 3)
    assert [ax.images[0].get_clim() for ax in axes[0, 1:]] == [(0, 23)] * 2
    assert axes[0, 1].get_title("left") == "stem, 3 × 4"
    with pytest.raises(ValueError, match=r"rows must have the same number of maps each, got \[1, 2\]"):
        plots.maps(np.zeros((6, 8, 3), np.uint8), rows | {"head": np.ones((1, 1, 1))}, "Two blocks with maps")


def test_shares_by_depth_have_a_line_each_and_levels_lie_flat():
    _, ax = plots.by_depth(["a", "b"], {"boat": [0.1, 0.9]}, {"chance": 0.2}, "Deeper is more alike")
    assert ax.lines[0].get_ydata().tolist() == [0.1, 0.9]
    assert list(ax.lines[1].get_ydata()) == [0.2, 0.2]


def test_each_task_has_a_panel_and_each_way_of_looking_a_line():
    lines = {"pixels": [2, 1.5], "trunk": [1, 0.5]}
    fig, axes = plots.growth(
        [32, 64], {"fish": lines, "digits": lines}, "More images help both", ("shares", {"fish": 1.6, "digits": 2.3})
    )
    assert [ax.get_title("left") for ax in axes] == ["fish", "digits"]
    assert [list(line.get_ydata()) for line in axes[1].lines] == [[2, 1.5], [1, 0.5], [2.3, 2.3]]
    assert fig.get_suptitle() == "More images help both"


def test_bars_above_the_level_have_another_colour():
    _, ax = plots.bars({"low": 0.5, "high": 2.0}, "One is above it", "nats", ("level", 1.0))
    assert [bar.get_width() for bar in ax.patches] == [0.5, 2.0]
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
    assert [text.get_text() for text in ax.texts] == ["0.5", "2"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["level", "above level"]


def test_where_no_bar_is_above_the_level_no_colour_is_explained():
    _, ax = plots.bars({"low": 0.5, "equal": 1.0}, "None is above it", "nats", ("level", 1.0))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["level"]
