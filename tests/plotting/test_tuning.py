import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.reference.clinic_cases import digits
from utils.plotting import tuning as plots
from utils.reference.training import Settings, train


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def styles(ax):
    return [line.get_linestyle() for line in ax.lines]


def test_every_activation_has_a_line_style_of_its_own_and_its_slope_beside_it():
    _, axes = plots.slopes("two slopes vanish")
    assert [len(ax.lines) for ax in axes] == [4, 4]
    assert len(set(styles(axes[0]))) == 4
    assert axes[1].lines[0].get_ydata().max() == pytest.approx(0.25)
    assert (axes[0].get_ylabel(), axes[1].get_ylabel()) == ("activation a", "slope da/dz")


def test_a_histogram_counts_shares_and_puts_what_lies_outside_at_its_edge():
    layers = [np.array([[-9.0, 0.5], [0.5, 9.0]])] * 3
    _, axes = plots.layer_histograms({"tanh": layers}, {"tanh": (-1, 1)}, "all ends up outside")
    heights = [bar.get_height() for bar in axes[0, 0].patches]
    assert axes.shape == (1, 3)
    assert (heights[0], heights[-1], sum(heights)) == (0.25, 0.25, 1)


def test_series_are_named_and_have_a_level():
    _, ax = plots.series({"one": [1, 2], "two": [2, 1]}, ("step", "loss (nats)"), "one rises, two falls", 1.5)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "two"]
    assert (ax.get_xlabel(), ax.get_ylabel(), len(ax.lines)) == ("step", "loss (nats)", 3)


def test_an_admission_shows_minibatches_all_examples_and_both_accuracies():
    run = train(*digits(0), Settings(epochs=2))
    _, axes = plots.admission({"sick": run}, "it does not learn", target=0.9)
    assert [len(line.get_xdata()) for line in axes[0].lines] == [40, 3]
    assert list(axes[0].lines[1].get_xdata()) == [0, 20, 40]
    np.testing.assert_array_equal(axes[1].lines[1].get_ydata(), run.val_accuracy)


def test_walks_start_at_a_mark_and_ensembles_draw_every_sub_network():
    path = np.array([[-9.0, 2.0], [-8.0, -1.0]])
    _, axes = plots.walks({"SGD": path, "momentum": path}, 20, "momentum is faster here")
    assert [tuple(ax.lines[-1].get_xydata()[0]) for ax in axes[:, 0]] == [(-9.0, 2.0)] * 2
    _, ax = plots.ensemble(np.array([1.0, 3.0]), np.array([0.5, 0.5]), {"mean": 2.0}, "the mean lies between")
    assert len(ax.collections[0].get_segments()) == 2
    assert ax.lines[0].get_xdata()[0] == 2.0


def test_rows_of_digits_are_named():
    _, axes = plots.digit_rows({"as written": np.zeros((3, 8, 8)), "moved": np.ones((3, 8, 8))}, "all are still sixes")
    assert [row[0].get_ylabel() for row in axes] == ["as written", "moved"]


def test_a_gallery_numbers_its_runs_and_holds_what_overflows_at_the_edge():
    runs = [train(*digits(0), Settings(epochs=1)), train(*digits(0), Settings(lr=3.0, activation="leaky_relu"))]
    _, axes = plots.gallery(runs, "two ways to learn")
    assert [ax.get_title(loc="left") for ax in axes.flat[:2]] == ["patient 0", "patient 1"]
    assert np.nanmax(axes.flat[1].lines[0].get_ydata()) == 60
