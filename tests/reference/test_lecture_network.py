"""The numbers of lecture 2 are such that its story can be told on them."""

import numpy as np

from utils.reference.lecture_network import BIASES, WEIGHTS, X_C, X


def score(x):
    hidden = 1 / (1 + np.exp(-(WEIGHTS[0] @ x + BIASES[0])))
    return (WEIGHTS[1] @ hidden + BIASES[1]).item()


def test_the_true_example_wins_by_less_than_the_margin():
    assert 0 < score(X) - score(X_C) < 1


def test_the_slides_gradient_has_the_wrong_sign_here():
    """The lecture's quarrel with the slide: ds/dW_14 is positive, dJ/dW_14 negative and not just its opposite."""
    nudged = [w.copy() for w in WEIGHTS]
    nudged[0][0, 3] += 1e-6

    def nudged_score(x):
        return (nudged[1] @ (1 / (1 + np.exp(-(nudged[0] @ x + BIASES[0]))))).item()

    ds, ds_c = ((nudged_score(x) - score(x)) / 1e-6 for x in (X, X_C))
    assert ds > 0 > ds_c - ds
    assert abs((ds_c - ds) + ds) > 0.05
