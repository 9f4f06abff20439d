"""Broken backward passes, one small mistake each, and what a gradient check sees of them.

``honest`` is the right gradient of J = mean over the rows of max(1 + s_c - s, 0); every other pass differs from it by
the one step its name tells. ``static/backpropagation_passes.js`` repeats them for the widget (a test holds them
together).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from utils.reference.activations import sigmoid, sigmoid_backward
from utils.reference.backpropagation import Gradients, feed_forward, ranking_objective
from utils.reference.gradient_check import numerical_gradient
from utils.shapes.integers import whole
from utils.widgets.backpropagation_networks import draw_numbers, draw_parameters, random_stream

SIZES = (4, 3, 3, 1)
ROWS = 4
FLOOR = 1e-6


class Case(NamedTuple):
    """A batch of true and corrupted examples (N, M_1) and a network: W^(k) (M_{k+1}, M_k), b^(k) (M_{k+1},)."""

    x: np.ndarray
    x_c: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]


Step = Callable[[np.ndarray, np.ndarray], np.ndarray]


def make_case(seed: int) -> Case:
    """Return a seeded case in which every pair of examples misses the margin, so that all of them are learnt from."""
    stream = random_stream(whole("seed", seed, 0))
    for _ in range(101):
        x, x_c = (np.stack([draw_numbers(stream, SIZES[0]) for _ in range(ROWS)]) for _ in range(2))
        case = Case(x, x_c, *draw_parameters(stream, SIZES))
        if misses(case).min() > 0.05:
            break
    return case


def misses(case: Case) -> np.ndarray:
    """Return 1 + s_c - s of each pair, (N,): by how much it misses the margin."""
    s, s_c = (feed_forward(x, case.weights, case.biases).a[-1][:, 0] for x in (case.x, case.x_c))
    return 1 + s_c - s


def slope_at_z(delta: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return delta times sigma'(z)."""
    return sigmoid_backward(delta, z)


def carry_back(delta: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Return, for a batch of rows, sum_i delta_i W_ij."""
    return delta @ W


def sum_rows(delta: np.ndarray) -> np.ndarray:
    """Return the sum over the batch."""
    return delta.sum(axis=0)


def backward(
    case: Case,
    *,
    slope: Step = slope_at_z,
    carry: Step = carry_back,
    collect: Callable[[np.ndarray], np.ndarray] = sum_rows,
    signals: tuple[float, float] = (-1 / ROWS, 1 / ROWS),
) -> Gradients:
    """Return dJ/dW and dJ/db of both branches, with every step of the walk replaceable; dx is not kept."""
    active = (misses(case) > 0)[:, None]
    dW = [np.zeros_like(W) for W in case.weights]
    db = [np.zeros_like(b) for b in case.biases]
    for x, signal in zip((case.x, case.x_c), signals, strict=True):
        z, a = feed_forward(x, case.weights, case.biases)
        delta = signal * active
        for k in reversed(range(len(dW))):
            dW[k] += delta.T @ a[k]
            db[k] += collect(delta)
            if k:
                delta = slope(carry(delta, case.weights[k]), z[k])
    return Gradients((), tuple(dW), tuple(db))


def honest(case: Case) -> Gradients:
    """Nothing is broken."""
    return backward(case)


def missing_slope(case: Case) -> Gradients:
    """sigma'(z) is missing: the error crosses hidden neurons unchanged."""
    return backward(case, slope=lambda delta, z: delta)


def slope_at_activation(case: Case) -> Gradients:
    """sigma' is taken at the activation a in place of the pre-activation z."""
    return backward(case, slope=lambda delta, z: sigmoid_backward(delta, sigmoid(z)))


def transposed_weights(case: Case) -> Gradients:
    """Errors are carried back with W_ji in place of W_ij wherever W is square, so that the shapes still fit."""
    return backward(case, carry=lambda delta, W: delta @ (W.T if W.shape[0] == W.shape[1] else W))


def one_branch(case: Case) -> Gradients:
    """The branch of x_c is forgotten."""
    return backward(case, signals=(-1 / ROWS, 0.0))


def sum_for_mean(case: Case) -> Gradients:
    """Gradients are summed over the batch, while J is its mean."""
    return backward(case, signals=(-1.0, 1.0))


def bias_of_last_row(case: Case) -> Gradients:
    """The gradient of a bias is taken from the last example and not summed over the batch."""
    return backward(case, collect=lambda delta: delta[-1])


BROKEN: dict[str, Callable[[Case], Gradients]] = {
    broken.__name__: broken
    for broken in (
        missing_slope,
        slope_at_activation,
        transposed_weights,
        one_branch,
        sum_for_mean,
        bias_of_last_row,
    )
}
"""The broken passes by name; the widget shows five of them."""


def numeric_gradients(case: Case) -> Gradients:
    """Return dJ/dW and dJ/db by finite differences of the mean J over the batch."""

    def measure(group: str, n: int) -> np.ndarray:
        arrays = getattr(case, group)
        return numerical_gradient(
            lambda one: ranking_objective(*case._replace(**{group: (*arrays[:n], one, *arrays[n + 1 :])})), arrays[n]
        )

    layers = range(len(case.weights))
    dW, db = (tuple(measure(group, n) for n in layers) for group in ("weights", "biases"))
    return Gradients((), dW, db)


def error_pattern(analytic: Gradients, numeric: Gradients) -> dict[str, np.ndarray]:
    """Return |analytic - numeric| / max(|analytic|, |numeric|, 1e-6) of every parameter, by name: W1, b1, W2, ...

    Entry by entry, for the pattern is what tells one mistake from another; the floor keeps rounding from showing where
    both are 0.
    """
    pattern = {}
    for k, pairs in enumerate(zip(analytic.dW, numeric.dW, analytic.db, numeric.db, strict=True), start=1):
        for name, one, other in ((f"W{k}", *pairs[:2]), (f"b{k}", *pairs[2:])):
            scale = np.maximum(np.maximum(np.abs(one), np.abs(other)), FLOOR)
            pattern[name] = np.abs(one - other) / scale
    return pattern
