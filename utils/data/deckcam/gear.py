"""What lies about on a deck: crates, buoys, ropes, pipes, and stains."""

from collections.abc import Callable

import numpy as np

from utils.data.deckcam.outlines import box, curve, ellipse, limb, moved, stroke, turned
from utils.data.deckcam.raster import paint
from utils.data.deckcam.texture import shaded

PAINTS = np.array(
    [
        (214, 96, 34), (222, 184, 52), (44, 84, 150), (52, 112, 78), (206, 208, 206),
        (178, 48, 42), (46, 48, 54), (126, 132, 136), (150, 112, 74), (92, 146, 170),
    ],
    np.float32,
)  # fmt: skip
"""Colours of oilskins, plastic and painted steel, RGB from 0 to 255."""


def painted(rng: np.random.Generator) -> np.ndarray:
    """Return one of PAINTS, new or worn."""
    return shaded(PAINTS[rng.integers(len(PAINTS))], rng, 14)


def add_gear(canvas: np.ndarray, rng: np.random.Generator) -> None:
    """Paint one piece of gear somewhere on ``canvas`` (H, W, 3) float32."""
    place = rng.uniform(0, len(canvas), 2)
    KINDS[rng.integers(len(KINDS))](canvas, place, painted(rng), rng)


def add_stain(canvas: np.ndarray, middle: np.ndarray, rng: np.random.Generator) -> None:
    """Paint blood on the floor, a splash of five drops near ``middle``."""
    at = middle + rng.normal(0, 0.11 * len(canvas), 2)
    colour = rng.uniform((80, 20, 20), (140, 50, 45))
    for _ in range(5):
        radius = rng.uniform(1.5, 7)
        paint(canvas, ellipse(*(at + rng.normal(0, 7, 2)), 1.5 * radius, radius, rng.uniform(0, 3)), colour, 0.75)


def _crate(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    across, down, turn = rng.uniform(12, 44), rng.uniform(10, 30), rng.uniform(-0.4, 0.4)
    paint(canvas, box(*(place + 3), across, down, turn), (20, 20, 22), 0.4)
    paint(canvas, box(*place, across, down, turn), colour)
    paint(canvas, box(*place, across - 3, down - 3, turn), colour * 0.6)
    for share in (-0.5, 0.0, 0.5):
        ends = turned(np.array([(share * across, 3 - down), (share * across, down - 3)]), turn) + place
        paint(canvas, stroke(*ends, 2.5), colour * 0.8)


def _buoy(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    radius = rng.uniform(8, 26)
    paint(canvas, ellipse(*(place + 0.25 * radius), radius, radius), (20, 20, 22), 0.4)
    for share in np.linspace(1, 0.1, 8):
        paint(canvas, ellipse(*(place - 0.35 * (1 - share) * radius), share * radius, share * radius), colour, 0.5)
        colour = colour + (250 - colour) * 0.10
    paint(canvas, box(*moved(place, 0, radius), 0.2 * radius, 0.2 * radius), (50, 50, 52))


def _rope(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    width = rng.uniform(2, 5)
    for _ in range(4):
        end = place + rng.normal(0, 45, 2)
        line = curve(place, place + rng.normal(0, 60, 2), end, 12)
        paint(canvas, limb(line + 1.5, np.full(12, width)), (20, 20, 22), 0.4)
        paint(canvas, limb(line, np.full(12, width)), colour)
        place = end


def _pipe(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    end, width = place + rng.normal(0, 130, 2), rng.uniform(4, 13)
    paint(canvas, stroke(place + 3, end + 3, width), (20, 20, 22), 0.35)
    for share, bright in ((1.0, 0.7), (0.7, 0.9), (0.3, 1.2)):
        paint(canvas, stroke(place, end, share * width), np.clip(colour * bright, 0, 255))


def _coil(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    radius = rng.uniform(10, 24)
    for share in np.arange(1, 0.25, -0.12):
        bright = 1.0 if share * 25 % 2 > 1 else 0.65
        paint(canvas, ellipse(*place, share * radius, 0.8 * share * radius), colour * bright)
    paint(canvas, ellipse(*place, 0.28 * radius, 0.22 * radius), (40, 40, 42))


def _bucket(canvas: np.ndarray, place: np.ndarray, colour: np.ndarray, rng: np.random.Generator) -> None:
    radius = rng.uniform(7, 15)
    paint(canvas, ellipse(*(place + 3), radius, radius), (20, 20, 22), 0.4)
    paint(canvas, ellipse(*place, radius, radius), colour)
    paint(canvas, ellipse(*place, 0.8 * radius, 0.8 * radius), colour * 0.5)


Painter = Callable[[np.ndarray, np.ndarray, np.ndarray, np.random.Generator], None]
KINDS: tuple[Painter, ...] = (_crate, _buoy, _rope, _pipe, _coil, _bucket)
"""The painters of gear: canvas, place (2,), colour (3,), generator."""
