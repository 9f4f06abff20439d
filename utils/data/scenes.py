"""Scenes of digits: MNIST's, in bright colours, among scraps of others on dark photographs, with their exact boxes.

A first task for detectors: objects of ten classes and many sizes in a busy place, rendered in seconds. The scraps,
small squares out of other digits, are the clutter of Mnih et al., "Recurrent models of visual attention" (2014),
section 4.1. NumPy only.
"""

import numpy as np

from utils.data.detection import Detection
from utils.data.mnist import load_mnist
from utils.data.photos import PHOTOS, load_photo
from utils.shapes.integers import whole

SPLITS = ("train", "validation", "test")
HELD_OUT = 10_000
"""MNIST's last training images are the digits of validation scenes; test scenes have MNIST's test images."""
DIGITS, SCRAPS = (1, 5), (0, 4)
"""At least and at most so many in a scene; a digit that finds no free place is left out."""
HEIGHTS = (24, 56)
"""Pixels from top to bottom of a digit."""
SCRAP = 9
"""The side in MNIST's pixels of the square that a scrap is cut from."""
VISIBLE = 0.25
"""The least share of ink in a pixel that belongs to a digit: the box is the smallest around those."""
DUSK = 0.6
"""Photographs are darkened to this share of their brightness, so that bright ink stands out from all of them."""
INK = (165, 256)
"""From the first level of red, green and blue up to before the second."""


def load_scenes(split: str = "train", count: int = 2000, size: int = 128, seed: int = 0) -> Detection:
    """Return ``count`` scenes, images (N, size, size, 3) uint8, with the boxes and labels of their digits.

    Label 1 is the digit 0, label 10 the digit 9. Scenes of different splits share no digit; the same arguments give
    the same bits, and the first scenes of more are those of fewer. Raises ValueError for another split or a size below
    64, and DataNotFound where MNIST cannot be had.
    """
    if split not in SPLITS:
        raise ValueError(f"split must be one of {', '.join(SPLITS)}, got {split!r}")
    whole("count", count, 1)
    whole("size", size, 64)
    train, test = load_mnist()
    places = {"train": slice(0, -HELD_OUT), "validation": slice(-HELD_OUT, None), "test": slice(None)}[split]
    images, labels = (part[places] for part in (test if split == "test" else train))
    photos = [load_photo(name) for name in PHOTOS]
    scenes = np.empty((count, size, size, 3), np.uint8)
    boxes, digits = [], []
    for place in range(count):
        rng = np.random.default_rng((whole("seed", seed, 0), SPLITS.index(split), place))
        canvas = background(photos, size, rng)
        found = _paste_digits(canvas, images[:, 0], rng)
        boxes.append(np.array([box for _, box in found], np.float32).reshape(-1, 4))
        digits.append(np.array([labels[digit] + 1 for digit, _ in found], np.int64).reshape(-1))
        scenes[place] = np.clip(canvas, 0, 255).round()
    difficult = tuple(np.zeros(len(each), bool) for each in boxes)
    names = tuple(f"{split} scene {place}" for place in range(count))
    return Detection(scenes, tuple(boxes), tuple(digits), difficult, tuple("0123456789"), names)


def background(photos: list[np.ndarray], size: int, rng: np.random.Generator) -> np.ndarray:
    """Return a square (size, size, 3) float32 out of one of ``photos``, up to half as large, or mirrored."""
    photo = photos[rng.integers(len(photos))]
    most = min(2.0, (min(photo.shape[:2]) - 1) / size)
    step = rng.uniform(min(1.0, most), most)
    rows, columns = (
        (rng.uniform(0, extent - step * (size - 1) - 1) + step * np.arange(size)).astype(int)
        for extent in photo.shape[:2]
    )
    square = photo[rows[:, None], columns]
    return np.float32(DUSK) * (square[:, ::-1] if rng.random() < 0.5 else square)


def _paste_digits(canvas: np.ndarray, images: np.ndarray, rng: np.random.Generator) -> list[tuple[int, tuple]]:
    """Draw scraps, then digits that do not touch each other, on ``canvas``; return index and box of each digit."""
    for _ in range(rng.integers(SCRAPS[0], SCRAPS[1] + 1)):
        row, column = rng.integers(0, images.shape[1] - SCRAP, 2)
        scrap = images[rng.integers(len(images)), row : row + SCRAP, column : column + SCRAP] / np.float32(255)
        ink = resized(scrap, *rng.integers(10, 24, 2))
        _blend(canvas, ink, *_corner(canvas, ink, rng), rng)
    found: list[tuple[int, tuple]] = []
    for _ in range(rng.integers(DIGITS[0], DIGITS[1] + 1)):
        digit = int(rng.integers(len(images)))
        ink = enlarged(images[digit], int(np.exp(rng.uniform(*np.log(HEIGHTS))).round()), rng.uniform(0.9, 1.2))
        for _ in range(20):
            y, x = _corner(canvas, ink, rng)
            box = (x, y, x + ink.shape[1], y + ink.shape[0])
            if not any(_touch(box, other) for _, other in found):
                _blend(canvas, ink, y, x, rng)
                found.append((digit, box))
                break
    return found


def enlarged(image: np.ndarray, height: int, stretch: float) -> np.ndarray:
    """Return the ink (H, W) float32, 0 to 1, of a digit (28, 28) uint8, all that is VISIBLE and no more, on every side.

    The digit is about ``height`` pixels high, and wider than high by the share ``stretch`` of what it was.
    """
    ink = _cut(image / np.float32(255))
    width = max(4, round(height * stretch * ink.shape[1] / ink.shape[0]))
    return _cut(resized(ink, height, width))


def resized(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return ``ink`` (h, w) as (height, width) float32, read between its pixels (bilinear) at the new ones' centres."""
    return _reading(ink.shape[0], height) @ ink @ _reading(ink.shape[1], width).T


def _reading(cells: int, places: int) -> np.ndarray:
    """Return the matrix (places, cells) that reads a line of ``cells`` at the centres of as many equal ``places``."""
    at = np.clip((np.arange(places) + 0.5) * cells / places - 0.5, 0, cells - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells))).astype(np.float32)


def _cut(ink: np.ndarray) -> np.ndarray:
    """Return the smallest part of ``ink`` that holds all of its VISIBLE pixels."""
    rows, columns = ((ink >= VISIBLE).any(axis=axis).nonzero()[0] for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _corner(canvas: np.ndarray, ink: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    """Return a row and a column at which ``ink`` lies within ``canvas``."""
    row, column = (int(rng.integers(0, canvas.shape[axis] - ink.shape[axis] + 1)) for axis in (0, 1))
    return row, column


def _touch(a: tuple, b: tuple) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _blend(canvas: np.ndarray, ink: np.ndarray, row: int, column: int, rng: np.random.Generator) -> None:
    """Lay ``ink`` on ``canvas`` in a bright colour."""
    under = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
    under += ink[:, :, None] * (rng.integers(*INK, 3) - under)
