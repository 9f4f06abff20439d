"""Backpropagation in the lecture's notation: sums over paths, and the recursion that spares them.

A network has layers 1 to K of M_1, ..., M_K units. Layer 1 is the input, z^(1) = a^(1) = x. W^(k) leads from layer k to
layer k + 1 and W_ij^(k) to unit i from unit j:

    z^(k+1) = W^(k) a^(k) + b^(k),    a^(k+1) = sigma(z^(k+1)) in hidden layers,    s = a^(K) = z^(K).

Python counts from 0: ``weights[k - 1]`` is W^(k) of shape (M_{k+1}, M_k), so W_14^(1) is ``weights[0][0, 3]``;
``biases[k - 1]`` is b^(k) of shape (M_{k+1},); ``z[k - 1]`` is z^(k) and ``a[k - 1]`` is a^(k). An ``x`` of shape
(M_1,) is one example, (N, M_1) a batch with an example in each row. All are floats. Source: Rumelhart, Hinton and
Williams, "Learning representations by back-propagating errors" (1986).
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

import numpy as np

from utils.reference.activations import sigmoid, sigmoid_backward
from utils.reference.border import Array, floats, shaped
from utils.reference.losses import ranking_hinge, ranking_hinge_backward
from utils.shapes.integers import whole


class Pass(NamedTuple):
    """A forward pass: z^(1) to z^(K) and a^(1) to a^(K), each (M_k,) or (N, M_k)."""

    z: tuple[Array, ...]
    a: tuple[Array, ...]


class Gradients(NamedTuple):
    """Gradients of x's shape, of each W^(k) and of each b^(k); for the ranking objective ``dx`` is (dx, dx_c)."""

    dx: Array | tuple[Array, Array]
    dW: tuple[Array, ...]
    db: tuple[Array, ...]


class PathSum(NamedTuple):
    """A derivative as a sum: ``total`` of ``terms``, one for each of ``paths``.

    A path lists the units it visits, counted from 0, from layer k + 1 to the output.
    """

    total: float
    terms: tuple[float, ...]
    paths: tuple[tuple[int, ...], ...]


class Work(NamedTuple):
    """What a network asks for: the paths from inputs to outputs, and the edges that they share."""

    paths: int
    edges: int


def feed_forward(x: Array, weights: Sequence[Array], biases: Sequence[Array]) -> Pass:
    """Return z and a of every layer: z^(k+1) = W^(k) a^(k) + b^(k), a = sigma(z), and a = z at the output.

    Raises ValueError where the shapes do not follow each other.
    """
    _check_network(x, weights, biases)
    z = [np.asarray(x)]
    a = [np.asarray(x)]
    for W, b in zip(weights, biases, strict=True):
        z.append(a[-1] @ W.T + b)
        a.append(sigmoid(z[-1]))
    a[-1] = z[-1]
    return Pass(tuple(z), tuple(a))


def deltas(upstream: Array, z: Sequence[Array], weights: Sequence[Array]) -> tuple[Array, ...]:
    """Return delta^(2), ..., delta^(K), where delta_j^(k) = dJ/dz_j^(k), given ``upstream`` = dJ/ds.

    delta^(K) = upstream, then layer by layer towards the input

        delta_j^(k) = sigma'(z_j^(k)) sum_i delta_i^(k+1) W_ij^(k).
    """
    delta = [shaped("upstream", upstream, z[-1].shape, "the shape of the scores")]
    for W, z_k in zip(weights[:0:-1], z[-2:0:-1], strict=True):
        delta.insert(0, sigmoid_backward(delta[0] @ W, z_k))
    return tuple(delta)


def feed_forward_backward(upstream: Array, x: Array, weights: Sequence[Array], biases: Sequence[Array]) -> Gradients:
    """Return dJ/dx, every dJ/dW^(k) and every dJ/db^(k), given ``upstream`` = dJ/ds of the scores' shape.

        dJ/dW^(k) = delta^(k+1) a^(k)T,    dJ/db^(k) = delta^(k+1),    dJ/dx = W^(1)T delta^(2)

    For a batch the first two are sums over its rows; an ``upstream`` that holds 1/N turns them into means.
    """
    z, a = feed_forward(x, weights, biases)
    delta = deltas(upstream, z, weights)
    dW = tuple(np.atleast_2d(d).T @ np.atleast_2d(a_k) for d, a_k in zip(delta, a[:-1], strict=True))
    db = tuple(np.atleast_2d(d).sum(axis=0) for d in delta)
    return Gradients(delta[0] @ weights[0], dW, db)


def ranking_objective(
    x: Array, x_c: Array, weights: Sequence[Array], biases: Sequence[Array], margin: float = 1.0
) -> float:
    """Return J = max(margin + s_c - s, 0), its mean over a batch, with s of ``x`` and s_c of the corrupt ``x_c``.

    Both run through the same weights and biases. Raises ValueError where the network has more than one score.
    """
    s, s_c = _both_scores(x, x_c, weights, biases)
    return ranking_hinge(s, s_c, margin)


