"""Figures of lecture 10 on boxes show what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils.data.school import SIZE, ranked, school
from utils.plotting import boxes as plots
from utils.plotting import style
from utils.plotting.style import BLUE, GREEN, VERMILLION


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def frames(ax, colour):
    drawn = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    mine = [patch for patch in drawn if to_hex(patch.get_edgecolor()).upper() == colour]
    return [[p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()] for p in mine]


def test_every_object_is_framed_where_it_is_and_named():
    photo, boxes = np.zeros((20, 30, 3), np.uint8), np.array([[1, 2, 9, 8], [0, 0, 30, 20.0]])
    fig, axes = plots.framed([photo], [boxes], [["cup", "all"]], "Two things in a picture")
    assert frames(axes[0], BLUE) == boxes.tolist()
    assert [text.get_text() for text in axes[0].texts] == ["cup", "all"]
    assert fig.get_suptitle() == "Two things in a picture"


def test_each_kind_of_mistake_has_a_line():
    shares = np.linspace(0, 1, 5)
    _, ax = plots.falling(shares, {"aside": 1 - shares, "larger": 1 / (1 + shares)}, 0.5, "All of them fall")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), 1 - shares)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["aside", "larger"]
    assert ax.lines[-1].get_ydata()[0] == 0.5


def test_before_shows_all_boxes_and_after_only_those_that_stay_with_their_scores_and_the_best_in_blue():
    boxes, scores = ranked()
    _, axes = plots.before_and_after(school(), boxes, scores, np.array([0, 3]), SIZE, "Two of twelve stay")
    assert frames(axes[0], VERMILLION) == boxes.tolist()
    assert frames(axes[1], VERMILLION) == boxes[[0, 3]].tolist()
    assert [frames(ax, BLUE) for ax in axes] == [boxes[:1].tolist()] * 2
    assert [text.get_text() for text in axes[1].texts] == ["0.97", "0.86"]
    assert [ax.get_title("left") for ax in axes] == ["before: 12 boxes, the best in blue", "after: 2"]
    assert axes[0].get_ylim() == (SIZE[0], 0)


def test_hits_and_misses_look_different_and_keep_their_rank():
    boxes, _ = ranked()
    hits = np.arange(12) < 5
    _, ax = plots.judged(school(), boxes, hits, SIZE, "The first five are hits")
    assert frames(ax, BLUE) == boxes[:5].tolist()
    assert frames(ax, VERMILLION) == boxes[5:].tolist()
    assert frames(ax, GREEN) == school().tolist()
    assert [text.get_text() for text in ax.texts] == [str(rank) for rank in range(1, 13)]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["true box", "hit", "miss"]
