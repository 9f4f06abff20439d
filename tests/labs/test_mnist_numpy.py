import numpy as np
import pytest
import torch
from torch.nn import functional

from utils.data.digits import load_digits_sample
from utils.data.mnist import Labelled, load_mnist
from utils.labs import mnist_numpy as lab


def enlarged():
    """Return the 300 early digits at MNIST's size: 8x8 pixels tripled, in a frame of two."""
    sample, _ = load_digits_sample()
    large = np.pad(sample.images.repeat(3, axis=2).repeat(3, axis=3), ((0, 0), (0, 0), (2, 2), (2, 2)))
    return Labelled((large * 255).astype(np.uint8), sample.labels)


def theirs(x, weights, stride):
    W1, b1, W2, b2, W3, b3 = weights
    hidden = torch.relu(functional.max_pool2d(functional.conv2d(x, W1, b1, stride), 2))
    return torch.relu(functional.conv2d(hidden, W2, b2)).flatten(1) @ W3.T + b3


@pytest.mark.parametrize("name", lab.CONFIGURATIONS)
def test_scores_and_gradients_are_pytorchs(name):
    settings = lab.CONFIGURATIONS[name]
    rng = np.random.default_rng(0)
    weights = [array + 0.01 for array in lab.initial(settings, rng)]
    x = lab.prepare(enlarged().images[:6], settings)
    scores, kept = lab.forward(x, weights, settings.stride)
    tensors = [torch.tensor(array, requires_grad=True) for array in weights]
    expected = theirs(torch.tensor(x), tensors, settings.stride)
    np.testing.assert_allclose(scores, expected.detach(), rtol=1e-4, atol=1e-4)
    upstream = rng.normal(size=scores.shape).astype(np.float32)
    expected.backward(torch.tensor(upstream))
    for mine, tensor in zip(lab.backward(upstream, kept, weights, settings.stride), tensors, strict=True):
        np.testing.assert_allclose(mine, tensor.grad, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", lab.CONFIGURATIONS)
def test_every_configuration_learns_a_few_digits(name):
    data = enlarged()
    trained = lab.train(lab.CONFIGURATIONS[name]._replace(epochs=8, batch=32), data)
    assert lab.accuracy(trained, *data) > 0.95
    assert trained.seconds > 0
    assert all(array.dtype == np.float32 for array in trained.weights)


def test_a_seed_fixes_the_weights():
    settings = lab.CONFIGURATIONS["sprint"]._replace(epochs=1)
    one, same, other = (lab.train(settings._replace(seed=seed), enlarged()).weights for seed in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[0], other[0])


def test_probabilities_are_the_mean_over_the_places_looked_at():
    settings = lab.CONFIGURATIONS["sprint"]._replace(places=lab.PLACES)
    model = lab.Trained(lab.initial(settings, np.random.default_rng(0)), settings, 0.0)
    images = enlarged().images[:7]
    places = [model._replace(settings=settings._replace(places=(place,))) for place in lab.PLACES]
    expected = np.mean([lab.probabilities(one, images) for one in places], axis=0)
    np.testing.assert_allclose(lab.probabilities(model, images, batch=3), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.slow
def test_the_sprint_comes_near_97_percent_of_the_real_test_images():
    assert lab.accuracy(lab.train("sprint"), *load_mnist()[1]) > 0.965


def test_what_cannot_be_trained_is_said_in_one_sentence():
    with pytest.raises(ValueError, match="settings must be one of sprint, laptop, got 'gpu'"):
        lab.train("gpu")
    with pytest.raises(ValueError, match="data must hold at least a batch of 64 images, got 10"):
        lab.train("laptop", Labelled(*(part[:10] for part in enlarged())))
