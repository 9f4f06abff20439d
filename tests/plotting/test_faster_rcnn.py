import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import faster_rcnn as plots
from utils.plotting import style

PHOTO = np.zeros((40, 60, 3), np.uint8)
BOX = np.array([[1.0, 1, 30, 30]])


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_stages_stand_one_after_the_other_in_milliseconds():
    seconds = {"one": {"proposals": 0.1, "trunk": 0.02}, "other": {"proposals": 0.0, "trunk": 0.02}}
    _, ax = plots.stages(seconds, "Proposals take most of it")
    ends = [patch.get_x() + patch.get_width() for patch in ax.patches]
    assert ends == pytest.approx([100, 0, 120, 20])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "other"]


def test_anchors_are_drawn_beyond_the_border_in_a_colour_an_area():
    boxes = np.array([[-10.0, -10, 10, 10], [-20, -5, 20, 5], [20, 20, 30, 30]])
    _, ax = plots.placed(PHOTO, boxes, (0, 0), BOX, "Three anchors and an object")
    assert ax.get_xlim()[0] < -20
    assert len(ax.patches) == 5
    first, second, third = (patch.get_edgecolor() for patch in ax.patches[2:])
    assert first != second == third


def test_a_cover_falls_from_all_to_none():
    _, ax = plots.covers({"some": np.array([0.5, 0.9])}, 0.7, "Half of them reach 0.7")
    values = ax.lines[0].get_ydata()
    assert (values[0], values[120], values[-1]) == (1, 0.5, 0)


def test_each_loss_has_a_panel_and_each_photo_its_boxes():
    losses = {name: np.linspace(1, 0.5, 20) for name in ("a", "b", "c", "d")}
    _, axes = plots.four_losses(losses, [PHOTO] * 4, [BOX] * 4, [["7"]] * 4, "All four losses fall")
    assert [ax.get_title("left") for ax in axes[0]] == ["a", "b", "c", "d"]
    assert [len(ax.patches) for ax in axes[1]] == [1] * 4
    assert axes[0, 1].lines[1].get_xdata().tolist() == list(range(plots.SMOOTH, 21))


def test_a_short_course_has_its_mean_too():
    _, ax = plt.subplots()
    plots.course(ax, [1.0, 3.0])
    assert ax.lines[1].get_ydata().tolist() == [2.0]


def test_recorded_means_stand_in_the_middle_of_their_steps():
    _, axes = plots.beside({"a": [2.0] * 10}, {"a": [1.0, 0.5]}, 100, "The recorded run goes on")
    assert axes[0].lines[2].get_xdata().tolist() == [25, 75]
    assert axes[0].lines[2].get_ydata().tolist() == [1.0, 0.5]


def test_a_trace_has_a_panel_a_step_with_objects_dashed():
    _, axes = plots.traced(PHOTO, {"anchor": BOX, "proposal": np.tile(BOX, (3, 1))}, BOX, "A box comes nearer")
    assert [len(ax.patches) for ax in axes] == [2, 4]


def test_only_multiples_of_the_stride_are_exact():
    _, ax = plots.shifted([8, 16], [0.5, 0.0], 16, "Sixteen pixels are two cells")
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
    assert [text.get_text() for text in ax.texts] == ["0"]
