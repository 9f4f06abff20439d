import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.activations import relu
from utils.reference.layers import dropout
from utils.reference.losses import softmax
from utils.reference.subnetworks import (
    all_masks,
    arithmetic_mean,
    geometric_mean,
    mask_probabilities,
    subnetwork_scores,
)

KEEPS = st.floats(0.05, 1)


def layer(seed, units=6, classes=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=units), rng.normal(size=(classes, units)), rng.normal(size=classes)


def test_all_masks_of_two_units_by_hand():
    assert all_masks(2).astype(int).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert mask_probabilities(all_masks(2), 0.8) == pytest.approx([0.04, 0.16, 0.16, 0.64])


@given(KEEPS, st.integers(1, 10))
def test_masks_are_all_different_and_their_probabilities_sum_to_one(keep, units):
    masks = all_masks(units)
    assert len(np.unique(masks, axis=0)) == len(masks) == 2**units
    assert mask_probabilities(masks, keep).sum() == pytest.approx(1)


@given(KEEPS, st.integers(0, 1000))
def test_the_arithmetic_mean_of_a_linear_unit_is_the_scaled_network(keep, seed):
    a, W, b = layer(seed)
    mean = arithmetic_mean(subnetwork_scores(a, W, b), mask_probabilities(all_masks(6), keep))
    np.testing.assert_allclose(mean, W @ (keep * a) + b, rtol=1e-10, atol=1e-12)


@given(KEEPS, st.integers(0, 1000))
def test_the_geometric_mean_of_one_softmax_layer_is_the_scaled_network(keep, seed):
    a, W, b = layer(seed)
    answers = softmax(subnetwork_scores(a, W, b))
    mean = geometric_mean(answers, mask_probabilities(all_masks(6), keep))
    np.testing.assert_allclose(mean, softmax((W @ (keep * a) + b)[None])[0], rtol=1e-9)


def test_beyond_a_relu_and_for_the_arithmetic_mean_of_a_softmax_it_is_not():
    a, W, b = layer(1)
    scores, weights = subnetwork_scores(a, W, b), mask_probabilities(all_masks(6), 0.5)
    scaled = W @ (0.5 * a) + b
    assert np.abs(arithmetic_mean(relu(scores), weights) - relu(scaled)).max() > 0.05
    assert np.abs(arithmetic_mean(softmax(scores), weights) - softmax(scaled[None])[0]).max() > 0.01


def test_sampled_masks_come_with_the_stated_probabilities():
    masks = dropout(np.ones((20_000, 3)), 0.7, np.random.default_rng(0)).mask
    counted = np.bincount(masks @ [4, 2, 1], minlength=8) / 20_000
    assert counted == pytest.approx(mask_probabilities(all_masks(3), 0.7), abs=0.015)


def test_too_many_units_are_refused():
    with pytest.raises(ValueError, match=r"units must be at most 16, got 17: that would be 2\^17 masks"):
        all_masks(17)
