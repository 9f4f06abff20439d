"""Light on a deck: the sun with its shadows by day, floodlights by night."""

import numpy as np

from utils.data.deckcam.texture import clouds


def daylight(rng: np.random.Generator, side: int) -> np.ndarray:
    """Return light (side, side) float32 around 1; on half of the days a mast or a roof casts a hard shadow."""
    light = 1 + np.float32(0.25) * clouds(rng, side, side, 110)
    turn, reach, depth = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.4) * side, rng.uniform(0.5, 0.75)
    if rng.random() < 0.5:
        light[_along(side, turn) > reach] *= np.float32(depth)
    return light


def floodlight(rng: np.random.Generator, side: int) -> np.ndarray:
    """Return light (side, side) float32 that falls from 1 under a lamp to a half of it or less far away."""
    x, y = rng.uniform(0.1, 0.9, 2) * side
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    distance = np.hypot(columns - np.float32(x), rows - np.float32(y)) / np.float32(1.1 * side)
    return 1 - np.float32(0.6) * np.clip(distance, 0, 1)


def _along(side: int, turn: float) -> np.ndarray:
    """Return how far each pixel lies from the middle in the direction ``turn``, in radians."""
    rows, columns = np.mgrid[:side, :side].astype(np.float32) - side / 2
    return columns * np.float32(np.cos(turn)) + rows * np.float32(np.sin(turn))
