"""The drawing of one fish, seen from its side with the snout to the left."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from utils.data.deckcam.body import HEIGHT, WIDTH, Body, bent_body
from utils.data.deckcam.outlines import curve, ellipse, limb, moved, stroke
from utils.data.deckcam.raster import paint
from utils.data.deckcam.skin import skin
from utils.data.deckcam.species import Fin, Species
from utils.data.deckcam.texture import shaded


class Drawing(NamedTuple):
    """A ``picture``, RGBA, and ``mask`` (H, W) bool of the pixels that count as the thing itself."""

    picture: Image.Image
    mask: np.ndarray


def draw_fish(species: Species, rng: np.random.Generator) -> Drawing:
    """Return a drawing, 256 pixels wide and 128 high, of one fish: no two are alike in shape, colour or wounds."""
    canvas = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    body = bent_body(species, rng)
    fin = shaded(species.fin, rng, 10)
    paint(canvas, _tail(species, body, rng), _solid(fin))
    back = shaded(species.back, rng, 8)
    folded = rng.uniform(0.7, 1.0)
    for part in species.fins:
        paint(canvas, _fin(part, body, folded), _solid(back if part.of_back else fin))
    if species.finlets:
        _finlets(canvas, body, shaded(species.finlets, rng, 14))
    _cover(canvas, body, skin(species, body, rng))
    _face(canvas, species, body)
    paint(canvas, _pectoral(species, body, rng), _solid(0.8 * fin + 0.2 * back))
    if rng.random() < 0.35:
        _wound(canvas, body, rng)
    return reduced(canvas)


def reduced(canvas: np.ndarray) -> Drawing:
    """Return a drawing half as wide and high as ``canvas`` (H, W, 4) uint8; its mask is where half is covered."""
    height, width = canvas.shape[:2]
    covered = (canvas[..., 3] > 127).reshape(height // 2, 2, width // 2, 2).sum(axis=(1, 3))
    picture = Image.fromarray(canvas).resize((width // 2, height // 2), Image.Resampling.BOX)
    return Drawing(picture, covered >= 2)


def _solid(colour: np.ndarray) -> np.ndarray:
    """Return ``colour`` (3,) with full cover, (4,)."""
    return np.append(np.clip(colour, 0, 255), 255)


def _tail(species: Species, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Return the tail fin's outline: forked; a shark's upper half is longer than its lower."""
    root, span = body.inside(0.985, 0.5), species.tail * body.length / 2 * rng.normal(1, 0.08) * rng.uniform(0.75, 1)
    reach = 0.13 * body.length
    upper, lower = (1.25, 0.55) if species.name == "shark" else (1.0, 1.0)
    high, low = moved(root, 1.2 * reach * upper, -span * upper), moved(root, 1.2 * reach * lower, span * lower)
    fork = moved(root, 0.4 * reach, 0)
    above, below = moved(root, 0.15 * reach, -0.3 * span), moved(root, 0.15 * reach, 0.3 * span)
    edges = curve(moved(root, -8, -4), above, high), curve(high, moved(fork, 0, -4), fork)
    edges += curve(fork, moved(fork, 0, 4), low), curve(low, below, moved(root, -8, 4))
    return np.concatenate(edges)


def _fin(fin: Fin, body: Body, folded: float) -> np.ndarray:
    """Return the outline of a fin that is spread by a share ``folded`` of its height."""
    edge, away = (body.back, -1) if fin.above else (body.underside, 1)
    height = fin.height * folded * body.length
    if fin.ridge:
        places = np.linspace(fin.start, fin.stop, 18)
        share = np.interp(places, [fin.start, fin.start + 0.08, fin.stop], [0.3, 1, 0.2])
        base = np.array([edge(place) for place in places])
        rim = base + np.stack([np.full(18, fin.sweep * body.length), away * share * height], axis=1)
        return np.concatenate([moved(base, 0, -4 * away), rim[::-1]])
    start, stop = edge(fin.start), edge(fin.stop)
    tip = moved((start + stop) / 2, fin.sweep * body.length, away * height)
    front, rear = moved(start, 0.35 * (tip - start)[0], 0.75 * away * height), moved(stop, 0, 0.15 * away * height)
    start, stop = moved(start, 0, -4 * away), moved(stop, 0, -4 * away)
    return np.concatenate([curve(start, front, tip), curve(tip, rear, stop)])


