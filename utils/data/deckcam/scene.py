"""One frame: a deck, people behind the fish, the fish, what hides them, and the camera that takes it all."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from utils.data.deckcam.boat import CATCHES, PEOPLE, STATES, Boat
from utils.data.deckcam.camera import FRAME, exposed
from utils.data.deckcam.deck import SIDE, Deck
from utils.data.deckcam.fish import Drawing
from utils.data.deckcam.gear import painted
from utils.data.deckcam.outlines import curve, limb
from utils.data.deckcam.pose import Pose, laid
from utils.data.deckcam.raster import patch

SEEN, LEAST = 0.2, 8
"""A fish has a box if this share of it is seen, and the box as many pixels a side."""
HIDDEN = 0.18
"""How often somebody stands before the fish."""


class View(NamedTuple):
    """A frame in the making: ``picture``, and which fish each pixel shows, ``shown`` (FRAME, FRAME) uint8, 0 none."""

    picture: Image.Image
    shown: np.ndarray


def render(boat: Boat, label: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a frame (FRAME, FRAME, 3) uint8 of the class ``label`` and the boxes (R, 4) float32 of its fish.

    Boxes are x1 y1 x2 y2 in pixels, half-open, around what is seen of each fish. A fish of which less than SEEN is
    seen has none; every frame of a class other than NoF has at least one.
    """
    deck = boat.deck(int(rng.integers(STATES)))
    left, top = np.clip(np.rint(rng.normal((SIDE - FRAME) / 2, 4.5, 2)), 0, SIDE - FRAME).astype(int)
    view = View(
        Image.fromarray(deck.picture[top : top + FRAME, left : left + FRAME]), np.zeros((FRAME, FRAME), np.uint8)
    )
    for _ in range(rng.choice(3, p=[0.35, 0.45, 0.20]) + (label == "NoF" and rng.random() < 0.55)):
        _put(view, *_person(boat, (-0.25, -0.30), (0.85, 0.45), rng), 0)
    sizes = [] if label == "NoF" else _lay_fish(view, boat, deck, label, rng)
    if rng.random() < HIDDEN:
        _hide(view, *_person(boat, (-0.35, -0.35), (0.9, 0.9), rng), sizes)
    if rng.random() < 0.2:
        _line(view, rng)
    return exposed(view.picture, boat.camera, deck.night, rng), _boxes(view.shown, sizes)


def _lay_fish(view: View, boat: Boat, deck: Deck, label: str, rng: np.random.Generator) -> list[int]:
    """Lay one to three fish on the deck, the largest last; return of how many pixels each one is."""
    camera, sizes = boat.camera, []
    count = 1 + (rng.random() < 0.22) + (rng.random() < 0.08)
    for number in range(count):
        last = number == count - 1
        width = 1.35 * FRAME * camera.near * np.exp(rng.normal(0, 0.17)) * (1.15 if label == "SHARK" else 1)
        width *= 1 if last else 0.9
        height = width / 2 * np.exp(rng.normal(-0.06, 0.13))
        turn = camera.turn + rng.normal(0, camera.loose)
        pose = Pose(width, height, turn, rng.random() < 0.5, rng.random() < 0.3)
        fish = laid(boat.fish(label, int(rng.integers(CATCHES))), pose)
        middle = np.clip(rng.normal(camera.zone, camera.spread), 0.15, 0.85)
        bright = deck.light[tuple((middle[::-1] * SIDE).astype(int))] * np.exp(rng.normal(0, 0.13))
        place = np.rint(middle * FRAME - np.array(fish.picture.size) / 2).astype(int)
        _put(view, _lit(fish, bright), place, number + 1, shadow=True)
        sizes.append(int(fish.mask.sum()))
    return sizes


def _lit(drawing: Drawing, bright: float) -> Drawing:
    """Return ``drawing`` with its colours multiplied by ``bright``."""
    curve_ = [min(255, int(level * bright)) for level in range(256)]
    return Drawing(drawing.picture.point([*curve_ * 3, *range(256)]), drawing.mask)


def _person(
    boat: Boat, low: tuple[float, float], high: tuple[float, float], rng: np.random.Generator
) -> tuple[Drawing, np.ndarray]:
    """Return a view of the crew, mirrored or not, and its place (2,): top left corner between two shares of a frame."""
    drawing = boat.person(int(rng.integers(PEOPLE)))
    if rng.random() < 0.5:
        drawing = Drawing(drawing.picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), drawing.mask[:, ::-1])
    return drawing, np.rint(rng.uniform(low, high) * FRAME).astype(int)


def _put(view: View, drawing: Drawing, place: np.ndarray, number: int, shadow: bool = False) -> None:
    """Put ``drawing`` with its top left corner at ``place`` (2,), and note the fish ``number`` that it shows."""
    left, top = (int(value) for value in place)
    cover = drawing.picture.getchannel("A")
    if shadow:
        view.picture.paste((12, 12, 14), (left + 3, top + 4), cover.point([level * 45 // 100 for level in range(256)]))
    view.picture.paste(drawing.picture, (left, top), cover)
    _note(view.shown, drawing.mask, left, top, number)


def _note(shown: np.ndarray, mask: np.ndarray, left: int, top: int, number: int) -> None:
    """Write ``number`` into ``shown`` where ``mask``, its corner at (left, top), covers it."""
    inside = mask[max(-top, 0) : max(FRAME - top, 0), max(-left, 0) : max(FRAME - left, 0)]
    top, left = max(top, 0), max(left, 0)
    shown[top : top + inside.shape[0], left : left + inside.shape[1]][inside] = number


def _hide(view: View, drawing: Drawing, place: np.ndarray, sizes: list[int]) -> None:
    """Put somebody before the fish, unless too little of the largest one, the last, would be seen."""
    shown = view.shown.copy()
    _note(shown, drawing.mask, *place.tolist(), 0)
    if not sizes or (shown == len(sizes)).sum() >= 2 * SEEN * sizes[-1]:
        _put(view, drawing, place, 0)


def _line(view: View, rng: np.random.Generator) -> None:
    """Draw a fishing line across the frame."""
    points = curve(*rng.uniform(0, FRAME, (3, 2)), 16)
    rows, columns, mask = patch(limb(points, np.full(16, rng.uniform(2, 4))), FRAME, FRAME)
    colour = tuple(int(value) for value in painted(rng))
    view.picture.paste(colour, (columns.start, rows.start), Image.fromarray(mask))
    view.shown[rows, columns][mask] = 0


def _boxes(shown: np.ndarray, sizes: list[int]) -> np.ndarray:
    """Return the boxes (R, 4) float32 of the fish that are seen enough, by the pixels that show them."""
    boxes = []
    for number, size in enumerate(sizes, start=1):
        seen = shown == number
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        if seen.sum() >= max(SEEN * size, 1):
            box = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
            if min(box[2] - box[0], box[3] - box[1]) >= LEAST:
                boxes.append(box)
    return np.array(boxes, np.float32).reshape(-1, 4)
