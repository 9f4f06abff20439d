"""Smooth random patterns: clouds of light and dirt, and the noise of a camera."""

import numpy as np
from PIL import Image


def clouds(rng: np.random.Generator, height: int, width: int, cell: int, long: int = 1) -> np.ndarray:
    """Return (height, width) float32 around 0, from about -0.5 to 0.5, that varies over ``cell`` pixels.

    Along the rows it varies over ``long`` times as many.
    """
    coarse = rng.random((height // cell + 2, width // (cell * long) + 2), np.float32)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)) - np.float32(0.5)


def shaded(colour: np.ndarray, rng: np.random.Generator, together: float, apart: float = 4.0) -> np.ndarray:
    """Return ``colour`` (3,) as another of its kind has it: lighter or darker by ``together``, each part by ``apart``.

    Both are standard deviations in grey levels; the result is float32 from 0 to 255.
    """
    changed = np.asarray(colour) + rng.normal(0, together) + rng.normal(0, apart, 3)
    return np.clip(changed, 0, 255).astype(np.float32)
