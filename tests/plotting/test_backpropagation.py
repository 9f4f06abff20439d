"""Figures of lecture 2 show the numbers that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Annotation

from utils.plotting import backpropagation as plots
from utils.plotting import style
from utils.plotting.style import BLUE, VERMILLION
from utils.reference.backpropagation import PathSum


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def arrows(ax):
    return [text for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch]


def test_the_notation_shows_every_edge_and_picks_out_w14():
    _, ax = plots.notation()
    chosen = [arrow for arrow in arrows(ax) if to_hex(arrow.arrow_patch.get_edgecolor()).upper() == VERMILLION]
    assert len(arrows(ax)) == 4 * 2 + 2
    assert len(chosen) == 1
    (start, end) = chosen[0].xyann, chosen[0].xy
    assert start[1] < end[1], "from the lowest input up to the first hidden neuron"
    labels = " ".join(text.get_text() for text in ax.texts)
    assert all(name in labels for name in ("x_4", "z_1^{(2)}", "a_2^{(2)}", "W_{14}^{(1)}", "U^T", "layer 3"))


def test_blame_is_ranked_by_size_and_the_title_names_the_first():
    _, ax = plots.blame({"small": 0.1, "most": -0.5, "more": 0.3})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["most", "more", "small"]
    assert [bar.get_width() for bar in ax.patches] == [-0.5, 0.3, 0.1]
    assert to_hex(ax.patches[0].get_facecolor()).upper() == VERMILLION
    assert to_hex(ax.patches[1].get_facecolor()).upper() == BLUE
    assert ax.get_title(loc="left") == "most is most to blame"


def test_the_right_pass_stands_out_among_the_broken_ones():
    _, ax = plots.still_learning({"no mistake": 0.95, "missing slope": 0.9, "one branch": 0.87})
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([95, 90, 87])
    colours = [to_hex(bar.get_facecolor()) for bar in ax.patches]
    assert colours[0] != colours[1] == colours[2]


def test_the_bars_of_a_path_sum_are_its_terms_and_their_sum():
    _, ax = plots.path_terms(PathSum(0.5, (2.0, -1.5), ((0, 1, 0), (0, 2, 0))), "title")
    assert [bar.get_width() for bar in ax.patches] == [2.0, -1.5, 0.5]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1-2-1", "1-3-1", "sum"]


def test_the_best_step_is_marked_where_the_central_error_is_least():
    steps = np.array([1e-2, 1e-4, 1e-6])
    _, ax = plots.step_size_errors(steps, np.array([0.1, 0.01, 0.1]), np.array([1e-2, 1e-6, 1e-4]))
    assert any("1e-04" in text.get_text() for text in ax.texts)
    assert ax.get_xscale() == ax.get_yscale() == "log"


def test_paths_and_edges_are_drawn_as_given():
    _, ax = plots.work_by_depth([1, 2], [40, 400], [50, 150])
    assert [line.get_ydata().tolist() for line in ax.lines] == [[40, 400], [50, 150]]


def test_each_choice_of_weights_has_a_line_of_its_own_marker():
    _, ax = plots.delta_by_layer([2, 3], {"small": np.array([0.1, 1.0]), "large": np.array([0.9, 1.0])})
    assert len({line.get_marker() for line in ax.lines}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["small", "large"]


def test_both_images_of_weights_share_one_scale():
    filters = np.stack([np.full((8, 8), 0.1), np.full((8, 8), -2.0)])
    _, axes = plots.ranking_progress(np.arange(3), np.array([1, 0.5, 0.2]), np.array([0.5, 0.9, 1]), filters)
    assert [axes[k].images[0].get_clim() for k in (2, 3)] == [(-2.0, 2.0)] * 2
    assert axes[1].lines[0].get_ydata().tolist() == [50, 90, 100]
