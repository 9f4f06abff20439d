"""The figures of homework 0 show the numbers they are given."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import votes

NAMES = ("albacore", "yellowfin", "shark")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_the_tug_of_war_draws_the_guess_and_the_pull_of_each_class_and_writes_the_pull():
    fig, ax = votes.tug_of_war(NAMES, np.array([1.0, 2.0, -2.0]), np.array([3.0, -1e-17, -3.0]), "Three are pulled")
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([1, 2, -2, 3, 0, -3])
    assert [text.get_text() for text in ax.texts] == ["+3.00", "+0.00", "-3.00"]
    assert [label.get_text() for label in ax.get_yticklabels()] == list(NAMES)
    assert [text.get_ha() for text in ax.texts] == ["left", "left", "right"], "a number stands beyond its bar's end"
    fig.canvas.draw()
    assert not ax.get_legend().get_window_extent().overlaps(ax.get_window_extent())


def test_settling_draws_one_named_line_a_class_and_one_level():
    shares = np.linspace([0.2, 0.3, 0.5], [0.6, 0.3, 0.1], 20)
    _, ax = votes.settling(NAMES, shares, np.array([0.6, 0.3, 0.1]), "They settle")
    lines, levels = ax.lines[::2], ax.lines[1::2]
    np.testing.assert_array_equal([line.get_ydata() for line in lines], shares.T)
    assert [level.get_ydata()[0] for level in levels] == [0.6, 0.3, 0.1]
    assert [text.get_text() for text in ax.texts] == list(NAMES)


@pytest.mark.parametrize("ends", [[0.34, 0.33, 0.33], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [np.nan, np.inf, 0.5]])
def test_names_of_lines_that_end_together_do_not_touch_and_keep_their_order(ends):
    fig, ax = votes.settling(NAMES, np.tile(ends, (9, 1)), np.full(3, 1 / 3), "They meet")
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    finite = [(end, box.y0) for end, box in zip(ends, boxes, strict=True) if np.isfinite(end)]
    assert all(low < high for (a, low), (b, high) in itertools.permutations(finite, 2) if a < b)


def test_the_dial_draws_temperature_times_pull_on_a_logarithmic_axis():
    dial = np.geomspace(0.1, 10, 15)
    pulls = np.outer(1 / dial, [3.0, 0.0, -3.0])
    _, ax = votes.temperature_dial(NAMES, dial, pulls, "Flat everywhere")
    assert ax.get_xscale() == "log"
    assert ax.lines[0].get_ydata() == pytest.approx(np.full(15, 3.0))


@pytest.mark.parametrize("draw", ["tug_of_war", "settling", "temperature_dial"])
def test_every_figure_states_its_finding_and_names_its_axes(draw):
    row = np.array([0.5, 0.3, 0.2])
    inputs = {
        "tug_of_war": (row, row),
        "settling": (np.tile(row, (5, 1)), row),
        "temperature_dial": (np.geomspace(1, 5, 5), np.tile(row, (5, 1))),
    }
    _, ax = getattr(votes, draw)(NAMES, *inputs[draw], "The finding is here")
    assert ax.get_title(loc="left") == "The finding is here" or ax.get_title() == "The finding is here"
    assert ax.get_xlabel()
