"""A deck as its camera sees it without fish and crew: what is built in, and what changes from day to day."""

from typing import NamedTuple

import numpy as np

from utils.data.deckcam.gear import add_gear, add_stain, painted
from utils.data.deckcam.light import daylight, floodlight
from utils.data.deckcam.outlines import box, stroke, turned
from utils.data.deckcam.raster import paint, patch
from utils.data.deckcam.texture import clouds, shaded

SIDE = 352
"""Pixels of a deck's picture, a little more than a frame: the boat moves, and the camera with it."""

_FLOORS = (
    (190, 192, 190), (116, 140, 156), (104, 124, 108), (150, 134, 110), (124, 128, 132), (152, 118, 94), (84, 102, 124)
)  # fmt: skip


class Built(NamedTuple):
    """What a boat keeps: its ``floor`` (SIDE, SIDE, 3) float32, and how far down the ``horizon`` is, in pixels."""

    picture: np.ndarray
    horizon: float
    tilt: float
    rail: np.ndarray


class Deck(NamedTuple):
    """A deck in one state: ``picture`` (SIDE, SIDE, 3) uint8, its ``light`` (SIDE, SIDE) float32, 1 on average."""

    picture: np.ndarray
    light: np.ndarray
    night: bool


def build(rng: np.random.Generator, zone: np.ndarray) -> Built:
    """Return a boat's deck: floor, wall, the table at ``zone`` (2,) where fish are laid, and the gear that stays."""
    picture = _floor(rng)
    if rng.random() < 0.6:
        _wall(picture, rng)
    if rng.random() < 0.75:
        _table(picture, zone, rng)
    for _ in range(rng.integers(3, 9)):
        add_gear(picture, rng)
    horizon = rng.uniform(0, 0.34) * SIDE
    return Built(picture, horizon if horizon > 0.08 * SIDE else 0.0, rng.uniform(-0.12, 0.12) * SIDE, painted(rng))


def dress(built: Built, zone: np.ndarray, night: bool, rng: np.random.Generator) -> Deck:
    """Return the deck on one day or night: wet, stained, with gear that is moved about, under that day's light."""
    picture = built.picture.copy()
    picture[clouds(rng, SIDE, SIDE, 50) > 0.14] *= 0.8
    for _ in range(rng.integers(1, 5)):
        add_gear(picture, rng)
    for _ in range(rng.integers(0, 5)):
        add_stain(picture, zone, rng)
    if built.horizon:
        _sea(picture, built, night, rng)
    light = floodlight(rng, SIDE) if night else daylight(rng, SIDE)
    return Deck(np.clip(picture * light[..., None], 0, 255).astype(np.uint8), light, night)


def _floor(rng: np.random.Generator) -> np.ndarray:
    """Return a floor (SIDE, SIDE, 3) float32: planks or plates, with or without a grip, dirty at three scales."""
    floor = np.empty((SIDE, SIDE, 3), np.float32)
    floor[:] = shaded(_FLOORS[rng.integers(len(_FLOORS))], rng, 12)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    turn, planks, grip = rng.uniform(0, np.pi), rng.random() < 0.7, rng.random() < 0.4
    place = (x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))) / np.float32(rng.uniform(18, 48))
    seam, tone, bump = rng.uniform(20, 55), rng.normal(0, 7, 64).astype(np.float32), rng.uniform(8, 22)
    if planks:
        floor += tone[np.floor(place).astype(int) % 64][..., None]
        floor -= np.float32(seam) * (np.abs(place % 1 - 0.5) > 0.46)[..., None]
    if grip:
        floor += np.float32(bump) * (np.sin(0.9 * x) * np.sin(0.9 * y) > 0.5)[..., None]
    for cell, strength in ((40, 36), (14, 22), (4, 14)):
        floor += strength * clouds(rng, SIDE, SIDE, cell)[..., None]
    return floor


def _wall(picture: np.ndarray, rng: np.random.Generator) -> None:
    """Paint the side of the hull along one edge of the picture."""
    width, slant = rng.uniform(0.03, 0.22) * SIDE, rng.normal(0, 30)
    colour, left = painted(rng), rng.random() < 0.5
    outline = np.array([(0, 0), (width, 0), (width + slant, SIDE), (0, SIDE)])
    edge = stroke(outline[1], outline[2], 7)
    for shape, bright in ((outline, 0.8), (edge, 1.1)):
        paint(picture, shape if left else (SIDE, 0) + shape * (-1, 1), np.clip(colour * bright, 0, 255), 0.9)


def _table(picture: np.ndarray, zone: np.ndarray, rng: np.random.Generator) -> None:
    """Paint a measuring table or a hatch under the place where fish are laid."""
    across, down, turn = rng.uniform(0.16, 0.34) * SIDE, rng.uniform(0.08, 0.22) * SIDE, rng.uniform(-0.5, 0.5)
    middle, colour = zone * SIDE, painted(rng) * 0.5 + 80
    paint(picture, box(*(middle + 5), across, down, turn), (15, 15, 18), 0.4)
    paint(picture, box(*middle, across, down, turn), colour * 0.6)
    paint(picture, box(*middle, across - 3, down - 3, turn), colour, 0.9)
    if rng.random() < 0.5:
        for number, place in enumerate(np.linspace(0.06 - across, across - 6, 15)):
            length = 9 if number % 5 == 0 else 5
            tick = turned(np.array([(place, 4 - down), (place, 4 + length - down)]), turn) + middle
            paint(picture, stroke(*tick, 2), (20, 20, 22))


def _sea(picture: np.ndarray, built: Built, night: bool, rng: np.random.Generator) -> None:
    """Paint the water beyond the deck, with its waves, and the rail before it."""
    horizon, tilt = built.horizon, built.tilt
    colour = shaded((62, 98, 120), rng, 14, 6) * (0.25 if night else 1)
    outline = np.array([(0, 0), (SIDE, 0), (SIDE, horizon + tilt), (0, horizon - tilt)])
    paint(picture, outline, colour - (4 if night else 16))
    rows, columns, water = patch(outline, SIDE, SIDE)
    waves = clouds(rng, *water.shape, 3, long=7)
    picture[rows, columns] += (np.clip(waves, 0.1, 0.4) * water)[..., None] * (40 if night else 160)
    ends = np.array([(0, horizon - tilt), (SIDE, horizon + tilt)])
    for place in np.linspace(0.07, 0.93, 7):
        foot = ends[0] * (1 - place) + ends[1] * place
        paint(picture, stroke(foot, foot - (0, 0.8 * horizon), 5), built.rail * 0.75)
    for height, width in ((0.0, 13), (0.4 * horizon, 4), (0.8 * horizon, 6)):
        paint(picture, stroke(ends[0] - (0, height), ends[1] - (0, height), width), built.rail)
