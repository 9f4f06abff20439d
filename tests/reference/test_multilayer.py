import numpy as np
import pytest
import torch

from utils.reference.gradient_check import check_gradients
from utils.reference.losses import cross_entropy, cross_entropy_backward
from utils.reference.multilayer import (
    ACTIVATIONS,
    Network,
    backward,
    dead_units,
    forward,
    initial_network,
    saturated,
)

SIZES = (5, 7, 4, 3)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_one_relu_layer_by_hand():
    network = Network((np.array([[1.0, -1.0]]), np.array([[2.0], [3.0]])), (np.array([0.5]), np.array([0.0, 1.0])))
    trace = forward(np.array([[2.0, 1.0], [0.0, 1.0]]), network, "relu")
    np.testing.assert_allclose(trace.z[0], [[1.5], [-0.5]])
    np.testing.assert_allclose(trace.a[-1], [[3.0, 5.5], [0.0, 1.0]])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_of_finite_differences(activation, rng):
    network, x, y = initial_network(SIZES, 1.0, 0.1, rng), rng.normal(size=(6, 5)), rng.integers(3, size=6)
    trace = forward(x, network, activation)
    gradients = backward(cross_entropy_backward(trace.a[-1], y), trace, network, activation)
    for k in range(3):

        def loss(W, k=k):
            changed = (*network.weights[:k], W, *network.weights[k + 1 :])
            return cross_entropy(forward(x, network._replace(weights=changed), activation).a[-1], y)

        report = check_gradients(loss, {"W": network.weights[k]}, [gradients.weights[k]])
        assert report.passed, report


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_and_backward_are_those_of_pytorch(activation, rng):
    network, x, y = initial_network(SIZES, 1.0, 0.1, rng), rng.normal(size=(6, 5)), rng.integers(3, size=6)
    tensors = [torch.tensor(part, requires_grad=True) for part in network.weights + network.biases]
    out = torch.tensor(x)
    for k in range(3):
        out = torch.nn.functional.linear(out, tensors[k], tensors[k + 3])
        if k < 2:
            out = getattr(torch.nn.functional, activation)(out)
    torch.nn.functional.cross_entropy(out, torch.tensor(y)).backward()
    trace = forward(x, network, activation)
    gradients = backward(cross_entropy_backward(trace.a[-1], y), trace, network, activation)
    np.testing.assert_allclose(trace.a[-1], out.detach().numpy(), rtol=1e-12)
    for mine, tensor in zip(gradients.weights + gradients.biases, tensors, strict=True):
        np.testing.assert_allclose(mine, tensor.grad.numpy(), rtol=1e-9, atol=1e-14)


def test_a_dropped_unit_is_silent_and_gets_no_gradient(rng):
    network, x, y = initial_network(SIZES, 1.0, 0.1, rng), rng.normal(size=(1, 5)), np.array([1])
    trace = forward(x, network, "tanh", 0.5, rng)
    gradients = backward(cross_entropy_backward(trace.a[-1], y), trace, network, "tanh", 0.5)
    gone = ~trace.masks[0][0]
    assert 0 < gone.sum() < 7
    assert (trace.a[1][0, gone] == 0).all()
    assert (gradients.weights[0][gone] == 0).all()
    assert (gradients.weights[0][~gone] != 0).any()


def test_relu_layers_with_a_gain_of_one_keep_the_size_of_their_signals(rng):
    network = initial_network([256] * 11, 1.0, 0.0, rng)
    z = forward(rng.normal(size=(200, 256)), network, "relu").z
    sizes = [float((layer**2).mean()) for layer in z]
    assert all(0.5 < size / 2 < 2 for size in sizes)


def test_dead_and_saturated_units_are_counted():
    z = (np.array([[-1.0, 2.0], [-3.0, -1.0]]), np.array([[0.0], [-2.0]]))
    assert dead_units(z) == pytest.approx(2 / 3)
    assert saturated((np.array([[0.0, 10.0, -10.0, 1.0]]),), "tanh") == 0.5
    assert saturated((np.array([[10.0]]),), "relu") == 0


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="activation must be one of sigmoid, tanh, relu, leaky_relu, got 'swish'"):
        forward(np.zeros((1, 5)), initial_network(SIZES, 1, 0, np.random.default_rng(0)), "swish")
    with pytest.raises(ValueError, match=r"sizes must name at least an input and an output layer, got \[5\]"):
        initial_network([5], 1, 0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="gain must be a finite number of at least 0, got -1"):
        initial_network(SIZES, -1, 0, np.random.default_rng(0))
