"""Scenes to propose boxes in: striped shapes of two colours, some behind others, on a wavy ground, with their boxes.

Of NumPy alone: OpenCV's answers (oracles/make_opencv.py) are made in an environment of its own.
"""

import numpy as np

SIDE, SCENES = 256, 8


def scene(seed, side=SIDE):
    """Return a scene, uint8 (side, side, 3), and the boxes (R, 4) of the parts of its objects that are in sight."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side]
    image = rng.uniform(0.2, 0.8, 3) + 0.25 * _waves(rng, x, y)[..., None] * rng.uniform(-1, 1, 3)
    owner = np.full((side, side), -1)
    for number in range(rng.integers(7, 12)):
        within, second = _shape(rng, x, y, side)
        colours = rng.uniform(0, 1, (2, 3))
        stripes = rng.uniform(0, 0.3) * np.sign(np.sin((x * rng.normal() + y * rng.normal()) * rng.uniform(0.3, 1)))
        paint = np.where(second[..., None], colours[1], colours[0]) + stripes[..., None]
        image[within], owner[within] = paint[within], number
    image += rng.normal(scale=rng.uniform(0.01, 0.06), size=image.shape)
    seen = [(number, owner == number) for number in range(owner.max() + 1)]
    boxes = [_box(mask) for number, mask in seen if mask.sum() > 200]
    return (np.clip(image, 0, 1) * 255).round().astype(np.uint8), np.array(boxes, float)


def _waves(rng, x, y):
    waves = [np.sin(x * rng.normal() / 20 + y * rng.normal() / 20 + rng.uniform(0, 6)) for _ in range(4)]
    return sum(waves) / 2


def _shape(rng, x, y, side):
    """Return where a shape is, and where its second colour is."""
    (cx, cy), (rx, ry), turn = rng.uniform(0.1, 0.9, 2) * side, rng.uniform(0.05, 0.25, 2) * side, rng.uniform(0, np.pi)
    u = ((x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)) / rx
    v = ((y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)) / ry
    kind = rng.integers(3)
    within = [u**2 + v**2 < 1, np.maximum(abs(u), abs(v)) < 1, (abs(u) + abs(v) / 2 < 0.8) & (v < 0.8)][kind]
    return within, u > rng.uniform(-0.2, 1.2)


def _box(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
