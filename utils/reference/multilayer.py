"""A multi-layer perceptron of any depth: its random start, its forward pass and its gradients.

Layers 1 to K: each hidden layer is affine, then an activation, then perhaps dropout; the last layer's z are the
scores. Weights W^(k) are (M_{k+1}, M_k) and biases b^(k) (M_{k+1},), as in lecture 2; x is (N, M_1); all are floats.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from utils.reference import activations
from utils.reference.border import Array, number
from utils.reference.layers import affine, affine_backward, dropout, dropout_backward
from utils.shapes.integers import whole

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
FLAT = 0.01
"""A sigmoid or tanh whose slope is below this share of its largest slope counts as saturated."""


class Network(NamedTuple):
    """The weights (M_{k+1}, M_k) and the biases (M_{k+1},) of every layer."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]


class Trace(NamedTuple):
    """A forward pass: z of layers 2 to K, a of layers 1 to K, and the mask of each hidden layer (None: no dropout)."""

    z: tuple[Array, ...]
    a: tuple[Array, ...]
    masks: tuple[Array | None, ...]


def initial_network(sizes: Sequence[int], gain: float, bias: float, rng: np.random.Generator) -> Network:
    """Return a network whose weights are normal with standard deviation gain sqrt(2 / M_k), float64.

    Hidden biases start at ``bias``, the last ones at 0. With a gain of 1 a stack of ReLUs keeps the size of its
    signals (He et al., "Delving deep into rectifiers", 2015). Raises ValueError for fewer than two layers.
    """
    sizes = [whole("a layer's size", size, 1) for size in sizes]
    if len(sizes) < 2:
        raise ValueError(f"sizes must name at least an input and an output layer, got {sizes}")
    scale, bias = number("gain", gain, 0), number("bias", bias)
    weights = tuple(scale * np.sqrt(2 / below) * rng.normal(size=(above, below)) for below, above in pairwise(sizes))
    biases = (*(np.full(size, bias) for size in sizes[1:-1]), np.zeros(sizes[-1]))
    return Network(weights, biases)


def forward(
    x: Array, network: Network, activation: str, keep: float = 1.0, rng: np.random.Generator | None = None
) -> Trace:
    """Return z and a of every layer; with ``keep`` below 1, ``rng`` draws which hidden units dropout keeps."""
    f = getattr(activations, named(activation))
    z, a, masks = [], [x], []
    for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        z.append(affine(a[-1], W, b))
        kept, mask = dropout(f(z[-1]), keep, rng) if keep < 1 else (f(z[-1]), None)
        a.append(kept)
        masks.append(mask)
    z.append(affine(a[-1], network.weights[-1], network.biases[-1]))
    return Trace(tuple(z), (*a, z[-1]), tuple(masks))


def backward(upstream: Array, trace: Trace, network: Network, activation: str, keep: float = 1.0) -> Network:
    """Return the gradient of every weight and bias, given ``upstream`` = dL/ds of the scores' shape (N, M_K)."""
    f_backward = getattr(activations, f"{named(activation)}_backward")
    dW, db, delta = [], [], upstream
    for k in range(len(network.weights) - 1, -1, -1):
        da, dW_k, db_k = affine_backward(delta, trace.a[k], network.weights[k], network.biases[k])
        dW.insert(0, dW_k)
        db.insert(0, db_k)
        if k:
            mask = trace.masks[k - 1]
            delta = f_backward(da if mask is None else dropout_backward(da, mask, keep), trace.z[k - 1])
    return Network(tuple(dW), tuple(db))


def dead_units(z: Sequence[Array]) -> float:
    """Return the share of hidden units with z <= 0 for every example: ReLUs that give 0 and receive no gradient."""
    return float(np.concatenate([(layer <= 0).all(axis=0) for layer in z]).mean())


def saturated(z: Sequence[Array], activation: str) -> float:
    """Return the share of all z where the slope of sigmoid or tanh is below a hundredth of its largest; else 0."""
    if named(activation) not in ("sigmoid", "tanh"):
        return 0.0
    slope = getattr(activations, f"{activation}_backward")
    everything = np.concatenate([layer.ravel() for layer in z])
    largest = slope(np.ones(1), np.zeros(1))[0]
    return float(np.mean(slope(np.ones_like(everything), everything) < FLAT * largest))


def named(activation: str) -> str:
    """Return the name of an activation; raises ValueError for one that does not exist."""
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}")
    return activation
