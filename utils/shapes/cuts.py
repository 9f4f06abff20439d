"""A trunk cut in two: what is frozen, what is trained, and what a training image costs, by the block where it is cut.

An answer takes the forward pass of all blocks. Going back, a trained block does about twice its forward work: once for
the gradient of its weights, once for that of its input. A frozen block below the cut does nothing on the way back.
"""

from collections.abc import Sequence
from typing import NamedTuple

from utils.shapes.integers import whole


class Block(NamedTuple):
    """A block of a network: its name, its weights, and its multiply-adds for one image."""

    name: str
    weights: int
    multiply_adds: int


class Cut(NamedTuple):
    """Weights below and above the cut, and the multiply-adds of an answer and of a training step, for one image."""

    frozen: int
    trained: int
    forward: int
    training: int


def cut(blocks: Sequence[Block], first: int) -> Cut:
    """Return what it means to train ``blocks``, the new last layer among them, from number ``first`` on, from 0.

    Raises ValueError for a place that leaves nothing to train.
    """
    if whole("first", first, 0) >= len(blocks):
        raise ValueError(f"first must be at most {len(blocks) - 1}, got {first}")
    below, above = blocks[:first], blocks[first:]
    forward = sum(block.multiply_adds for block in blocks)
    return Cut(
        frozen=sum(block.weights for block in below),
        trained=sum(block.weights for block in above),
        forward=forward,
        training=forward + 2 * sum(block.multiply_adds for block in above),
    )
