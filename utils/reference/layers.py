"""Layers with weights or chance in them: affine maps, dropout, batch normalisation.

Pure functions: what a layer draws or measures comes back with its output, and the backward function asks for it again.
All arrays are floats, float32 in, float32 out.
"""

from typing import NamedTuple

import numpy as np

from utils.reference.border import Array, floats, number, shaped


class AffineGradients(NamedTuple):
    """The gradients of ``affine`` with regard to its arguments."""

    dx: Array
    dW: Array
    db: Array


class Dropped(NamedTuple):
    """What ``dropout`` lets through, and the mask that decided it: True where a value was kept."""

    out: Array
    mask: Array


class Normalised(NamedTuple):
    """What ``batch_norm`` makes, and each channel's mean and (biased) variance in the batch."""

    out: Array
    mean: Array
    variance: Array


class BatchNormGradients(NamedTuple):
    """The gradients of ``batch_norm`` with regard to x, gamma and beta."""

    dx: Array
    dgamma: Array
    dbeta: Array


def affine(x: Array, W: Array, b: Array) -> Array:
    """Return x W^T + b, (N, M): the scores of each row of ``x`` (N, D) under ``W`` (M, D) and ``b`` (M,).

    Raises ValueError where the shapes do not match.
    """
    x, W, b = _check_affine(x, W, b)
    return x @ W.T + b


def affine_backward(upstream: Array, x: Array, W: Array, b: Array) -> AffineGradients:
    """Return dx = upstream W, dW = upstream^T x and db = the sum of upstream's rows; ``upstream`` is (N, M)."""
    x, W, b = _check_affine(x, W, b)
    upstream = shaped("upstream", upstream, (len(x), len(W)), "the output's shape")
    return AffineGradients(upstream @ W, upstream.T @ x, upstream.sum(axis=0))


def dropout(x: Array, keep: float, rng: np.random.Generator) -> Dropped:
    """Return ``x`` with each value kept with probability ``keep`` and then divided by it, else 0, and the mask.

    Dividing in training (inverted dropout) keeps the expectation, so that nothing is left to do at test time. Any
    shape; ``keep`` is above 0 and at most 1, else ValueError. Source: Srivastava et al., "Dropout" (2014).
    """
    x, keep = floats("x", x), _keep(keep)
    mask = rng.random(x.shape) < keep
    return Dropped(x * mask / keep, mask)


def dropout_backward(upstream: Array, mask: Array, keep: float) -> Array:
    """Return dx: ``upstream`` / keep where the ``mask`` kept the value, 0 elsewhere."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"mask must hold truth values, got {mask.dtype}")
    return shaped("upstream", upstream, mask.shape, "the mask's shape") * mask / _keep(keep)


def batch_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Normalised:
    """Return gamma (x - mean) / sqrt(variance + eps) + beta, with the mean and variance of each channel in the batch.

    ``x`` is (N, C) or images (N, C, H, W), ``gamma`` and ``beta`` (C,); statistics run over all axes but C. Raises
    ValueError where a channel has no values. Source: Ioffe and Szegedy, "Batch normalization" (2015), algorithm 1.
    """
    x = _channels(x)
    axes = _all_but_channels(x)
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    return Normalised(batch_norm_inference(x, gamma, beta, mean, variance, eps), mean, variance)


def batch_norm_inference(x: Array, gamma: Array, beta: Array, mean: Array, variance: Array, eps: float = 1e-5) -> Array:
    """Return gamma (x - mean) / sqrt(variance + eps) + beta with statistics (C,) that were kept from training."""
    x = floats("x", x)
    if x.ndim < 2:
        raise ValueError(f"x must have the shape (N, C) or (N, C, H, W), got {x.shape}")
    given = {"gamma": gamma, "beta": beta, "mean": mean, "variance": variance}
    gamma, beta, mean, variance = (_per_channel(name, value, x) for name, value in given.items())
    if (variance < 0).any():
        raise ValueError(f"variance must be at least 0, got {variance.min():g}")
    return gamma * (x - mean) / np.sqrt(variance + _eps(eps)) + beta


def batch_norm_backward(upstream: Array, x: Array, gamma: Array, eps: float = 1e-5) -> BatchNormGradients:
    """Return dx, dgamma, dbeta; ``upstream`` has x's shape.

    With x^ = (x - mean) / sqrt(variance + eps) and means over a channel's values,

        dx = gamma / sqrt(variance + eps) (upstream - mean(upstream) - x^ mean(upstream x^)):

    mean and variance depend on x too, and take away what of upstream is constant or runs along x^.
    """
    x = _channels(x)
    upstream = shaped("upstream", upstream, x.shape, "x's shape")
    gamma = _per_channel("gamma", gamma, x)
    axes = _all_but_channels(x)
    deviation = np.sqrt(x.var(axis=axes, keepdims=True) + _eps(eps))
    x_hat = (x - x.mean(axis=axes, keepdims=True)) / deviation
    along = (upstream * x_hat).mean(axis=axes, keepdims=True)
    dx = gamma / deviation * (upstream - upstream.mean(axis=axes, keepdims=True) - x_hat * along)
    return BatchNormGradients(dx, (upstream * x_hat).sum(axis=axes), upstream.sum(axis=axes))


def _check_affine(x: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    x, W = floats("x", x, "N, D"), floats("W", W, "M, D")
    if W.shape[1] != x.shape[1]:
        raise ValueError(f"W has {W.shape[1]} columns, x has {x.shape[1]} {x.shape}; they must be as many")
    return x, W, shaped("b", b, (len(W),), "one value for each row of W")


def _keep(keep: float) -> float:
    if number("keep", keep, 0, 1) == 0:
        raise ValueError("keep must be above 0, got 0")
    return float(keep)


def _eps(eps: float) -> float:
    if number("eps", eps, 0) == 0:
        raise ValueError("eps must be above 0, got 0")
    return float(eps)


def _channels(x: Array) -> Array:
    x = floats("x", x)
    if x.ndim < 2:
        raise ValueError(f"x must have the shape (N, C) or (N, C, H, W), got {x.shape}")
    if not x.size:
        raise ValueError(f"x must hold at least one value in each channel, got {x.shape}")
    return x


def _all_but_channels(x: Array) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _per_channel(name: str, value: Array, x: Array) -> Array:
    """Return ``value`` (C,) in a shape that meets the channels of ``x``."""
    value = shaped(name, value, x.shape[1:2], "one value a channel")
    return value.reshape(-1, *(1 for _ in x.shape[2:]))
