"""What the checks of homework 2 compare a student's two functions with: the metric, and a split by boat."""

import numpy as np

_LEAST = 1e-15


def right_loss(p: np.ndarray, y: np.ndarray) -> float:
    """Return the log-loss of rows p (N, C) for labels y (N,), one row after the other."""
    costs = []
    for row, label in zip(p.tolist(), y.tolist(), strict=True):
        costs.append(-np.log(min(max(row[label] / sum(row), _LEAST), 1 - _LEAST)))
    return float(sum(costs) / len(costs))


def loss_mistakes(p: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return what the usual mistakes make of ``right_loss``."""
    shares = np.clip(p / p.sum(axis=1, keepdims=True), _LEAST, 1 - _LEAST)
    plain = np.clip(p, _LEAST, 1 - _LEAST)
    truth = np.arange(len(y)), y
    columns = np.clip(p / np.maximum(p.sum(axis=0), _LEAST), _LEAST, 1 - _LEAST)
    right = -np.log(shares[truth])
    slips = {
        "the sum over the rows, not the mean": right.sum(),
        "a logarithm to base 2": right.mean() / np.log(2),
        "a logarithm to base 10": right.mean() / np.log(10),
        "the mean over all entries: the wrong classes count as zeros": right.sum() / p.size,
        "rows were not divided by their sums": -np.log(plain[truth]).mean(),
        "columns were divided by their sums, not rows": -np.log(columns[truth]).mean(),
        "the mean of the probabilities, then its logarithm": -np.log(shares[truth].mean()),
        "the wrong classes are charged too": -(np.log(shares[truth]) + np.log(1 - shares).sum(axis=1)).mean(),
    }
    return {name: float(value) for name, value in slips.items() if abs(value - right.mean()) > 1e-9}


def is_split(folds: object, boats: np.ndarray, count: int) -> None:
    """Raise AssertionError unless ``folds`` (N,) splits the ``boats`` (N,) into ``count`` folds of whole boats."""
    folds = np.asarray(folds)
    if folds.shape != boats.shape or folds.dtype.kind not in "iu":
        raise AssertionError(f"expected {boats.shape} whole numbers, got {folds.shape} of {folds.dtype}")
    if not np.isin(folds, range(count)).all():
        raise AssertionError(f"folds go from 0 to {count - 1}, got {folds.min()} to {folds.max()}")
    known = np.unique(boats)
    torn = [int(boat) for boat in known if np.ptp(folds[boats == boat])]
    if torn:
        every = " (frames were split, not boats)" if len(torn) > len(known) / 2 else ""
        raise AssertionError(f"{len(torn)} of {len(known)} boats are in several folds, boat {torn[0]} for one{every}")
    homes = np.array([folds[boats == boat][0] for boat in known])
    sizes = np.bincount(homes, minlength=count)
    if np.ptp(sizes) > 1:
        raise AssertionError(f"{len(known)} boats were split into folds of {', '.join(map(str, sizes))} boats")
