"""What probabilities look like that are none, or bad bets: softmax forgotten or taken twice, percent, 0 and 1, columns.

Every function takes rows (N, C) of one number a class and returns one sentence, empty where there is nothing to say.
None knows a label of a hidden image; ``misordered`` is for images whose labels are public.
"""

import functools
import itertools

import numpy as np

SLACK = 0.006
"""How far from 1 a row may sum: eight probabilities rounded to three digits stay within 0.004."""
_LEAST = 1e-15


def not_distributions(values: np.ndarray) -> str:
    """Tell rows that are not all probabilities from 0 to 1 that sum to 1."""
    sums = values.sum(axis=1)
    if (values >= 0).all() and (np.abs(sums - 1) <= SLACK).all():
        return ""
    low, high = f"{sums.min():.4g}", f"{sums.max():.4g}"
    if (values < 0).any():
        with np.errstate(over="ignore"):
            logarithms = bool((np.abs(np.exp(values).sum(axis=1) - 1) <= 0.01).all())
        if logarithms:
            return "these are logarithms of probabilities (log_softmax): take exp of them"
        return f"numbers go from {values.min():.3g} to {values.max():.3g}: scores of a network before its softmax"
    if (np.abs(sums - 100) <= 100 * SLACK).all():
        return "rows sum to 100: percent; divide by 100"
    whole = bool((values == np.round(values)).all())
    if whole and sums.min() == sums.max() > 1:
        return f"whole numbers that sum to {sums[0]:g} in each row: votes; divide them by their sum"
    if (sums == 0).any():
        return f"{int((sums == 0).sum())} rows hold nothing but zeros: never filled?"
    if values.max() <= 1:
        return (
            f"rows sum to {low} up to {high}, not to 1: eight separate yes or no (sigmoid), or never divided by the sum"
        )
    return f"rows sum to {low} up to {high}, not to 1: divide each row by its sum"


def certain(values: np.ndarray) -> str:
    """Tell bets of everything on one class, in more than half of all rows."""
    count = int((values.max(axis=1) >= 1 - 1e-9).sum())
    if 2 * count <= len(values):
        return ""
    cost = -np.log(_LEAST)
    return (
        f"{count} of {len(values)} rows bet everything on one class, and each that is wrong costs {cost:.1f}: with one "
        f"in ten wrong the log-loss is {cost / 10:.2f}; hand in the probabilities, not where they are largest"
    )


def the_same(values: np.ndarray, shares: np.ndarray) -> str:
    """Tell rows that are all alike; ``shares`` (C,) are those of the classes among training images."""
    if np.ptp(values, axis=0).max() > 1e-6:
        return ""
    if np.allclose(values[0], 1 / len(shares), atol=1e-3):
        return "every image has the same probabilities, one in eight for each class: the file that was handed out?"
    if np.allclose(values[0], shares, atol=5e-3):
        return "every image has the same probabilities, the shares of the classes in training: no image was looked at"
    return "every image has the same probabilities: was the network asked, and in evaluation mode?"


def twice(values: np.ndarray) -> str:
    """Tell rows to which softmax was applied two times: no entry is more than e times another of its row."""
    least = values.min(axis=1)
    if (least <= 0).any() or np.ptp(values, axis=0).max() <= 1e-6 or (values.max(axis=1) / least > np.e + 1e-3).any():
        return ""
    most = np.e / (np.e + values.shape[1] - 1)
    return f"no probability is above {values.max():.2f}: softmax taken twice leaves {most:.2f} at most"


def misordered(values: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> str:
    """Tell columns that fit the labels (N,) much better in another order than in that of ``classes``."""
    costs = np.zeros((len(classes), len(classes)))
    np.add.at(costs, labels, -np.log(np.clip(values, _LEAST, 1)))
    losses = costs[np.arange(len(classes)), _orders(len(classes))].sum(axis=1) / len(labels)
    best = int(losses.argmin())
    if losses[best] > 0.8 * losses[0] or losses[0] - losses[best] < 0.2:
        return ""
    columns = np.argsort(_orders(len(classes))[best])
    return (
        f"read as {','.join(classes[c] for c in columns)} the columns would give a log-loss of {losses[best]:.2f} on "
        f"your validation boats instead of {losses[0]:.2f}: the network counts its classes in another order"
    )


@functools.cache
def _orders(count: int) -> np.ndarray:
    """Return all orders of ``count`` columns, (count!, count): which column holds class c; the first is as it is."""
    return np.array(list(itertools.permutations(range(count))), dtype=np.int8)


def moved(values: np.ndarray, reference: np.ndarray) -> str:
    """Tell rows whose average is far from that of ``reference`` (M, C), the same network's on other boats."""
    ours, theirs = values.mean(axis=0), reference.mean(axis=0)
    apart = float(np.abs(ours - theirs).sum() / 2)
    if apart <= MOVED:
        return ""
    return (
        f"on average {apart:.0%} of the probability lies on other classes than in validation.csv: are test images "
        "prepared as training images are (range, mean and spread, order of colours), and classes counted alike?"
    )


MOVED = 0.35
"""How much of the average probability other boats may move: their catches differ, but not so much."""


def sharper(values: np.ndarray, reference: np.ndarray) -> str:
    """Tell rows that are much surer of themselves than ``reference``, the same network's on images it never saw."""
    ours, theirs = _doubt(values), _doubt(reference)
    if ours * SHARPER >= theirs or theirs - ours < 0.1:
        return ""
    return (
        f"the network is far surer on your validation boats (average entropy {ours:.2f}) than on the hidden ones "
        f"({theirs:.2f}): it seems to have been trained on the boats that it is validated on"
    )


SHARPER = 1.6
"""How many times as much doubt hidden boats may raise."""


def _doubt(values: np.ndarray) -> float:
    """Return the mean entropy of rows, in nats."""
    clipped = np.clip(values, _LEAST, 1)
    return float(-(clipped * np.log(clipped)).sum(axis=1).mean())


def scattered(values: np.ndarray, neighbours: np.ndarray) -> str:
    """Tell rows that belong to other images: frames that look alike get predictions as different as any two.

    ``neighbours`` (N,) is for each image the one that looks most like it.
    """
    if len(values) < FEWEST:
        return ""
    rng = np.random.default_rng(0)
    others = [_apart(values, rng.permutation(len(values))) for _ in range(50)]
    alike, mean, spread = _apart(values, neighbours), np.mean(others), np.std(others)
    if alike < mean - 4 * spread or mean < 1e-6:
        return ""
    return (
        "frames that look alike, of one boat, get predictions as different as any two frames: the rows seem to be of "
        "other images (a loader that shuffles, or names that were sorted and images that were not)"
    )


FEWEST = 200
"""Below so many images chance decides, and nothing is said."""


def _apart(values: np.ndarray, others: np.ndarray) -> float:
    """Return how much of the probability differs between rows and other rows, on average."""
    return float(np.abs(values - values[others]).sum(axis=1).mean() / 2)
