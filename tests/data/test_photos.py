import numpy as np
import pytest

from utils.data.photos import PHOTOS, load_photo


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_has_three_colours_and_its_own_array(name):
    photo = load_photo(name)
    assert photo.dtype == np.uint8
    assert photo.shape[2] == 3
    assert min(photo.shape[:2]) >= 300
    assert photo.std(axis=(0, 1)).min() > 20
    photo[:] = 0
    assert load_photo(name).any()


def test_colours_are_red_green_and_blue_in_that_order():
    coffee = load_photo("coffee").mean(axis=(0, 1))
    assert coffee[0] > coffee[1] > coffee[2], "a cup on brown wood"


def test_another_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="name must be one of astronaut, cat, coffee, rocket, got 'dog'"):
        load_photo("dog")
