import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import ensembles as plots
from utils.plotting import style
from utils.reference.averaging import mixture


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_the_chord_lies_above_the_curve_at_the_mean():
    _, ax = plots.chord(0.9, 0.1, "The chord lies above")
    apart, together = (line.get_ydata()[0] for line in ax.lines[-2:])
    assert (apart, together) == pytest.approx((-np.log(0.3), np.log(2)))
    assert "loss of the mean 0.693" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_a_dot_for_each_example_below_the_diagonal():
    both = mixture(np.array([[0.9, 0.2, 0.5], [0.1, 0.3, 0.5]]))
    _, ax = plots.below_the_diagonal(both, "No dot lies above")
    dots = ax.lines[1]
    np.testing.assert_array_equal(dots.get_xdata(), both.apart)
    np.testing.assert_array_equal(dots.get_ydata(), both.together)
    assert ax.get_xlim() == ax.get_ylim()


def test_growth_begins_with_one_model_and_every_line_has_its_own_mark():
    _, ax = plots.growth({"one view": [0.37, 0.31], "six views": [0.29, 0.27]}, "More models score lower")
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2], [1, 2]]
    assert len({line.get_marker() for line in ax.lines}) == 2


def test_ladders_stand_side_by_side_each_from_zero_with_its_scores_written_out():
    _, axes = plots.steps_down({"board": {"first": 1.3, "views": 1.1}, "decks": {"single": 0.4}}, "Two ladders go down")
    assert [[bar.get_height() for bar in ax.patches] for ax in axes] == [[1.3, 1.1], [0.4]]
    assert [text.get_text() for text in axes[0].texts] == ["1.300", "1.100"]
    assert all(ax.get_ylim()[0] == 0 for ax in axes)


def test_opinions_show_what_each_member_gives_to_the_truth_and_their_mean():
    images = [np.zeros((8, 8, 3), np.uint8)] * 2
    p = np.array([[0.9, 0.2], [0.1, 0.4], [0.2, 0.9]])
    fig, axes = plots.opinions(images, p, ["ALB", "NoF"], "Three members disagree")
    assert [bar.get_height() for bar in axes[1, 0].patches] == p[:, 0].tolist()
    assert axes[1, 1].lines[0].get_ydata()[0] == pytest.approx(0.5)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["their mean"]
    assert [ax.get_title("left") for ax in axes[0]] == ["truth: ALB", "truth: NoF"]
