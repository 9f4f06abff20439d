import pytest

from utils.shapes.sharing import layer_weights


def test_the_lecture_in_one_line():
    assert layer_weights(200, 40_000, 10, 100) == (1_600_000_000, 4_000_000, 10_000)


def test_a_window_as_large_as_the_image_is_a_dense_layer():
    weights = layer_weights(7, 5, 7, 5)
    assert weights.dense == weights.local == weights.shared == 7 * 7 * 5


def test_shared_weights_do_not_know_how_large_the_image_is():
    assert layer_weights(50, 9, 3, 8).shared == layer_weights(500, 9, 3, 8).shared


@pytest.mark.parametrize(("numbers", "sentence"), [
    ((3, 9, 5, 1), "kernel must be at most the image's side 3, got 5"),
    ((3, 0, 3, 1), "outputs must be a whole number of at least 1, got 0"),
    ((3, 9, 0, 1), "kernel must be a whole number of at least 1, got 0"),
])  # fmt: skip
def test_numbers_that_make_no_layer_are_refused(numbers, sentence):
    with pytest.raises(ValueError, match=sentence):
        layer_weights(*numbers)
