import math

import pytest
from matplotlib import pyplot

from utils.plotting import style
from utils.plotting.training import learning_curves


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    pyplot.close("all")


def test_losses_and_scores_are_drawn_with_their_units_and_the_best_epoch_is_named():
    fig, ax = learning_curves([1.0, 0.5, 0.4], [0.8, 0.95, 0.9])
    assert ax.get_title(loc="left") == "Best score 0.9500 in epoch 2 of 3"
    assert ax.get_lines()[0].get_ydata().tolist() == [1.0, 0.5, 0.4]
    assert ax.get_ylabel() == "training loss (nats)"
    _, beside = fig.axes
    assert beside.get_lines()[0].get_ydata().tolist() == [0.8, 0.95, 0.9]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training loss", "validation score"]


def test_without_scores_there_are_losses_alone():
    fig, ax = learning_curves([1.0, 0.25], [math.nan, math.nan])
    assert len(fig.axes) == 1
    assert ax.get_title(loc="left") == "Loss 0.250"
