from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.folds import floored_split, grouped_folds

EXAMPLES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8)), min_size=20, max_size=60)


def unevenness(y, fold, folds):
    """Return the summed variance over the folds of each class's shares, computed from the rows themselves."""
    return sum(
        np.var([np.mean(fold[y == label] == number) for number in range(folds)]) for label in np.unique(y).tolist()
    )


def test_four_boats_by_hand():
    boats = np.repeat([10, 11, 12, 13], 3)
    y = np.array([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])
    fold = grouped_folds(y, boats, 2)
    assert fold.tolist() == [0] * 3 + [1] * 6 + [0] * 3, "boat 11 to the empty fold, 12 and 13 where their class lacks"


@given(EXAMPLES, st.integers(2, 5))
def test_boats_stay_together_every_fold_has_some_and_the_order_of_rows_does_not_matter(examples, folds):
    y, boats = np.array(examples).T
    if len(np.unique(boats)) < folds:
        return
    fold = grouped_folds(y, boats, folds)
    assert sorted(set(fold.tolist())) == list(range(folds))
    for boat in np.unique(boats):
        assert len(set(fold[boats == boat].tolist())) == 1
    order = np.random.default_rng(len(y)).permutation(len(y))
    assert grouped_folds(y[order], boats[order], folds).tolist() == fold[order].tolist()


@pytest.mark.parametrize("seed", range(10))
def test_dealing_comes_near_the_best_of_all_ways_to_deal_and_beats_chance(seed):
    rng = np.random.default_rng(seed)
    boats = rng.integers(0, 8, 80)
    y = (rng.random(80) < rng.random(8)[boats]).astype(int) + 2 * (rng.random(80) < 0.2)
    _, group = np.unique(boats, return_inverse=True)
    every = [unevenness(y, np.array(way)[group], 2) for way in product(range(2), repeat=8) if 0 < sum(way) < 8]
    found = unevenness(y, grouped_folds(y, boats, 2), 2)
    assert min(every) - 1e-12 <= found <= np.quantile(every, 0.25)


def test_bad_examples_are_answered_with_one_sentence():
    y = np.array([0, 1, 0])
    for arguments, message in [
        ((y, np.array([1, 1, 2]), 3), "groups must be at least as many as the 3 folds, got 2"),
        ((y, np.array([1, 2]), 2), "groups must hold one label for each of 3 rows"),
        ((y.astype(float), np.array([1, 1, 2]), 2), "y must hold integer labels, got float64"),
        ((y, np.array([1, 1, 2]), 1), "folds must be a whole number of at least 2, got 1"),
    ]:
        with pytest.raises(ValueError, match=message):
            grouped_folds(*arguments)


def test_the_lectures_split_by_hand():
    counts = [1719, 200, 117, 67, 465, 299, 176, 734]
    parts = floored_split(np.repeat(np.arange(8), counts), 8)
    assert parts.train.tolist() == [1375, 160, 93, 53, 372, 239, 140, 587]
    assert (parts.train.sum(), parts.validation.sum()) == (3019, 758)


def test_a_product_that_falls_a_hair_short_is_not_floored_away():
    assert 100 * 0.29 < 29
    assert floored_split(np.zeros(100, int), 1, 0.29).train.tolist() == [29]


@given(st.lists(st.integers(0, 4), max_size=40), st.floats(0, 1))
def test_both_parts_hold_every_example_once(y, share):
    parts = floored_split(np.array(y, int), 5, share)
    assert (parts.train + parts.validation).tolist() == np.bincount(np.array(y, int), minlength=5).tolist()
    assert (parts.train >= 0).all()
    assert (parts.validation >= 0).all()


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="share must be a finite number from 0 to 1, got 80"):
        floored_split(np.array([0, 1]), 2, 80)
