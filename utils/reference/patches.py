"""Do all places of an image look alike? Describe patches by one set of filters, or by a set for each place."""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from utils.reference.border import Array, floats

SHARING = ("all", "filters", "nothing")


class LeftOver(NamedTuple):
    """What is left unexplained where places share mean and filters, where they share filters only, and nothing."""

    all: float
    filters: float
    nothing: float


def cut_patches(images: Array, size: int, step: int) -> Array:
    """Return (N, places, size * size): the windows of images (N, H, W), ``step`` pixels apart, each as one row.

    Raises ValueError for a window larger than the images.
    """
    images = floats("images", images, "N, H, W")
    if not 1 <= size <= min(images.shape[1:]):
        raise ValueError(f"size must be 1 to {min(images.shape[1:])}, got {size!r}")
    windows = sliding_window_view(images, (size, size), axis=(1, 2))[:, ::step, ::step]
    return windows.reshape(len(images), -1, size * size)


def learn_filters(patches: Array, count: int) -> tuple[Array, Array]:
    """Return the mean (D,) of ``patches`` (N, D) and the ``count`` filters (count, D) that describe them best.

    They are the principal components: no other ``count`` linear filters leave a smaller squared error on these patches
    (Eckart and Young 1936).
    """
    patches = floats("patches", patches, "N, D")
    mean = patches.mean(axis=0)
    return mean, np.linalg.svd(patches - mean, full_matrices=False)[2][:count]


def unexplained(train: Array, test: Array, count: int, shared: str) -> float:
    """Return the share of the variance of ``test`` (M, places, D) that ``count`` filters of ``train`` leave over.

    Places share ``shared``: "all", one mean and one set of filters learnt from the patches of all places; "filters",
    learnt from all patches once each place has subtracted its own mean; or "nothing", where each place learns its own
    mean and filters from its own patches (N, places, D), which are fewer. 0 is a perfect description, 1 is none.
    Raises ValueError for another word.
    """
    train, test = floats("train", train, "N, places, D"), floats("test", test, "M, places, D")
    if shared not in SHARING:
        raise ValueError(f"shared must be {', '.join(SHARING)}, got {shared!r}")
    variance = np.sum((test - test.mean(axis=(0, 1))) ** 2)
    if shared == "filters":
        train, test = train - train.mean(axis=0), test - train.mean(axis=0)
    if shared != "nothing":
        train, test = (patches.reshape(-1, 1, patches.shape[2]) for patches in (train, test))
    left = 0.0
    for place in range(train.shape[1]):
        mean, filters = learn_filters(train[:, place], count)
        rest = test[:, place] - mean
        left += np.sum((rest - rest @ filters.T @ filters) ** 2)
    return float(left / variance)


def held_out(images: Array, size: int, step: int, count: int) -> LeftOver:
    """Return what means and filters that places share, or do not, leave unexplained of images they have not seen.

    ``count`` filters are learnt on the first half of images (N, H, W), on windows of ``size`` x ``size``, ``step``
    pixels apart, and measured on the other half by ``unexplained``.
    """
    patches = cut_patches(images, size, step)
    half = len(patches) // 2
    return LeftOver(*(unexplained(patches[:half], patches[half:], count, shared) for shared in SHARING))


def move_about(images: Array, rng: np.random.Generator) -> Array:
    """Return images (N, H, W), each moved by its own random number of rows and columns; what leaves comes in again."""
    images = floats("images", images, "N, H, W")
    moves = rng.integers(0, images.shape[1], (len(images), 2))
    return np.stack([np.roll(image, tuple(move), (0, 1)) for image, move in zip(images, moves, strict=True)])
