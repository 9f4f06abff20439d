"""The border: what every reference function asks of its arrays, in one sentence where they are not so."""

from typing import Any

import numpy as np

Array = np.ndarray


def floats(name: str, value: Any, axes: str | None = None) -> Array:
    """Return ``value`` as an array of floats, with as many axes as ``axes`` names ("N, C, H, W"), or any.

    Raises ValueError for integers, which would round in silence, and for any other number of axes.
    """
    array = np.asarray(value)
    if array.dtype.kind != "f":
        raise ValueError(f"{name} must hold floating-point numbers, got {array.dtype}")
    if axes is not None and array.ndim != axes.count(",") + 1:
        raise ValueError(f"{name} must have the shape ({axes}), got {array.shape}")
    return array


def shaped(name: str, value: Any, shape: tuple[int, ...], of: str) -> Array:
    """Return ``value`` as an array of floats of exactly ``shape``, which is described by ``of``; else ValueError."""
    array = floats(name, value)
    if array.shape != shape:
        raise ValueError(f"{name} must have {of} {shape}, got {array.shape}")
    return array


def number(name: str, value: Any, least: float = -np.inf, most: float = np.inf) -> float:
    """Return ``value`` as a finite float from ``least`` to ``most``; else ValueError."""
    right = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not right or not np.isfinite(value) or not least <= value <= most:
        bounds = f" from {least:g} to {most:g}" if np.isfinite(most) else f" of at least {least:g}"
        bounds = bounds if np.isfinite(least) else ""
        raise ValueError(f"{name} must be a finite number{bounds}, got {value!r}")
    return float(value)


def labels(name: str, value: Any, count: int, classes: int) -> Array:
    """Return ``value`` as an array of ``count`` integers from 0 to ``classes`` - 1; else ValueError."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu" and array.size:
        raise ValueError(f"{name} must hold integer labels, got {array.dtype}")
    if array.shape != (count,):
        raise ValueError(f"{name} must hold one label for each of {count} rows, got {array.shape}")
    wrong = array[(array < 0) | (array >= classes)]
    if wrong.size:
        raise ValueError(f"{name} must hold labels from 0 to {classes - 1}, got {wrong[0]}")
    return array if array.size else array.astype(np.intp)  # no label at all may be written as an empty list
