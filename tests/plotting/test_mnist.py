import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import style
from utils.plotting.mnist import ablation, confusion, digits
from utils.plotting.style import GREEN, VERMILLION

SHARES = [("all tricks", 0.99, 6.0), ("no cycle", 0.98, 5.0), ("no stride", 0.992, 15.0)]


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def places(ax) -> list[float]:
    (points,) = ax.collections
    return points.get_offsets()[:, 0].tolist()


def test_an_ablation_shows_shares_and_seconds_a_line_each_and_says_what_takes_longest():
    fig, (left, right) = ablation(SHARES)
    assert places(left) == pytest.approx([99, 98, 99.2])
    assert places(right) == [6, 5, 15]
    assert [label.get_text() for label in left.get_yticklabels()] == [name for name, *_ in SHARES]
    assert fig.get_suptitle() == "99.00% in 6.0 s; no stride: 2.5 times as long"
    for ax, reference in ((left, 99), (right, 6)):
        assert ax.get_lines()[0].get_xdata() == pytest.approx([reference] * 2)
        assert ax.get_lines()[0].get_color() == GREEN


def test_a_run_of_ones_own_is_one_more_line_in_a_colour_of_its_own():
    _, (left, right) = ablation(SHARES, (0.985, 3.0))
    assert (places(left)[-1], places(right)[-1]) == (pytest.approx(98.5), 3.0)
    assert left.get_yticklabels()[-1].get_text() == "yours"
    assert np.allclose(left.collections[0].get_facecolors()[-1], plt.matplotlib.colors.to_rgba(VERMILLION))


def test_a_confusion_matrix_names_the_most_frequent_mistake():
    _, ax = confusion(np.array([[5, 0, 1], [0, 7, 0], [2, 3, 9]]))
    assert ax.get_title(loc="left") == "Most often, a 2 was taken for a 1: 3 times"
    assert [text.get_text() for text in ax.texts] == list("501070239")


def test_digits_stand_in_rows_of_eight_with_their_names():
    fig, axes = digits(np.zeros((9, 1, 4, 4)), range(9), "Nine")
    assert axes.shape == (2, 8)
    assert [ax.texts[0].get_text() for ax in axes.flat if ax.texts] == list("012345678")
    assert fig.get_suptitle() == "Nine"