def ranking_objective_backward(
    x: Array, x_c: Array, weights: Sequence[Array], biases: Sequence[Array], margin: float = 1.0
) -> Gradients:
    """Return the gradients of J through both branches: dJ/ds = -1 and dJ/ds_c = 1 while J is positive.

        dJ/dW = dJ/ds ds/dW + dJ/ds_c ds_c/dW

    and likewise for b. ``dx`` is the pair (dJ/dx, dJ/dx_c): an input lies on one branch only.
    """
    s, s_c = _both_scores(x, x_c, weights, biases)
    ds, ds_c = ranking_hinge_backward(s, s_c, margin)
    true = feed_forward_backward(ds, x, weights, biases)
    corrupt = feed_forward_backward(ds_c, x_c, weights, biases)
    dW = tuple(one + other for one, other in zip(true.dW, corrupt.dW, strict=True))
    db = tuple(one + other for one, other in zip(true.db, corrupt.db, strict=True))
    return Gradients((true.dx, corrupt.dx), dW, db)


def path_sum(
    k: int, i: int, j: int | None, z: Sequence[Array], a: Sequence[Array], weights: Sequence[Array]
) -> PathSum:
    """Return ds/dW_ij^(k) as the sum over all paths from W_ij^(k) to the score; with ``j`` None, ds/db_i^(k).

    A path multiplies the rate factors of its edges. The first one is dz_i^(k+1)/dW_ij^(k) = a_j^(k) (1 for a bias);
    then each unit u gives sigma'(z_u) (1 at the output) and each edge to v from u gives W_vu. ``k`` counts layers from
    1, ``i`` and ``j`` units from 0. One example, one score; otherwise, and for units that do not exist, ValueError.
    """
    _check_path_sum(k, i, j, z, weights)
    slopes = [sigmoid_backward(np.ones_like(z_k), z_k) for z_k in z[:-1]] + [np.ones_like(z[-1])]
    start = 1.0 if j is None else float(a[k - 1][j])
    between = [range(len(z_k)) for z_k in z[k + 1 :]]
    paths = tuple((i, *rest) for rest in product(*between))
    terms = []
    for path in paths:
        term = start * float(slopes[k][i])
        for layer, (u, v) in enumerate(pairwise(path), start=k + 1):
            term *= float(weights[layer - 1][v, u] * slopes[layer][v])
        terms.append(term)
    return PathSum(sum(terms), tuple(terms), paths)


def count_work(sizes: Sequence[int]) -> Work:
    """Return how many paths lead from the inputs to the outputs, M_1 M_2 ... M_K, and over how many edges.

    There are M_1 M_2 + ... + M_{K-1} M_K edges. Path sums walk every path; the recursion walks every edge once.
    """
    sizes = [whole(f"size {place} of the layers", size, 1) for place, size in enumerate(sizes, start=1)]
    if len(sizes) < 2:
        raise ValueError(f"sizes must name at least an input and an output layer, got {sizes}")
    return Work(prod(sizes), sum(one * other for one, other in pairwise(sizes)))


def _both_scores(x: Array, x_c: Array, weights: Sequence[Array], biases: Sequence[Array]) -> tuple[Array, Array]:
    s = feed_forward(x, weights, biases).a[-1]
    s_c = feed_forward(x_c, weights, biases).a[-1]
    if s.shape[-1] != 1:
        raise ValueError(f"weights must lead to one score, got {s.shape[-1]}")
    if s.shape != s_c.shape:
        raise ValueError(f"x_c must have x's shape {np.shape(x)}, got {np.shape(x_c)}")
    return s, s_c


def _check_network(x: Array, weights: Sequence[Array], biases: Sequence[Array]) -> None:
    if len(weights) != len(biases) or not len(weights):
        raise ValueError(f"biases must be as many as weights, at least one, got {len(biases)} and {len(weights)}")
    x = floats("x", x)
    if x.ndim not in (1, 2):
        raise ValueError(f"x must have the shape (M_1,) or (N, M_1), got {x.shape}")
    units = x.shape[-1]
    for k, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        W = floats(f"W^({k})", W, f"M_{k + 1}, M_{k}")
        if W.shape[1] != units:
            raise ValueError(f"W^({k}) must have a column for each of {units} units of layer {k}, got {W.shape}")
        units = len(W)
        shaped(f"b^({k})", b, (units,), f"a value for each row of W^({k}),")


def _check_path_sum(k: int, i: int, j: int | None, z: Sequence[Array], weights: Sequence[Array]) -> None:
    if z[-1].shape != (1,):
        raise ValueError(f"z must be the pass of one example to one score, got scores of shape {z[-1].shape}")
    if whole("k", k, 1) > len(weights):
        raise ValueError(f"k must be a layer from 1 to {len(weights)}, got {k}")
    for name, unit, units in (("i", i, len(z[k])), ("j", 0 if j is None else j, len(z[k - 1]))):
        if whole(name, unit, 0) >= units:
            raise ValueError(f"{name} must be a unit from 0 to {units - 1}, got {unit}")
