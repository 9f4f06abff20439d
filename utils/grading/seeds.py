"""Random numbers of hidden tests: from the instructor's secret where grading knows it, else from a public seed."""

import contextlib
import hashlib
from collections.abc import Iterator
from contextvars import ContextVar

import numpy as np

_seed: ContextVar[int | None] = ContextVar("seed", default=None)


@contextlib.contextmanager
def secret_seed(seed: int | None) -> Iterator[None]:
    """Draw the numbers of hidden tests from ``seed`` while this lasts; None is the public demonstration seed."""
    token = _seed.set(seed)
    try:
        yield
    finally:
        _seed.reset(token)


def hidden_rng(name: str) -> np.random.Generator:
    """Return a generator for the test called ``name``: the same each time, another for each name and each secret."""
    return np.random.default_rng(int.from_bytes(_digest(name)))


def hidden_number(name: str) -> int:
    """Return 128 bits as a whole number, the seed of something called ``name``: the same for the same secret.

    Neither the secret nor what another name gives can be computed from it.
    """
    return int.from_bytes(_digest(name)[:16])


def _digest(name: str) -> bytes:
    return hashlib.sha256(f"{_seed.get()}:{name}".encode()).digest()
