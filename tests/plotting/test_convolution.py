import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import convolution as plots
from utils.reference.convolution_matrix import convolution_matrix


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_numbers_stand_in_their_cells_and_a_frame_on_the_named_grid():
    _, axes = plots.grids({"in": np.eye(3), "out": -np.eye(2)}, "two grids of numbers", {"out": (0, 1, 1)})
    assert [[text.get_text() for text in ax.texts] for ax in axes] == [list("100010001"), ["−1", "0", "0", "−1"]]
    assert [len(ax.patches) for ax in axes] == [0, 1]
    assert axes[1].patches[0].get_xy() == (0.5, -0.5)
    assert axes[0].images[0].get_clim() == (-1, 1), "zero lies in the middle of the colours"


def test_brightness_goes_from_black_to_white_and_an_answer_has_grey_for_zero():
    images = {
        "photo": np.full((4, 4), 90.0),
        "answer": np.diag([-3.0, 1, 2, 0]),
        "colour": np.zeros((4, 4, 3), np.uint8),
    }
    _, axes = plots.pictures(images, "a photo and an answer", across=2)
    shown = [ax.images[0] for ax in axes.flat[:3]]
    assert [image.get_clim() for image in shown[:2]] == [(0, 255), (-3, 3)]
    assert [ax.get_title() or ax.get_title(loc="left") for ax in axes.flat[:3]] == list(images)


def test_each_kernel_has_a_line_of_its_own_over_the_angles_of_the_edge():
    angles = np.array([0, 45, 90])
    _, ax = plots.by_angle(angles, {"a": np.array([0, 2, 0]), "b": np.array([1, 1, 1])}, "a sees slanted edges")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0, 2, 0], [1, 1, 1]]
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_each_weight_has_one_colour_in_the_kernel_and_in_the_matrix():
    kernel = np.arange(1.0, 10).reshape(3, 3)
    matrix = convolution_matrix(kernel[None, None], 5)
    _, axes = plots.repeated_weights(kernel, matrix, "nine colours in a matrix")
    code = axes[1].images[0].get_array()
    assert np.unique(axes[0].images[0].get_array()).tolist() == list(range(1, 10))
    np.testing.assert_array_equal(np.bincount(code.astype(int).ravel()), [matrix.size - 81, *[9] * 9])
    assert axes[1].get_xlabel() == "input pixel, row by row"


def test_each_matrix_has_zero_in_the_middle_of_its_own_scale():
    _, axes = plots.maps({"one": np.eye(4), "two": -5 * np.eye(4)}, "two matrices side by side")
    assert [ax.images[0].get_clim() for ax in axes] == [(-1, 1), (-5, 5)]
