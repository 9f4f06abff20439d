import numpy as np
import pytest

from utils.data.digits import load_digits_sample
from utils.data.digits_split import load_digits_split


def test_a_split_holds_every_digit_once_and_a_seed_gives_the_same_one():
    training, validation = load_digits_split(3)
    assert (len(training.labels), len(validation.labels)) == (400, 200)
    both = np.concatenate([training.images, validation.images]).reshape(600, -1)
    early, late = load_digits_sample()
    known = np.concatenate([early.images, late.images]).reshape(600, -1)
    assert sorted(map(tuple, both.tolist())) == sorted(map(tuple, known.tolist()))
    np.testing.assert_array_equal(load_digits_split(3)[1].images, validation.images)
    assert not np.array_equal(load_digits_split(4)[1].images, validation.images)


def test_a_split_that_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match="validation must be from 1 to 599, got 600"):
        load_digits_split(0, 600)
