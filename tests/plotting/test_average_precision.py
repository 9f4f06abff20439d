import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import average_precision as plots
from utils.plotting import style
from utils.reference.average_precision import precision_recall


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_one_curve_is_read_three_ways():
    curve = precision_recall(np.array([True, False, True]), 3)
    _, axes = plots.readings(curve, {"area": 5 / 9, "voc07": 6 / 11}, "One curve, three readings")
    np.testing.assert_array_equal(axes[0].lines[0].get_ydata(), curve.precision)
    crosses = axes[2].lines[-1]
    np.testing.assert_allclose(crosses.get_ydata(), [1] * 4 + [2 / 3] * 3 + [0] * 4)
    assert np.mean(crosses.get_ydata()) == pytest.approx(6 / 11)
    (stairs,) = axes[2].patches
    np.testing.assert_allclose(stairs.get_data().values, [1, 2 / 3, 2 / 3, 0])
    np.testing.assert_allclose(stairs.get_data().edges, [0, 1 / 3, 1 / 3, 2 / 3, 1])
    assert stairs.get_data().baseline is None, "no line at recall 0"
    assert [ax.get_title("left") for ax in axes[1:]] == ["VOC 2010, area: 0.556", "VOC 2007, 11 places: 0.545"]


def test_the_ladder_has_a_bar_for_each_rung_and_a_line_at_the_mean():
    thresholds, values = np.array([0.5, 0.75]), np.array([0.8, 0.4])
    _, ax = plots.ladder(thresholds, values, "Stricter is lower")
    assert [bar.get_height() for bar in ax.patches] == [0.8, 0.4]
    assert ax.lines[0].get_ydata()[0] == pytest.approx(0.6)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.50", "0.75"]
