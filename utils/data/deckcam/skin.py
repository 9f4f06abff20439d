"""What a fish's side looks like: dark back, bright belly, wet highlights, and the marks of its species."""

import numpy as np

from utils.data.deckcam.body import Body
from utils.data.deckcam.species import Species
from utils.data.deckcam.texture import clouds, shaded


def skin(species: Species, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Return the colours (h, body.length, 3) float32, in grey levels, over the rows and columns of the body."""
    across = _across(body)
    height, length = across.shape
    dark = _step(across, rng.normal(-0.25, 0.10), 9)[..., None]
    bright = _step(across, 0.35, 6)[..., None]
    back, flank, belly = (shaded(colour, rng, 9) for colour in (species.back, species.flank, species.belly))
    colours = back * (1 - dark) + (flank * (1 - bright) + belly * bright) * dark
    colours *= 1 + 0.28 * clouds(rng, height, length, 22)[..., None]
    colours += 16 * clouds(rng, height, length, 5)[..., None]
    wet = np.clip(1.6 * clouds(rng, height, length, 30) + 0.5, 0, 1) * rng.uniform(10, 55)
    colours += (_band(across, rng.uniform(-0.2, 0.1), 0.13) * wet)[..., None]
    return _marked(species, body, across, colours, rng)


def _marked(
    species: Species, body: Body, across: np.ndarray, colours: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return ``colours`` with the golden band, the stripes and the spots that the species has."""
    if species.gold:
        band = species.gold * rng.uniform(0.3, 1.0) * _band(across, -0.18, 0.18)
        colours += band[..., None] * np.float32([38, 26, -26])
    if species.stripes:
        wave = np.sin(52 * np.arange(body.length) / body.length + 1.2 * across)
        colours *= (1 - species.stripes * ((wave > 0.45) & (across < 0.5)))[..., None]
    if species.spots:
        cover = 0.6 * _spots(body, across, rng)[..., None]
        colours = colours * (1 - cover) + np.float32(species.spots) * cover
    return colours


def _across(body: Body) -> np.ndarray:
    """Return where each pixel lies between back (-1) and belly (1): (h, body.length) float32."""
    middle, half = (body.upper + body.lower) / 2, np.maximum((body.lower - body.upper) / 2, 1)
    return ((np.arange(body.rows.start, body.rows.stop)[:, None] - middle) / half).clip(-3, 3).astype(np.float32)


def _step(across: np.ndarray, edge: float, steepness: float) -> np.ndarray:
    """Return a soft step from 0 above ``edge`` to 1 below it."""
    return 1 / (1 + np.exp(-steepness * (across - np.float32(edge))))


def _band(across: np.ndarray, middle: float, width: float) -> np.ndarray:
    """Return a soft band of ``width`` around ``middle``: 1 there, 0 far away."""
    return np.exp(-(((across - np.float32(middle)) / np.float32(width)) ** 2))


def _spots(body: Body, across: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return 46 round spots, 1 in the middle of each."""
    spots = np.zeros_like(across)
    for share, height in zip(rng.uniform(0.12, 0.9, 46), rng.uniform(-0.8, 0.8, 46), strict=True):
        near = slice(int((share - 0.02) * body.length), int((share + 0.02) * body.length) + 1)
        columns = np.arange(near.start, near.stop) / body.length
        round_ = _band(columns.astype(np.float32), share, 0.010) * _band(across[:, near], height, 0.06)
        spots[:, near] = np.maximum(spots[:, near], round_)
    return spots
