"""Figures of lecture 1 show the numbers that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from utils.plotting import losses as plots
from utils.plotting import style
from utils.plotting.style import BLUE, GREEN, VERMILLION


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def widths(ax):
    return [bar.get_width() for bar in ax.patches]


def lines(ax):
    return {line.get_label(): line.get_ydata() for line in ax.lines if not line.get_label().startswith("_")}


def test_the_verdicts_keep_what_is_positive_and_never_charge_the_truth():
    shares = np.array([0.02, 0.63, 0.35])
    fig, axes = plots.verdicts(("seal", "shark", "tuna"), np.array([-3.0, 1, 0]), np.array([-2, 2, 1.0]), shares, 2)
    assert [widths(ax) for ax in axes] == [[-3, 1, 0], [0, 2, 0], pytest.approx(shares.tolist())]
    assert to_hex(axes[2].patches[2].get_facecolor()).upper() == GREEN
    assert fig.get_suptitle() == "Shark is ahead of tuna, and each loss says so"


def test_each_loss_has_its_own_look_in_every_figure():
    lead = np.linspace(-1, 2, 5)
    _, ax = plots.loss_by_lead(lead, {"hinge": 1 - lead, "cross-entropy": np.exp(-lead), "mistakes": lead * 0})
    assert lines(ax)["hinge"] == pytest.approx(1 - lead)
    looks = {line.get_label(): (to_hex(line.get_color()).upper(), line.get_linestyle()) for line in ax.lines}
    assert looks["hinge"] == (BLUE, "-")
    assert looks["cross-entropy"] == (VERMILLION, "--")


def test_only_a_loss_with_zeros_is_said_to_be_exactly_zero():
    gaps = np.linspace(-3, 3, 7)
    zeros, none = np.maximum(gaps[:, None] + gaps, 0), np.exp(gaps[:, None] + gaps)
    _, axes = plots.landscapes(gaps, {"hinge": zeros, "cross-entropy": none}, (1.0, 2.0))
    said = [[text.get_text() for text in ax.texts if "exactly" in text.get_text()] for ax in axes]
    assert said == [["exactly 0"], []]
    assert [line.get_xydata().tolist() for line in axes[0].lines] == [[[1.0, 2.0]]]


def test_a_slope_of_zero_is_left_out_and_the_margin_is_marked():
    lead = np.array([0.0, 1, 2, 3])
    _, ax = plots.slopes_by_lead(lead, {"hinge": np.array([2.0, 1, 0, 0]), "cross-entropy": np.exp(-lead)}, margin=1.5)
    assert np.isnan(lines(ax)["hinge"]).tolist() == [False, False, True, True]
    assert ax.texts[0].xy[0] == 1.5
    assert any(list(line.get_xdata()) == [1.5, 1.5] for line in ax.lines)


def test_the_kink_has_a_quotient_for_each_step():
    t = np.linspace(-1, 1, 5)
    _, axes = plots.kink(t, np.maximum(t, 0), {0.5: t, 0.1: 2 * t})
    assert lines(axes[1]).keys() == {"h = 0.5", "h = 0.1"}
    assert lines(axes[1])["h = 0.1"] == pytest.approx(2 * t)


def test_training_leaves_out_a_loss_of_zero_on_its_logarithmic_axis():
    curve = {"loss": np.array([9.0, 0]), "right": np.array([10.0, 84]), "heard": np.array([100.0, 0])}
    _, axes = plots.training([0, 1], {"hinge": curve, "cross-entropy": curve})
    assert np.isnan(lines(axes[0])["hinge"]).tolist() == [False, True]
    assert lines(axes[2])["hinge"].tolist() == [100, 0]


def test_every_mistake_is_drawn_under_its_text():
    images = np.zeros((9, 8, 8))
    fig, axes = plots.mistaken(images, [f"{n} → 3" for n in range(9)], "Nine were wrong here")
    assert axes.shape == (2, 8)
    drawn = [ax.get_title() for ax in axes.flat if ax.images]
    assert drawn == [f"{n} → 3" for n in range(9)]
    assert fig.get_suptitle() == "Nine were wrong here"


@pytest.mark.parametrize(("inputs", "hidden"), [(4, 2), (3, 5)])
def test_the_blocks_of_the_hidden_layer_have_the_shapes_they_say(inputs, hidden):
    _, ax = plots.hidden_layer(inputs, hidden)
    said = [text.get_text() for text in ax.texts if " × " in text.get_text()]
    column = f"{hidden} × 1"
    assert said == [f"{hidden} × {inputs}", f"{inputs} × 1", column, column, column, f"1 × {hidden}", column, "1 × 1"]
    assert [text.get_text() for text in ax.texts].count("then") == 1
    assert len(ax.patches) == hidden * inputs + inputs + 3 * hidden + 2 * hidden + 1


def test_the_hill_and_the_wanted_lengths_are_drawn():
    length = np.array([0.0, 50, 100])
    _, ax = plots.hill(length, {"linear": length, "two neurons": np.array([0.0, 1, 0])}, (40, 60))
    assert lines(ax)["two neurons"].tolist() == [0, 1, 0]
    assert ax.patches[0].get_x() == 40


def test_a_walk_has_a_panel_for_each_objective_and_shades_only_pairs_in_order():
    path = np.array([[0.0, 1], [1, 1], [2, 0]])
    _, axes = plots.walks({"one": path, "two": path[::-1]})
    assert [ax.get_title(loc="left") for ax in axes] == ["one", "two"]
    assert [line.get_ydata().tolist() for line in axes[0].lines] == [[0, 1, 2], [1, 1, 0]]
    assert [len(ax.collections) for ax in axes] == [1, 1]


def test_soft_hinges_stand_beside_their_corner():
    lead = np.linspace(-1, 1, 3)
    _, ax = plots.soft_hinges(lead, {"1": lead + 2}, np.maximum(-lead, 0))
    assert lines(ax)["max(0, −lead)"].tolist() == [1, 0, 0]
    assert lines(ax)["1"].tolist() == [1, 2, 3]


def test_the_sizes_of_weights_keep_the_looks_of_their_losses():
    _, ax = plots.weight_sizes([1, 2], {"hinge": np.array([1.0, 1]), "cross-entropy": np.array([1.0, 2])})
    assert lines(ax)["cross-entropy"].tolist() == [1, 2]
    assert to_hex(ax.lines[0].get_color()).upper() == BLUE


def test_shares_are_drawn_in_percent_against_the_margin():
    _, ax = plots.margin_and_decay(np.array([0.1, 1]), {"no decay": np.array([0.97, 0.97])})
    assert lines(ax)["no decay"] == pytest.approx([97, 97])
    assert ax.get_xscale() == "log"
