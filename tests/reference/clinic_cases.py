"""The digits as the clinic trains on them."""

import numpy as np

from utils.data.digits import load_digits_sample
from utils.reference.training import Examples, split

SEEDS = range(5)


def digits(seed: int) -> tuple[Examples, Examples]:
    """Return 400 training and 200 validation digits, (N, 64) float64, drawn anew for each seed."""
    early, late = load_digits_sample()
    x = np.concatenate([early.images, late.images]).reshape(-1, 64).astype(np.float64)
    return split(x, np.concatenate([early.labels, late.labels]), 200, np.random.default_rng(1000 + seed))
