"""Figures of lecture 6 show the numbers that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from utils.plotting import architectures as plots
from utils.plotting import style
from utils.plotting.style import BLUE, VERMILLION
from utils.shapes import BatchNorm, Branches, Conv, Pool, Relu, Residual, memory_table
from utils.shapes.patterns import pattern


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def widths(ax):
    return [bar.get_width() for bar in ax.patches]


def said(ax):
    return [text.get_text() for text in ax.texts]


def test_costs_are_megabytes_and_millions_row_by_row():
    rows = memory_table(pattern(1, 2, 1), (3, 32, 32))
    fig, axes = plots.costs(rows, "Front and back differ")
    assert widths(axes[0]) == pytest.approx([row.values * 4 / 1e6 for row in rows])
    assert widths(axes[1]) == pytest.approx([row.weights / 1e6 for row in rows])
    assert fig.get_suptitle() == "Front and back differ"


def test_the_timeline_has_a_panel_for_each_quantity():
    stones = [plots.Milestone("A", 2012, 16.4, 60.9, 0.7, 8), plots.Milestone("B", 2015, 3.6, 60.2, 11.3, 152)]
    _, axes = plots.timeline(stones, "errors fell so far")
    assert [widths(ax) for ax in axes] == [[16.4, 3.6], [60.9, 60.2], [0.7, 11.3], [8, 152]]
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["A (2012)", "B (2015)"]


def test_the_timeline_labels_a_tiny_network_with_what_it_has_and_an_unknown_error_with_nothing():
    _, axes = plots.timeline([plots.Milestone("Old", 1998, float("nan"), 0.061706, 0.00041652, 5)], "an old network")
    assert [said(ax) for ax in axes] == [[""], ["0.0617"], ["0.000417"], ["5"]]


UNIT = (Conv("c", 4, 8, 3, padding=1), BatchNorm("n", 8), Relu("r"))
FORK = Branches("fork", ((Conv("one", 4, 8, 1), Relu("r")), (Pool("pool", 3, 1, 1), Conv("two", 4, 2, 1))))


def test_a_block_has_a_box_for_each_layer_that_is_not_elementwise():
    _, ax = plots.block((Residual("block", UNIT, ()), Relu("after")), "A block of one unit")
    assert said(ax) == ["input", "add\nReLU", "3×3 conv, 8\nnorm, ReLU", "identity"]
    _, other = plots.block((FORK,), "A fork of two branches")
    assert said(other) == ["input", "concatenate", "1×1 conv, 8\nReLU", "3×3 max pool", "1×1 conv, 2"]


def test_no_wire_of_a_block_runs_through_a_box():
    _, ax = plots.block((Branches("fork", (*FORK.branches, FORK.branches[1])),), "A fork of three branches")
    boxes = [patch.get_extents() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == 2 + 1 + 2 + 2
    for wire in ax.lines:
        corners = ax.transData.transform(wire.get_xydata())
        along = np.linspace(0, len(corners) - 1, 200)
        points = np.stack([np.interp(along, range(len(corners)), corners[:, axis]) for axis in (0, 1)], 1)
        assert not any(box.padded(-3).contains(*point) for box in boxes for point in points)


def test_the_ledger_keeps_its_order_and_amounts():
    _, ax = plots.ledger({"rows": 61.0, "weights": 553.4}, "Its own share is small")
    assert widths(ax) == [61.0, 553.4]


@pytest.mark.parametrize("draw", [plots.learning, plots.gradients])
def test_towers_keep_their_looks_in_every_figure(draw):
    _, ax = draw({"plain": [2.0, 1.9], "residual": [2.0, 0.5]}, "Only one of them learns")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2.0, 1.9], [2.0, 0.5]]
    assert [to_hex(line.get_color()).upper() for line in ax.lines] == [VERMILLION, BLUE]
