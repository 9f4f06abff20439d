"""Figures of lecture 12 show what they are given."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle

from utils.plotting import fast_rcnn as plots
from utils.plotting import fast_rcnn_training as learning_plots
from utils.plotting import style


class Found(NamedTuple):
    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def corners(ax):
    frames = [patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    return [[p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()] for p in frames]


def test_visits_show_the_boxes_and_the_counts():
    boxes, counts = np.array([[0.0, 0, 4, 4], [2, 2, 6, 6]]), np.arange(48).reshape(6, 8)
    _, axes = plots.visits(np.zeros((6, 8, 3), np.uint8), boxes, counts, "Some pixels are met often")
    assert corners(axes[0]) == boxes.tolist()
    assert np.array_equal(axes[1].images[0].get_array(), counts)
    assert axes[0].get_title("left") == "2 of the proposals"


def test_cells_that_agree_carry_a_sign():
    difference = np.array([[0.0, 2.0], [3.0, 0.0]])
    _, ax = plots.compared(difference, difference == 0, "Half of them agree")
    assert [text.get_position() for text in ax.texts] == [(0, 0), (1, 1)]


def test_each_layer_has_a_line_of_errors():
    edges = np.arange(3.0)
    _, ax = plots.edges_seen(edges, {"one": edges, "other": 0 * edges}, "One errs, one does not")
    assert [line.get_label() for line in ax.lines[:2]] == ["one", "other"]
    assert [line.get_linestyle() for line in ax.lines[:2]] == ["-", "--"]


def test_medians_of_eighths_follow_the_boxes():
    sides = np.arange(1.0, 81)
    _, ax = plots.lost_overlap(sides, sides / 100, 0.5, "Large boxes keep more")
    middle = ax.lines[0].get_xydata()
    assert len(middle) == 8
    assert middle[:, 1] == pytest.approx(middle[:, 0] / 100)
    assert [text.get_text() for text in ax.get_legend().get_texts()][1] == "an IoU of 0.5"


def test_a_pyramid_has_a_panel_for_each_level_and_cuts_each_region():
    _, axes = plots.pyramids(np.zeros((9, 9)), ((0, 0, 4, 4), (2, 2, 9, 9)), (4, 2, 1), "The grid stretches here")
    assert [len(ax.lines) for ax in axes] == [2 * 2 * 3, 2 * 2 * 1, 0]
    assert corners(axes[0]) == [[0, 0, 4, 4], [2, 2, 9, 9]]
    assert axes[1].get_title("left") == "2 × 2 = 4 bins"


def test_winners_wear_rings_and_only_gradients_that_are_there_are_written():
    cells, gradient = np.arange(6.0).reshape(2, 3), np.array([[0, 0, 5.0], [0, 0, 0]])
    _, axes = plots.routed(cells, ((0, 0, 2, 2), (1, 0, 3, 2)), np.array([[4], [2]]), gradient, "Five goes home again")
    rings = [patch.center for patch in axes[0].patches if isinstance(patch, Circle)]
    assert rings == [(1, 1), (2, 0)]
    assert [text.get_text() for text in axes[1].texts] == ["5"]
    assert len(axes[0].texts) == 6


def test_what_cells_see_stops_at_the_border_of_the_photo():
    photo = np.zeros((4, 4, 3), np.uint8)
    _, ax = plots.fields(photo, (60, 90), [np.array([10, 10, 30, 30])], 20, "Cells see more than that")
    seen = next(patch for patch in ax.patches if patch.get_fill())
    assert (seen.get_x(), seen.get_y(), seen.get_width(), seen.get_height()) == (0, 0, 50, 50)
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_losses_and_slopes_have_the_same_names():
    x = np.linspace(-2, 2, 9)
    _, axes = learning_plots.losses_and_slopes(
        x, {"a": x**2, "b": abs(x)}, {"a": 2 * x, "b": np.sign(x)}, "Two of a kind"
    )
    assert [[line.get_label() for line in ax.lines] for ax in axes] == [["a", "b"], ["a", "b"]]


def test_pulls_are_in_percent():
    _, axes = learning_plots.pulls({"one": np.array([0.25, 0.75])}, "The last one pulls")
    assert [bar.get_height() for bar in axes[0].patches] == [25, 75]


def test_stages_add_up_with_and_without_proposals():
    seconds = {"slow": {"proposals": 1.0, "trunk": 5.0, "head": 0.5, "suppression": 0.25}}
    _, axes = learning_plots.stages(seconds, "Slow is slow indeed")
    assert [[text.get_text().strip() for text in ax.texts] for ax in axes] == [["6.75"], ["5.75"]]
    assert [len(ax.patches) for ax in axes] == [4, 3]


def test_only_sure_detections_are_drawn_and_named():
    found = Found(np.array([[1.0, 1, 5, 5], [0, 0, 2, 2]]), np.array([0.9, 0.2]), np.array([2, 1]))
    images, truth = np.zeros((1, 8, 8, 3), np.uint8), [np.array([[1.0, 1, 6, 6]])]
    _, axes = learning_plots.detections(images, truth, [found], ("zero", "one"), "One of two is sure")
    assert corners(axes[0]) == [[1, 1, 6, 6], [1, 1, 5, 5]]
    assert [text.get_text() for text in axes[0].texts] == ["one 0.90"]


def test_every_run_has_a_panel_with_its_losses():
    runs = {"live": {"classes": [2.0, 1.0], "boxes": [1.0, 0.5]}, "recorded": {"classes": [1.0], "boxes": [0.5]}}
    _, axes = learning_plots.two_losses(runs, "Both of them fall")
    assert [ax.get_title("left") for ax in axes] == ["live", "recorded"]
    assert axes[0].lines[0].get_ydata().tolist() == [2, 1]
