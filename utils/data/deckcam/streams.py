"""Randomness by name: every part of every boat has a stream of its own, whatever is drawn before it."""

import numpy as np

CAMERA, DECK, STATE, CREW, CATCH, MIX, CHOICE, ORDER, FRAME = range(9)
"""What a stream is for: the first number of its path."""


def stream(seed: int, *path: int) -> np.random.Generator:
    """Return the generator of one part, named by a ``path`` of whole numbers; ``seed`` may have 128 bits.

    Nothing that one stream yields says anything about another, or about the seed (NumPy's SeedSequence).
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=path))
