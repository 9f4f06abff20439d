"""Figures of lecture 14 show what they are given."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import single_shot as plots
from utils.plotting import style

PHOTO = np.zeros((20, 30, 3), np.uint8)
BOX = np.array([[1.0, 2, 9, 8]])


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def sides(ax):
    return [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches]


def test_each_way_to_count_an_error_has_a_line():
    widths = np.array([10.0, 100])
    _, ax = plots.penalties(widths, {"plain": widths, "roots": widths**0.5}, "Roots spare the large")
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), widths**0.5)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_each_map_shows_the_truth_and_its_own_matches():
    _, axes = plots.default_matches(PHOTO, BOX, {"fine": BOX[:0], "coarse": np.tile(BOX, (2, 1))}, "Coarse boxes match")
    assert [ax.get_title("left") for ax in axes] == ["fine: 0 match", "coarse: 2 match"]
    assert [len(ax.patches) for ax in axes] == [2, 4]
    assert sides(axes[1])[-1] == (1, 2, 8, 6)


def test_shares_stand_at_the_middle_of_their_sizes():
    _, ax = plots.met_by_size([20, 30, 50], {"a map": [0.2, 0.9]}, "Large digits are met")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [25, 40])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0.2, 0.9])


def test_every_moment_is_a_column_and_every_photo_a_row():
    moments = {"epoch 1": [BOX, BOX[:0]], "epoch 2": [BOX, BOX]}
    _, axes = plots.learning([PHOTO, PHOTO], moments, [BOX, BOX], "It learns where things are")
    assert axes.shape == (2, 2)
    assert [ax.get_title("left") for ax in axes[0]] == ["epoch 1", "epoch 2"]
    assert [len(ax.patches) for ax in axes.ravel()] == [3, 3, 1, 3]


def test_progress_begins_with_the_first_epoch():
    _, ax = plots.progress({"with": [0.2, 0.7], "without": [0.1, 0.3]}, "Mining pays off soon")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["with", "without"]


def test_stages_lie_end_to_end_and_the_last_ends_at_their_sum():
    live = {
        "slow": {"proposals": 0.5, "trunk": 10.0, "head": 0.5, "suppression": 0.25},
        "fast": {"proposals": 0.0, "trunk": 0.05, "head": 0.0, "suppression": 0.01},
    }
    _, ax = plots.stages(live, "The slow one is slow")
    bars = {round(y + height / 2): [] for _, y, _, height in sides(ax)}
    for x, y, width, height in sides(ax):
        if width:
            bars[round(y + height / 2)].append((x, x + width))
    assert [end for _, end in bars[0]] == pytest.approx([0.5, 10.5, 11, 11.25])
    assert [end for _, end in bars[1]] == pytest.approx([0.05, 0.06])
    assert all(one[1] == pytest.approx(other[0]) for row in bars.values() for one, other in pairwise(row))
    assert [text.get_text() for text in ax.texts] == ["11.2 s", "0.06 s"]
