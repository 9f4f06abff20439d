"""Ensembles: one answer out of many views of an image, of models of other folds, and of models made otherwise."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch

from utils.labs.transfer import Transfer
from utils.labs.transfer_tuning import Frames, probabilities
from utils.labs.transfer_views import Augmentation, Views, drawn, plain
from utils.reference.averaging import arithmetic_mean
from utils.reference.folds import grouped_folds


class Split(NamedTuple):
    """The rows of one fold: those to train on, and those of the boats that are held out."""

    train: np.ndarray
    validation: np.ndarray


def splits(labels: np.ndarray, boats: np.ndarray, folds: int = 5) -> list[Split]:
    """Return ``folds`` splits of the rows of ``labels`` (N,) and ``boats`` (N,), no boat on both sides of any."""
    fold = grouped_folds(labels, boats, folds)
    return [Split(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(folds)]


def copies_of(augmentation: Augmentation, count: int, copies: int, seed: int = 0) -> Iterator[Views]:
    """Yield ``copies`` times ``count`` views: first the images as they are, then drawn ones, the same for a seed."""
    generator = torch.Generator().manual_seed(seed)
    for copy in range(copies):
        yield drawn(augmentation, count, generator) if copy else plain(count)


def over_views(
    model: Transfer, frames: Frames, size: int, augmentation: Augmentation, copies: int, seed: int = 0
) -> np.ndarray:
    """Return (copies, N, classes) float32, the model's answers to each of ``copies_of`` of the frames, in their order.

    The mean over the first axis is test-time augmentation. The lecture warns to set ``shuffle=False``: the rows of one
    copy must be the rows of the next. Here frames have no other order.
    """
    views = copies_of(augmentation, len(frames), copies, seed)
    return np.stack([probabilities(model, frames, size, one) for one in views])


def over_models(
    models: list[Transfer], frames: Frames, size: int, augmentation: Augmentation, copies: int = 1
) -> np.ndarray:
    """Return (N, classes) float32: the mean answer of ``models`` of one input size, over ``copies`` views each."""
    each = [arithmetic_mean(over_views(model, frames, size, augmentation, copies)) for model in models]
    return arithmetic_mean(np.stack(each))
