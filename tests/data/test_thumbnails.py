import numpy as np
import pytest

from utils.data.photos import load_photo
from utils.data.thumbnails import load_thumbnail, shrink, shrunk, to_grey


def test_a_thumbnail_is_the_middle_square_as_averages_of_blocks():
    photo, small = load_photo("cat"), load_thumbnail("cat", 60)
    block = 300 // 60
    left = (photo.shape[1] - 300) // 2
    assert small.shape == (60, 60, 3)
    assert small.dtype == np.uint8
    by_hand = photo[5 * block : 6 * block, left + 7 * block : left + 8 * block].mean(axis=(0, 1))
    np.testing.assert_allclose(small[5, 7], by_hand, atol=0.5)


def test_at_full_size_nothing_is_averaged():
    coffee = load_photo("coffee")
    np.testing.assert_array_equal(load_thumbnail("coffee", 400), coffee[:, 100:500])


@pytest.mark.parametrize("side", [0, 301, 1.5])
def test_a_side_that_the_photo_has_not_is_refused(side):
    with pytest.raises(ValueError, match=f"side must be 1 to 300 pixels for cat, got {side}"):
        load_thumbnail("cat", side)


def test_grey_keeps_white_white_and_green_is_the_brightest_of_the_three():
    white, red, green, blue = np.array([[[255] * 3, [255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)[0]
    assert [float(to_grey(pixel)) for pixel in (white, red, green, blue)] == [255, 76, 150, 29]


def test_a_shrunk_photo_keeps_its_shape_and_averages_blocks():
    photo = np.arange(7 * 5 * 3, dtype=np.uint8).reshape(7, 5, 3)
    small = shrink(photo, 2)
    assert small.shape == (3, 2, 3)
    assert small[0, 0, 0] == round(photo[:2, :2, 0].mean())
    np.testing.assert_array_equal(shrink(photo, 1), photo)


@pytest.mark.parametrize("block", [0, 6, 1.5])
def test_a_block_that_leaves_nothing_is_refused(block):
    with pytest.raises(ValueError, match="block must be 1 to 5 pixels, got"):
        shrink(np.zeros((7, 5, 3), np.uint8), block)


def test_many_images_are_shrunk_to_averages_of_squares_by_hand():
    images = np.zeros((2, 4, 4, 3), np.uint8)
    images[1, :2, 2:, 0] = [[10, 20], [30, 41]]
    small = shrunk(images, 2)
    assert (small.shape, small.dtype) == ((2, 2, 2, 3), np.uint8)
    assert small[1, :, :, 0].tolist() == [[0, 25], [0, 0]]
    assert shrunk(images, 4).tolist() == images.tolist()
    assert shrunk(list(images), 1)[1, 0, 0, 0] == round(101 / 16)
    assert shrunk(images[:0], 2).shape == (0, 2, 2, 3)


def test_images_that_do_not_divide_are_refused():
    for shape in ((1, 6, 6, 3), (1, 4, 8, 3)):
        with pytest.raises(ValueError, match="images must be squares of a multiple of 4 pixels, got"):
            shrunk(np.zeros(shape, np.uint8), 4)
