import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.bootstrap import paired_interval

VALUES = arrays(np.float64, 12, elements=st.floats(-5, 5))
BOATS = np.repeat(np.arange(4), 3)


def test_boats_that_agree_leave_nothing_open_and_one_boat_says_nothing():
    assert paired_interval(np.tile([0.0, 0.5, 1.0], 4), BOATS, np.random.default_rng(0)) == (0.5, 0.5, 0.5)
    alone = paired_interval(np.array([0.0, 1.0]), np.array([7, 7]), np.random.default_rng(0))
    assert alone == (0.5, 0.5, 0.5)


def test_two_boats_by_hand():
    found = paired_interval(np.array([0.0, 0.0, 1.0]), np.array([0, 0, 1]), np.random.default_rng(1), 0.4)
    assert found.mean == pytest.approx(1 / 3)
    assert (found.low, found.high) == pytest.approx((1 / 3, 1 / 3)), "both boats in half of the draws, in the middle"
    wide = paired_interval(np.array([0.0, 0.0, 1.0]), np.array([0, 0, 1]), np.random.default_rng(1), 0.6)
    assert (wide.low, wide.high) == pytest.approx((0, 1)), "the same boat twice in a quarter of the draws each"


def test_with_a_boat_for_each_frame_it_is_the_interval_of_the_central_limit():
    rng = np.random.default_rng(2)
    differences = rng.normal(0.3, 1, 2000)
    found = paired_interval(differences, np.arange(2000), rng)
    error = differences.std() / np.sqrt(2000)
    assert found.low == pytest.approx(differences.mean() - 1.645 * error, abs=0.15 * error)
    assert found.high == pytest.approx(differences.mean() + 1.645 * error, abs=0.15 * error)


def test_it_equals_drawing_the_rows_themselves():
    rng = np.random.default_rng(3)
    boats = rng.integers(0, 6, 60)
    differences = rng.normal(size=(3, 60)) + boats
    rows = [np.flatnonzero(boats == boat) for boat in range(6)]
    means = []
    for _ in range(4000):
        chosen = np.concatenate([rows[boat] for boat in rng.integers(0, 6, 6)])
        means.append(differences[rng.integers(0, 3, 3)][:, chosen].mean())
    found = paired_interval(differences, boats, rng)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(means, [0.05, 0.95])), abs=0.1)


def test_nine_of_ten_intervals_hold_the_truth_where_frames_are_alone_and_too_few_do_if_boats_are_ignored():
    rng = np.random.default_rng(4)
    boats, hits, blind = np.repeat(np.arange(30), 10), 0, 0
    for _ in range(200):
        differences = np.repeat(rng.normal(0, 1, 30), 10) + rng.normal(0, 1, 300)
        by_boat = paired_interval(differences, boats, rng, draws=400)
        by_frame = paired_interval(differences, np.arange(300), rng, draws=400)
        hits += by_boat.low <= 0 <= by_boat.high
        blind += by_frame.low <= 0 <= by_frame.high
    assert 0.82 <= hits / 200 <= 0.96
    assert blind / 200 < 0.6


@given(VALUES, st.floats(-3, 3), st.floats(0.1, 4))
def test_shift_and_scale_pass_through_and_a_wider_coverage_holds_a_narrower_one(values, shift, scale):
    found = paired_interval(values, BOATS, np.random.default_rng(0), draws=200)
    moved = paired_interval(scale * values + shift, BOATS, np.random.default_rng(0), draws=200)
    assert moved == pytest.approx(tuple(scale * bound + shift for bound in found), abs=1e-6)
    wider = paired_interval(values, BOATS, np.random.default_rng(0), 0.99, draws=200)
    assert wider.low <= found.low <= found.high <= wider.high


def test_other_seeds_widen_the_interval():
    rng = np.random.default_rng(5)
    same = np.tile(rng.normal(size=12), (3, 1))
    apart = same + np.array([[-2.0], [0.0], [2.0]])
    narrow, wide = (paired_interval(each, BOATS, np.random.default_rng(0)) for each in (same, apart))
    assert wide.mean == pytest.approx(narrow.mean)
    assert wide.high - wide.low > narrow.high - narrow.low


def test_bad_differences_are_answered_with_one_sentence():
    rng = np.random.default_rng(0)
    for arguments, message in [
        ((np.zeros(2, int), [0, 1], rng), "differences must hold floating-point numbers, got int64"),
        ((np.zeros((1, 2, 2)), [0, 1], rng), r"differences must have the shape \(N,\) or \(S, N\)"),
        ((np.zeros(0), [], rng), "neither 0, got"),
        ((np.zeros(2), [0], rng), "groups must hold one label for each of 2 rows"),
        ((np.zeros(2), [0, 1], rng, 1.0), "coverage must lie between 0 and 1, got 1.0"),
        ((np.zeros(2), [0, 1], rng, 0.9, 0), "draws must be a whole number of at least 1, got 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            paired_interval(*arguments)
