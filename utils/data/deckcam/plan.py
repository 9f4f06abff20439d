"""Which frames a set has: how many of each class, of which boat, in which order."""

import operator
from typing import NamedTuple

import numpy as np

from utils.data.competition import CLASSES, COUNTS
from utils.data.deckcam.camera import FRAME
from utils.data.deckcam.streams import CHOICE, MIX, ORDER, stream

BOATS = {"train": range(48), "hidden": range(48, 72)}
"""The numbers of the boats of each split."""
SHARE = {"train": 1.0, "hidden": 0.4}
"""Images of each split for one of the competition's training set."""
LIKE_ALL = 4.5
"""How much a boat catches what all catch: the total of its Dirichlet distribution's parameters."""
SMALLEST = 32
"""Pixels of the smallest side that frames are shrunk to."""


class Order(NamedTuple):
    """What somebody asks for: see ``utils.data.fisheries.deckcam``."""

    split: str
    size: int
    scale: float
    seed: int


class Plan(NamedTuple):
    """The frames of a set in their order: ``labels`` (N,) and ``boats`` (N,) int64."""

    labels: np.ndarray
    boats: np.ndarray


def checked(order: Order) -> Order:
    """Return ``order`` in plain numbers; raises ValueError for what cannot be rendered."""
    if order.split not in BOATS:
        raise ValueError(f"split must be train or hidden, got {order.split!r}")
    size, seed = _whole("size", order.size), _whole("seed", order.seed)
    if not SMALLEST <= size <= FRAME:
        raise ValueError(f"size must be {SMALLEST} to {FRAME} pixels, got {size}")
    if not 0 < order.scale <= 1:
        raise ValueError(f"scale must be above 0 and at most 1, got {order.scale!r}")
    if not 0 <= seed < 1 << 128:
        raise ValueError(f"seed must be a whole number of at most 128 bits, got {seed}")
    return Order(order.split, size, float(order.scale), seed)


def plan(order: Order) -> Plan:
    """Return the frames of ``order``, shuffled: their place says nothing about class or boat."""
    boats = BOATS[order.split][: max(6, round(order.scale * len(BOATS[order.split])))]
    mixes = np.array([_mix(order.seed, boat) for boat in boats])
    counts = [max(2, round(COUNTS[name] * SHARE[order.split] * order.scale)) for name in CLASSES]
    labels = np.repeat(np.arange(len(CLASSES)), counts)
    chosen = [
        stream(order.seed, CHOICE, boats[0], label).choice(boats, count, p=mixes[:, label] / mixes[:, label].sum())
        for label, count in enumerate(counts)
    ]
    places = stream(order.seed, ORDER, boats[0]).permutation(len(labels))
    return Plan(labels[places].astype(np.int64), np.concatenate(chosen)[places].astype(np.int64))


def _mix(seed: int, boat: int) -> np.ndarray:
    """Return which share of each class (8,) the boat catches: like all of them together, more or less."""
    counts = np.array([COUNTS[name] for name in CLASSES])
    return stream(seed, MIX, boat).dirichlet(LIKE_ALL * counts / counts.sum() + 1e-3)


def _whole(name: str, value: object) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, got {value!r}") from None
