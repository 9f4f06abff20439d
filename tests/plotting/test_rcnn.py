"""Figures of lecture 11 show what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils.plotting import rcnn as plots
from utils.plotting import style
from utils.plotting.style import BLUE, GREY, ORANGE

PHOTO = np.zeros((40, 40, 3), np.uint8)
BOXES = np.array([[1.0, 2, 9, 8], [0, 0, 30, 20], [5, 5, 15, 35]])


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def frames(ax, colour):
    mine = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    mine = [patch for patch in mine if to_hex(patch.get_edgecolor()).upper() == colour.upper()]
    return [[p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()] for p in mine]


def test_proposals_shown_are_numbered_and_their_crops_say_how_large_they_were():
    fig, ax = plots.recipe(PHOTO, BOXES, [2, 0], np.zeros((2, 8, 8, 3), np.uint8), "Three proposals, two shown")
    assert frames(ax, ORANGE) == BOXES[[2, 0]].tolist()
    assert [text.get_text() for text in ax.texts] == ["1", "2"]
    assert [other.get_title("left") for other in fig.axes[1:]] == ["1: 10 × 30", "2: 8 × 6"]


def test_pictures_are_at_one_scale_above_their_squares():
    plain = [np.zeros((10, 4, 3), np.uint8), np.zeros((6, 20, 3), np.uint8)]
    _, axes = plots.stretched(plain, np.zeros((2, 8, 8, 3), np.uint8), ["a", "b"], "Both become the same square")
    assert [ax.get_xlim() for ax in axes[0]] == [(0, 20)] * 2
    assert [ax.get_xlim() for ax in axes[1]] == [(0, 8)] * 2


def test_each_rule_has_its_zones_under_the_counts():
    rules = {"one": {"none": (0, 0.5), "object": (0.5, 1)}, "other": {"none": (0, 0.3), "does not count": (0.3, 1)}}
    _, (ax, below) = plots.zones(np.array([0, 0.1, 0.7]), rules, "Two rules and three proposals")
    assert sum(patch.get_height() for patch in ax.patches) == 3
    spans = [(p.get_x(), p.get_x() + p.get_width(), to_hex(p.get_facecolor()).upper()) for p in below.patches]
    assert spans == [(0, 0.5, GREY), (0.5, 1, BLUE), (0, 0.3, GREY), (0.3, 1, ORANGE)]
    assert [label.get_text() for label in below.get_yticklabels()] == ["one", "other"]


def test_every_round_of_mining_has_two_bars():
    _, ax = plots.mining([20, 50, 55], [30, 5, 0], 1000, "Three rounds are enough")
    assert [patch.get_height() for patch in ax.patches] == [20, 50, 55, 30, 5, 0]
    assert ax.lines[0].get_ydata()[0] == 1000


def test_overlaps_before_and_after_say_their_means():
    after = {"one way": np.array([0.8, 0.9]), "another": np.array([0.5, 0.6])}
    _, axes = plots.overlaps_after(np.array([0.6, 0.7]), after, "One way helps, another does not")
    texts = [[text.get_text() for text in ax.get_legend().get_texts()] for ax in axes]
    assert texts == [["before, mean 0.65", "after, mean 0.85"], ["before, mean 0.65", "after, mean 0.55"]]


def test_only_what_is_certain_enough_is_drawn():
    found = [(BOXES, np.array([0.9, 0.2, 0.8]), ["a", "b", "c"]), (BOXES[:0], np.zeros(0), [])]
    _, axes = plots.looks([PHOTO] * 2, [BOXES[:1], BOXES[:0]], found, 0.5, "Two are certain enough")
    assert frames(axes[0], ORANGE) == BOXES[[0, 2]].tolist()
    assert [text.get_text() for text in axes[0].texts] == ["a", "c"]
    assert frames(axes[1], ORANGE) == []


def test_bars_carry_their_numbers_first_on_top():
    _, ax = plots.bars({"slow": 12.0, "fast": 0.25}, "One is slow", "seconds")
    assert [patch.get_width() for patch in ax.patches] == [12, 0.25]
    assert [text.get_text() for text in ax.texts] == ["12", "0.25"]
    assert ax.yaxis_inverted()


def test_every_picture_of_a_gallery_stands_under_its_text():
    _, axes = plots.gallery([PHOTO] * 3, ["x", "y", "z"], "Three of four places are taken")
    assert [ax.get_title("center") for ax in np.ravel(axes)] == ["x", "y", "z", ""]


def test_every_training_has_its_line():
    curves = {"live": (np.array([10, 20]), np.array([2.0, 1.0])), "recorded": (np.array([100]), np.array([0.5]))}
    _, ax = plots.runs(curves, "More scenes, less loss")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 1], [0.5]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["live", "recorded"]
