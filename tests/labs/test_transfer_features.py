"""Is the last layer the best there is for what the frozen trunk sees?"""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from tests.labs.toys import fish, small_trunk
from utils.labs.transfer import transfer
from utils.labs.transfer_features import answers, features, frozen_trunk, logistic
from utils.labs.transfer_tuning import Frames, probabilities
from utils.reference.losses import cross_entropy, log_loss

torch.set_num_threads(1)


def clouds(count=60, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, count)
    return (rng.normal(size=(count, 4)) * [1, 5, 0.1, 1] + y[:, None]).astype(np.float32), y


def test_it_is_the_minimum_that_scipy_finds():
    x, y = clouds()
    z = (x - x.mean(0, dtype=np.float64)) / x.std(0, dtype=np.float64)

    def objective(flat):
        W, b = flat[:12].reshape(3, 4), flat[12:]
        return cross_entropy(z @ W.T + b, y) + 0.05 * (W**2).sum()

    best = minimize(objective, np.zeros(15), tol=1e-10)
    layer = logistic(x, y, 3, decay=0.1)
    p = np.exp(z @ best.x[:12].reshape(3, 4).T + best.x[12:])
    np.testing.assert_allclose(answers(layer, x), p / p.sum(axis=1, keepdims=True), atol=2e-3)


def test_a_strong_decay_leaves_the_shares_of_the_classes_and_units_do_not_matter():
    x, y = clouds()
    held = answers(logistic(x, y, 3, decay=1e3), x)
    np.testing.assert_allclose(held, np.tile(np.bincount(y) / len(y), (len(y), 1)), atol=1e-3)
    one, other = answers(logistic(x, y, 3, 0.1), x), answers(logistic(1000 * x, y, 3, 0.1), 1000 * x)
    np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_feature_that_never_changes_does_no_harm():
    x, y = clouds()
    x[:, 2] = 7
    assert np.isfinite(answers(logistic(x, y, 3, 0.1), x)).all()


def test_features_are_the_pooled_maps_and_the_frozen_trunk_answers_with_its_layer():
    data, trunk = fish(), small_trunk()
    frames, validation = (Frames(data.images, data.labels, rows) for rows in np.arange(24).reshape(2, 12))
    model = transfer(trunk, 3)
    assert features(model, frames, 32).shape == (12, 1280)
    np.testing.assert_allclose(features(model, frames, 32, batch=5), features(model, frames, 32), rtol=0.1, atol=0.1)
    tuned = frozen_trunk(trunk, frames, validation, 32, classes=3, device="cpu")
    assert tuned.history == []
    known, asked = (features(tuned.model, some, 32) for some in (frames, validation))
    found = answers(tuned.model.classifier[1], asked)
    np.testing.assert_allclose(probabilities(tuned.model, validation, 32), found, atol=3e-2)
    for decay in (0.01, 1.0):
        other = answers(logistic(known, frames.labels.numpy(), 3, decay), asked)
        assert log_loss(found, validation.labels.numpy()) <= log_loss(other, validation.labels.numpy()) + 0.05


def test_bad_labels_and_decays_are_answered_with_one_sentence():
    x, y = clouds()
    for arguments, message in [
        ((x, y + 1, 3, 0.1), "labels must hold labels from 0 to 2, got 3"),
        ((x, y, 3, -1.0), "decay must be a finite number of at least 0, got -1.0"),
    ]:
        with pytest.raises(ValueError, match=message):
            logistic(*arguments)
