import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.augmentation import half_shifted, mirrored, shifted, upside_down

IMAGE = np.arange(1.0, 7).reshape(1, 2, 3)
STEPS = st.integers(-3, 3)


def test_moves_by_hand():
    assert shifted(IMAGE, right=1)[0].tolist() == [[0, 1, 2], [0, 4, 5]]
    assert shifted(IMAGE, down=-1)[0].tolist() == [[4, 5, 6], [0, 0, 0]]
    assert half_shifted(IMAGE, right=1)[0].tolist() == [[0.5, 1.5, 2.5], [2, 4.5, 5.5]]
    assert mirrored(IMAGE)[0].tolist() == [[3, 2, 1], [6, 5, 4]]
    assert upside_down(IMAGE)[0].tolist() == [[6, 5, 4], [3, 2, 1]]


@given(STEPS, STEPS)
def test_a_move_is_a_roll_on_a_wide_margin_and_moving_back_restores_it(down, right):
    image = np.pad(np.random.default_rng(0).random((2, 4, 5)), ((0, 0), (3, 3), (3, 3)))
    moved = shifted(image, down, right)
    np.testing.assert_array_equal(moved, np.roll(image, (down, right), axis=(1, 2)))
    np.testing.assert_array_equal(shifted(moved, -down, -right), image)


def test_float32_stays_and_integers_are_refused():
    assert shifted(IMAGE.astype(np.float32), 1).dtype == np.float32
    with pytest.raises(ValueError, match="images must hold floating-point numbers, got int64"):
        mirrored(np.ones((2, 2), np.int64))
    with pytest.raises(ValueError, match=r"images must have the shape \(\.\.\., H, W\), got \(3,\)"):
        upside_down(np.ones(3))
