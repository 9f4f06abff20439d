"""Named kernels have the sums they should, and writing sums into the image is wrong wherever sums meet again."""

import numpy as np
import pytest

from utils.reference.convolution import convolve, cross_correlate
from utils.reference.kernels import KERNELS, TABLE, correlate_in_place, half_turn


def test_the_five_of_the_table_sum_to_one_zero_zero_zero_one():
    assert [KERNELS[name].sum() for name in TABLE] == [1, 0, 0, 0, 1]


def test_the_table_is_blind_to_half_a_turn_and_sobel_emboss_and_shift_are_not():
    turned = {name for name, kernel in KERNELS.items() if not np.array_equal(half_turn(kernel), kernel)}
    assert turned == {"left to right", "top to bottom", "emboss", "shift"}


def test_corners_is_the_product_of_two_differences():
    np.testing.assert_array_equal(KERNELS["corners"], np.outer([1, 0, -1], [1, 0, -1]))


def test_two_half_turns_are_none_and_convolution_is_correlation_with_one(rng):
    kernel, image = rng.normal(size=(3, 5)), rng.normal(size=(7, 9))
    np.testing.assert_array_equal(half_turn(half_turn(kernel)), kernel)
    np.testing.assert_allclose(convolve(image, kernel), cross_correlate(image, half_turn(kernel)))


def test_in_place_by_hand_the_second_sum_reads_the_first():
    image = np.array([[0.0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 0, 0]])
    kernel = np.array([[0.0, 0, 0], [1, 1, 1], [0, 0, 0]])
    assert cross_correlate(image, kernel).tolist() == [[6, 9]]
    assert correlate_in_place(image, kernel)[1].tolist() == [1, 6, 6 + 3 + 4, 4]


@pytest.mark.parametrize("name", ["identity", "shift"])
def test_in_place_is_right_where_no_window_reads_a_sum(rng, name):
    image = rng.normal(size=(6, 7))
    np.testing.assert_allclose(
        correlate_in_place(image, KERNELS[name])[1:-1, 1:-1], cross_correlate(image, KERNELS[name])
    )


def test_in_place_leaves_the_image_it_was_given_alone(rng):
    image = rng.normal(size=(5, 5))
    before = image.copy()
    correlate_in_place(image, KERNELS["blur"])
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (4, 4)])
def test_a_kernel_without_a_centre_is_refused(shape):
    with pytest.raises(ValueError, match="odd numbers of rows and columns to have a centre"):
        correlate_in_place(np.zeros((5, 5)), np.ones(shape))
