import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.data.patchwork import NAMES, patchwork
from utils.plotting import proposals as plots
from utils.plotting import style


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_a_region_takes_the_mean_colour_of_its_pixels():
    photo = np.zeros((2, 2, 3), np.uint8)
    photo[0] = [[100, 0, 0], [200, 0, 0]]
    flat = plots.flattened(np.array([[4, 4], [7, 7]]), photo)
    np.testing.assert_allclose(flat[0], [[150 / 255, 0, 0]] * 2)
    np.testing.assert_array_equal(flat[1], 0)


def test_stills_stand_in_rows_of_three_with_their_boxes():
    pictures = [np.zeros((4, 6, 3))] * 6
    _, axes = plots.stills(pictures, list("abcdef"), "Six stills of a film", [np.array([1, 1, 3, 3])] * 5 + [None])
    assert axes.shape == (2, 3)
    assert [ax.get_title("left") for ax in axes.flat] == list("abcdef")
    assert [len(ax.patches) for ax in axes.flat] == [1] * 5 + [0]


def test_the_region_that_gives_a_still_its_box_is_outlined():
    mask = np.zeros((4, 6), bool)
    mask[1:3, 2:5] = True
    masks = [~mask, mask, mask & ~mask]
    _, axes = plots.stills([np.zeros((4, 6, 3))] * 3, list("abc"), "Regions are outlined", regions=masks)
    outlines = [[path for drawn in ax.collections for path in drawn.get_paths()] for ax in axes.flat]
    assert [len(each) for each in outlines] == [1, 1, 0]
    assert outlines[1][0].get_extents().bounds == (2, 1, 3, 2)


def test_regions_are_named_with_their_sizes():
    _, ax = plots.patches(patchwork(), NAMES, "Three regions to merge")
    assert [text.get_text() for text in ax.texts] == ["A\n54", "B\n6", "C\n40"]


def test_each_iou_has_a_panel_and_each_way_of_proposing_a_line():
    lines = {"selective search": np.array([0.5, 1]), "random": np.array([0.1, 0.2])}
    _, axes = plots.recalls([10, 100], {0.5: lines, 0.7: lines}, "Looking at the picture pays")
    assert [ax.get_title("left") for ax in axes] == ["IoU of at least 0.5", "IoU of at least 0.7"]
    assert [line.get_ydata().tolist() for line in axes[1].lines] == [[0.5, 1], [0.1, 0.2]]
    assert axes[0].get_xscale() == "log"


def test_of_several_draws_the_mean_is_a_line_and_their_range_is_shaded():
    _, axes = plots.recalls([10, 100], {0.5: {"by lot": np.array([[0.1, 0.4], [0.3, 0.6]])}}, "Luck varies by draw")
    np.testing.assert_allclose(axes[0].lines[0].get_ydata(), [0.2, 0.5])
    (band,) = axes[0].collections
    np.testing.assert_allclose(band.get_paths()[0].get_extents().get_points(), [[10, 0.1], [100, 0.6]])
