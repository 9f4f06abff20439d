import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import conv_arithmetic as plots
from utils.shapes.conv_arithmetic import output_size, unread


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def cells(ax, colours):
    return [patch for patch in ax.patches if patch.get_facecolor()[:3] in colours]


BLUES = [tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)) for code in (plots.BLUE, plots.SKY)]


@pytest.mark.parametrize("layer", [(7, 3, 1, 0), (7, 3, 3, 0), (7, 3, 2, 1), (12, 2, 5, 0)])
def test_a_strip_draws_every_window_and_hatches_what_no_window_reads(layer):
    size, kernel, stride, padding = layer
    _, axes = plots.strips(size, kernel, [stride], "a strip of cells", padding=padding)
    places = output_size(size, kernel, stride, padding, floor=True)
    assert len(cells(axes[0], BLUES)) == places * kernel
    hatched = [patch.get_x() + plots.CELL / 2 for patch in axes[0].patches if patch.get_hatch()]
    np.testing.assert_allclose(hatched, unread(size, kernel, stride, padding))


def test_a_strip_says_how_many_windows_there_are_and_which_cell_is_lost():
    _, axes = plots.strips(7, 3, [1, 3], "a strip of cells")
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axes] == [
        "stride 1: 5 windows\nall read",
        "stride 3: 2 windows\ncell 6 unread",
    ]


def test_padding_is_marked_by_zeros():
    _, axes = plots.strips(5, 3, [1], "a strip of cells", padding=2)
    assert [text.get_text() for text in axes[0].texts] == ["0", "0", "0", "1", "2", "3", "4", "0", "0"]


def test_a_heatmap_writes_each_value_into_its_cell():
    values = np.arange(6).reshape(2, 3)
    _, axes = plots.heatmaps([values, values * 2], ["one", "two"], "windows", "two heatmaps here")
    assert [[text.get_text() for text in ax.texts] for ax in axes] == [list("012345"), ["0", "2", "4", "6", "8", "10"]]
    assert axes[0].images[0].get_clim() == axes[1].images[0].get_clim() == (0, 10)


@pytest.mark.parametrize(("kernel", "dilation"), [(3, 1), (3, 3), (2, 4)])
def test_a_dilated_kernel_has_all_its_weights_on_the_square_that_it_spans(kernel, dilation):
    _, axes = plots.dilated_kernels(kernel, [dilation], "a kernel with holes")
    assert len(cells(axes[0], BLUES)) == kernel**2
    assert len(axes[0].patches) == (dilation * (kernel - 1) + 1) ** 2


def test_a_depth_column_frames_the_same_place_in_every_slice():
    _, axes = plots.depth_column(
        np.eye(8), dict(zip("abcd", np.zeros((4, 6, 6)), strict=True)), (1, 2), 3, "one depth column"
    )
    corners = {patch.get_xy() for ax in axes for patch in ax.patches}
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axes] == ["input 8 × 8", *"abcd"]
    assert corners == {(1.5, 0.5)}


def test_sizes_that_fit_are_told_apart_by_their_mark_and_not_by_colour_alone():
    _, ax = plots.sizes_and_rest(range(223, 228), [54, 54.25, 54.5, 54.75, 55], 224, "two of five fit")
    marks = {line.get_label(): (line.get_marker(), list(line.get_xdata())) for line in ax.lines[1:]}
    assert marks == {"fits": ("o", [223, 227]), "does not fit": ("x", [224, 225, 226])}
    assert [text.get_text() for text in ax.texts] == ["224 gives 54.25"]
