"""People at work, seen from the camera above them: oilskins, arms that reach, gloves, a cap, a hood or hair."""

import numpy as np

from utils.data.deckcam.fish import Drawing, reduced
from utils.data.deckcam.gear import painted
from utils.data.deckcam.outlines import ellipse, limb, turned
from utils.data.deckcam.raster import paint
from utils.data.deckcam.texture import clouds

_HEADS = ((58, 42, 34), (24, 22, 22), (96, 70, 48), (228, 228, 222), (222, 120, 40), (44, 70, 130))


def draw_person(rng: np.random.Generator, frame: int) -> Drawing:
    """Return a drawing of one person who faces any way, between 0.3 and 0.6 of a ``frame``'s side wide and high."""
    side = 2 * round(frame * rng.uniform(0.30, 0.60))
    canvas = np.zeros((side, side, 4), np.float32)
    turn, coat, glove = rng.uniform(0, 2 * np.pi), painted(rng), painted(rng)
    for points, colour in _parts(rng, coat, glove):
        paint(canvas, turned(points, turn) * side / 2 + side / 2, np.append(np.clip(colour, 0, 255), 255))
    canvas[..., :3] *= 1 + 0.35 * clouds(rng, side, side, side // 7)[..., None]
    return reduced(np.clip(canvas, 0, 255).astype(np.uint8))


def _parts(rng: np.random.Generator, coat: np.ndarray, glove: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return outlines, from -1 to 1 around the person, and their colours, what is painted first at first.

    The person reaches downwards.
    """
    parts = []
    for sign in (-1, 1):
        stride = rng.uniform(-0.1, 0.2)
        leg = np.array([(sign * 0.13, -0.12), (sign * 0.17, -0.30 - stride), (sign * 0.16, -0.44 - stride)])
        parts += [(limb(leg, (0.24, 0.20, 0.17)), coat * 0.6), (ellipse(*leg[2], 0.10, 0.15), np.float32([38, 38, 40]))]
    parts += [(ellipse(0, -0.12, 0.34, 0.26), coat * 0.8), (ellipse(0, -0.15, 0.40, 0.19), coat)]
    for sign in (-1, 1):
        elbow = np.array([sign * rng.uniform(0.40, 0.58), rng.uniform(0.08, 0.25)])
        hand = np.array([sign * rng.uniform(0.05, 0.40), rng.uniform(0.50, 0.78)])
        arm = np.stack([(sign * 0.34, -0.14), elbow, hand])
        parts += [(limb(arm, (0.22, 0.18, 0.12)), coat * 0.9), (ellipse(*elbow, 0.09, 0.09), coat * 0.9)]
        parts += [(ellipse(*hand, 0.09, 0.11), glove)]
    head = np.float32(_HEADS[rng.integers(len(_HEADS))])
    parts += [(ellipse(0, -0.08, 0.17, 0.19), coat * 0.7), (ellipse(0, -0.04, 0.14, 0.17), head)]
    if rng.random() < 0.4:
        parts += [(ellipse(0, 0.09, 0.12, 0.07), head * 0.7)]
    return parts
