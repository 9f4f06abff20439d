import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import sharing as plots
from utils.reference.patches import LeftOver
from utils.shapes.sharing import layer_weights


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_bars_are_the_counts_and_only_shared_wires_repeat_their_pattern():
    weights = layer_weights(200, 40_000, 10, 100)
    _, axes = plots.weight_story(weights, "four hundred and four hundred")
    assert [ax.patches[0].get_width() for ax in axes[:, 1]] == list(weights)
    wires = [[line for line in ax.lines if len(line.get_xdata()) == 2] for ax in axes[:, 0]]
    assert list(map(len, wires)) == [81, 21, 21]
    assert len({line.get_linestyle() for line in wires[2]}) == 3
    assert axes[2, 1].get_xscale() == "log"


def test_means_and_bars_of_each_collection_stand_side_by_side():
    means = {"faces": np.zeros((5, 5)), "walls": np.ones((5, 5))}
    left = {"faces": LeftOver(0.4, 0.35, 0.3), "walls": LeftOver(0.1, 0.15, 0.2)}
    _, axes = plots.places_alike(means, left, "faces are not walls")
    assert len(axes) == 3
    assert [bar.get_width() for bar in axes[-1].patches] == [0.4, 0.1, 0.35, 0.15, 0.3, 0.2]
    assert [label.get_text() for label in axes[-1].get_yticklabels()] == ["faces", "walls"]
