"""`python -m tests.homework.hw2.bars`: what the lower bars of Part 5 ask for, on training boats, folds by boat.

Found on 27 November 2026, by boat and by frame: the shares of the classes 1.613; a linear one on 16 x 16 pictures
1.73, 1.67 and 1.66 with weight decays of 0.1, 1 and 3 (by frame 1.36, 1.51, 1.56); the model solution's frozen trunk
1.82, 1.49, 1.30 and 1.24 with decays of 0.003, 0.01, 0.03 and 0.1 (by frame 0.88, 0.77, 0.75, 0.82). Features of all
frames take two to three minutes of one core, all else three.
"""

import sys

import numpy as np

from tests.homework.hw2.school import split
from tests.homework.hw2.work import work
from utils.data.fisheries import CLASSES, deckcam
from utils.reference.losses import log_loss


def cross_validated(x: np.ndarray, labels: np.ndarray, folds: np.ndarray, fit: object) -> float:
    """Return the log-loss of inputs (N, D) that ``fit`` classifies, each by a classifier made without its fold."""
    p = np.empty((len(x), len(CLASSES)))
    for fold in range(5):
        held = folds == fold
        p[held] = fit(x[~held], labels[~held])(x[held])
    return log_loss(p, labels)


def main() -> None:
    """Print a line for every reference, by boat and by frame."""
    names, train = work(), deckcam("train")
    small = np.asarray(train.images).reshape(-1, 16, 10, 16, 10, 3).mean(axis=(2, 4), dtype=np.float32)
    shares = np.bincount(train.labels) / len(train.labels)
    sys.stdout.write(f"shares {log_loss(np.tile(shares, (len(train.labels), 1)), train.labels):.3f}\n")
    inputs = {"linear": (small.reshape(len(small), -1), (0.1, 1, 3))}
    inputs["trunk"] = names["features"](train.images), (0.003, 0.01, 0.03, 0.1)
    by_frame = np.random.default_rng(0).integers(5, size=len(train.labels))
    for name, (x, decays) in inputs.items():
        for decay in decays:
            fit = lambda a, y, decay=decay: names["logistic_head"](a, y, decay)  # noqa: E731
            found = [cross_validated(x, train.labels, folds, fit) for folds in (split(train.boats), by_frame)]
            sys.stdout.write(f"{name}, decay {decay:g}: by boat {found[0]:.3f}, by frame {found[1]:.3f}\n")


if __name__ == "__main__":
    main()
