"""A made school of six fish in a frame of 360 × 200 pixels, and detectors of our making that answer with too much."""

import numpy as np

SIZE = (200, 360)
"""Height and width of the frame in pixels."""
FISH = (
    (20, 22, 120, 72),
    (146, 30, 246, 80),
    (190, 34, 290, 84),
    (40, 112, 160, 172),
    (222, 116, 332, 171),
    (300, 20, 350, 50),
)
"""The boxes of the six: the second and the third swim side by side."""
RANKED = (
    (0.97, 0, (20, 24, 120, 70)),
    (0.94, 3, (44, 114, 160, 170)),
    (0.90, 0, (30, 22, 130, 76)),
    (0.86, 4, (214, 106, 312, 171)),
    (0.83, 1, (150, 30, 250, 84)),
    (0.77, None, (4, 150, 34, 190)),
    (0.71, 2, (196, 28, 300, 80)),
    (0.66, 4, (224, 118, 332, 170)),
    (0.60, 3, (60, 104, 190, 160)),
    (0.52, None, (310, 10, 350, 40)),
    (0.45, 1, (140, 34, 240, 80)),
    (0.38, None, (170, 130, 210, 180)),
)
"""Twelve detections, best score first: score, which fish was meant (None: water), box."""


def school() -> np.ndarray:
    """Return the boxes (6, 4) float64 of the fish, in pixels."""
    return np.array(FISH, float)


def ranked() -> tuple[np.ndarray, np.ndarray]:
    """Return the boxes (12, 4) and the scores (12,) of RANKED, both float64, best score first."""
    scores, _, boxes = zip(*RANKED, strict=True)
    return np.array(boxes, float), np.array(scores)


def loose_boxes(
    truth: np.ndarray, count: int, rng: np.random.Generator, spread: float = 0.12
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``count`` boxes around each of ``truth`` (G, 4), (R, 4) with R = G count, and their scores (R,).

    So a detector answers before it is tidied up. Each edge is off by a normal share of the box's width or height,
    ``spread`` in deviation; boxes are rounded to pixels, and the score falls with the mean of those shares, give or
    take 0.05.
    """
    off = rng.normal(0, spread, (len(truth), count, 4))
    sides = np.tile(truth[:, 2:] - truth[:, :2], 2)[:, None]
    boxes = (truth[:, None] + off * sides).round()
    scores = 1 - 2 * np.abs(off).mean(axis=2) + rng.normal(0, 0.05, off.shape[:2])
    return boxes.reshape(-1, 4), scores.clip(0.01, 0.99).round(2).ravel()
