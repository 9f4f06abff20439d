import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.baselines import prior, uniform
from utils.reference.losses import log_loss

FISHERIES = np.repeat(np.arange(8), [1719, 200, 117, 67, 465, 299, 176, 734])


def test_the_fisheries_baselines_by_hand():
    assert log_loss(uniform(3777, 8), FISHERIES) == pytest.approx(2.079, abs=5e-4)
    assert log_loss(prior(FISHERIES, 3777, 8), FISHERIES) == pytest.approx(1.613, abs=5e-4)
    assert prior(np.array([0, 2, 2, 2]), 2, 4).tolist() == [[0.25, 0, 0.75, 0]] * 2


@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 4)), st.integers(0, 2**32 - 1))
def test_no_constant_answer_beats_the_prior_which_scores_its_entropy(y, seed):
    own = prior(y, len(y), 5)
    shares = own[0][own[0] > 0]
    assert log_loss(own, y) == pytest.approx(-(shares * np.log(shares)).sum(), abs=1e-9)
    other = np.tile(np.random.default_rng(seed).dirichlet(np.ones(5)), (len(y), 1))
    assert log_loss(own, y) <= log_loss(other, y) + 1e-9
    assert log_loss(own, y) <= log_loss(uniform(len(y), 5), y) + 1e-9


def test_the_edges_of_knowing_nothing():
    assert uniform(0, 3).shape == prior(np.array([1]), 0, 3).shape == (0, 3)
    for call, message in [
        (lambda: prior(np.array([], int), 1, 3), "y must hold at least one label, got none"),
        (lambda: prior(np.array([3]), 1, 3), "y must hold labels from 0 to 2, got 3"),
        (lambda: uniform(2, 0), "classes must be a whole number of at least 1, got 0"),
        (lambda: uniform(-1, 2), "count must be a whole number of at least 0, got -1"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
