"""The key to hidden boats: which image is of which class and boat, which part of the leaderboard it counts in.

It lies in ``grading/keys/``, is read by the process that scores, and by nothing that a student's code can reach.
"""

import csv
import io
from typing import NamedTuple

import numpy as np

from utils.data.fisheries import CLASSES
from utils.reference.losses import log_loss

_HEADER = ("image", "class", "boat", "part", "neighbour")


class Key(NamedTuple):
    """For each of N hidden images its name, label and boat, both (N,) int64, and whether its boat is a public one.

    ``neighbours`` (N,) int64 is the image that looks most like it, made of pixels alone.
    """

    names: tuple[str, ...]
    labels: np.ndarray
    boats: np.ndarray
    public: np.ndarray
    neighbours: np.ndarray


def write_key(key: Key) -> bytes:
    """Return a key as CSV."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_HEADER)
    for name, label, boat, public, other in zip(*key, strict=True):
        table.writerow((name, CLASSES[label], int(boat), "public" if public else "private", key.names[other]))
    return stream.getvalue().encode()


def read_key(data: bytes) -> Key:
    """Return the key that ``write_key`` wrote; raises ValueError for anything else."""
    rows = list(csv.reader(io.StringIO(data.decode())))
    if not rows or tuple(rows[0]) != _HEADER:
        raise ValueError(f"a key must begin with {','.join(_HEADER)}, got {','.join(rows[0]) if rows else 'nothing'}")
    names, classes, boats, parts, others = zip(*rows[1:], strict=True)
    places = {name: place for place, name in enumerate(names)}
    labels = np.array([CLASSES.index(name) for name in classes])
    public = np.array([part == "public" for part in parts])
    return Key(names, labels, np.array(boats, np.int64), public, np.array([places[name] for name in others]))


def losses(values: np.ndarray, key: Key) -> tuple[float, float]:
    """Return the log-loss of probabilities (N, C), in the order of the key, on public and on private boats."""
    public, private = (log_loss(values[part], key.labels[part]) for part in (key.public, ~key.public))
    return public, private