def _finlets(canvas: np.ndarray, body: Body, colour: np.ndarray) -> None:
    """Paint the row of small fins that tunas carry before their tail."""
    for edge, away in ((body.back, -1), (body.underside, 1)):
        saw = []
        for share in np.linspace(0.67, 0.93, 8):
            start, stop = edge(share), edge(share + 0.018)
            saw += [start, moved(stop, 0.005 * body.length, 0.02 * away * body.length), stop]
        paint(canvas, np.stack(saw), _solid(colour))


def _cover(canvas: np.ndarray, body: Body, colours: np.ndarray) -> None:
    """Lay the skin's ``colours`` (h, body.length, 3) over the body."""
    rows = np.arange(body.rows.start, body.rows.stop)[:, None]
    mask = (rows >= body.upper) & (rows < body.lower)
    part = canvas[body.rows, body.left : body.left + body.length]
    part[mask, :3] = np.clip(colours[mask], 0, 255)
    part[mask, 3] = 255


def _pectoral(species: Species, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Return the outline of the fin behind the gills: an albacore's reaches past its second back fin."""
    root = body.inside(0.27, 0.42)
    length, angle = species.pectoral * body.length * rng.normal(1, 0.10), rng.normal(0.10, 0.12)
    width = 0.04 * body.length
    if species.name == "shark":
        root, angle, width = body.inside(0.26, 0.15), rng.normal(0.75, 0.15), 0.08 * body.length
    tip = root + length * np.array([np.cos(angle), np.sin(angle)])
    upper, lower, middle = moved(root, 0, -width / 2), moved(root, width / 3, width / 2), (root + tip) / 2
    edges = curve(upper, moved(middle, 0, -0.8 * width), tip), curve(tip, moved(middle, 0, 0.3 * width), lower)
    return np.concatenate(edges)


def _face(canvas: np.ndarray, species: Species, body: Body) -> None:
    """Paint the gills, the mouth and the eye."""
    dark = _solid(np.asarray(species.flank) * 0.55)
    if species.name == "shark":
        for share in (0.185, 0.20, 0.215, 0.23):
            paint(canvas, stroke(body.inside(share, 0.62), body.inside(share + 0.008, 0.30), 3), dark)
    else:
        at = species.eye_at + 0.10
        gill = curve(body.inside(at - 0.01, 0.85), body.inside(at + 0.07, 0.5), body.inside(at - 0.02, 0.12), 9)
        paint(canvas, limb(gill, np.full(9, 3.0)), dark)
    paint(canvas, stroke(body.inside(0.005, 0.42), body.inside(0.055, 0.34), 3), dark)
    radius = 0.62 * species.eye * body.length
    eye = body.inside(species.eye_at, 0.62)
    for size, colour in ((1, (190, 186, 170)), (0.68, (14, 14, 16))):
        paint(canvas, ellipse(*eye, size * radius, size * radius), _solid(np.asarray(colour)))
    paint(canvas, ellipse(*(eye - 0.25 * radius), 0.2 * radius, 0.2 * radius), _solid(np.asarray((225, 225, 225))))


def _wound(canvas: np.ndarray, body: Body, rng: np.random.Generator) -> None:
    """Paint blood at the gills or the mouth; what would run off the fish is not painted."""
    x, y = body.inside(rng.choice([0.04, 0.20, 0.25]), 0.4)
    colour = (rng.uniform(90, 140), 18, 16)
    stain = np.zeros(canvas.shape[:2], bool)
    for _ in range(6):
        aside, radius = rng.normal(0, 9, 2), rng.uniform(2, 8)
        paint(stain, ellipse(x + aside[0], y + aside[1], 1.6 * radius, radius), True)
    canvas[stain & (canvas[..., 3] > 0), :3] = colour
