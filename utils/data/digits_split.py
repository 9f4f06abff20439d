"""The digits that travel with the course, split at random into those to train with and those to measure with."""

import numpy as np

from utils.data.digits import Digits, load_digits_sample


def load_digits_split(seed: int = 0, validation: int = 200) -> tuple[Digits, Digits]:
    """Return all 600 digits in an order drawn from ``seed``: those to train with, and ``validation`` to measure with.

    Raises ValueError where validation leaves nothing to one of the two.
    """
    early, late = load_digits_sample()
    images, labels = (np.concatenate(both) for both in zip(early, late, strict=True))
    if not 0 < validation < len(labels):
        raise ValueError(f"validation must be from 1 to {len(labels) - 1}, got {validation}")
    order = np.random.default_rng(seed).permutation(len(labels))
    held, kept = order[:validation], order[validation:]
    return Digits(images[kept], labels[kept]), Digits(images[held], labels[held])
