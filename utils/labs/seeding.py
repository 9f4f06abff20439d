"""One function that seeds everything that draws at random."""

import random

import numpy as np
import torch

from utils.shapes.integers import whole


def seed_everything(seed: int, stream: int = 0) -> torch.Generator:
    """Seed Python, NumPy's old generator and PyTorch on every device; return a generator of its own with that seed.

    Different ``stream`` numbers, say epochs, make unrelated draws of one ``seed``. Raises ValueError for numbers below
    0 or none at all.
    """
    words = np.random.SeedSequence((whole("seed", seed, 0), whole("stream", stream, 0))).generate_state(3)
    drawn, legacy, own = (int(word) for word in words)
    random.seed(drawn)
    np.random.seed(legacy)
    torch.manual_seed(drawn)
    return torch.Generator().manual_seed(own)
