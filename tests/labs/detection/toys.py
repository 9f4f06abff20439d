"""Squares, discs and triangles on a plain ground: learnt in seconds, and found by selective search at once."""

import numpy as np

from utils.data.detection import Detection

CLASSES = ("square", "disc", "triangle")
SIZE = 64


def draw(canvas, label, box, colour):
    """Fill a shape that touches all four sides of its box."""
    x1, y1, x2, y2 = box
    rows, columns = np.mgrid[y1:y2, x1:x2] + 0.5
    across, down = (columns - x1) / (x2 - x1) * 2 - 1, (rows - y1) / (y2 - y1)
    inside = [
        np.ones(across.shape, bool),
        across**2 + (2 * down - 1) ** 2 <= 1,
        np.abs(across) <= np.maximum(down, 2 / (x2 - x1)),
    ][label - 1]
    canvas[y1:y2, x1:x2][inside] = colour


def toy_scenes(count=8, size=SIZE, seed=0):
    """Return scenes of 1 to 3 shapes that do not touch each other; the second one's lie in opposite corners.

    The first has no shape at all.
    """
    images, boxes, labels = [], [], []
    for place in range(count):
        rng = np.random.default_rng((seed, place))
        canvas = np.full((size, size, 3), rng.integers(0, 60, 3), np.uint8)
        found = [] if place == 0 else corners(size, rng) if place == 1 else apart(size, rng)
        own = rng.integers(1, 4, len(found))
        for label, box in zip(own, found, strict=True):
            draw(canvas, label, box, rng.integers(130, 256, 3))
        images.append(canvas)
        boxes.append(np.array(found, np.float32).reshape(-1, 4))
        labels.append(own.astype(np.int64).reshape(-1))
    names = tuple(f"toy {place}" for place in range(count))
    difficult = tuple(np.zeros(len(each), bool) for each in boxes)
    return Detection(np.stack(images), tuple(boxes), tuple(labels), difficult, CLASSES, names)


def corners(size, rng):
    side = int(rng.integers(16, 24))
    return [(0, 0, side, side), (size - side, size - side, size, size)]


def apart(size, rng):
    found = []
    for _ in range(rng.integers(1, 4)):
        width, height = rng.integers(14, 26, 2)
        x, y = int(rng.integers(0, size - width + 1)), int(rng.integers(0, size - height + 1))
        box = (x, y, x + int(width), y + int(height))
        if all(box[0] > o[2] + 3 or o[0] > box[2] + 3 or box[1] > o[3] + 3 or o[1] > box[3] + 3 for o in found):
            found.append(box)
    return found


def mirrored(data):
    """Return the mirror images, left and right exchanged, with their boxes."""
    size = data.images.shape[2]
    boxes = tuple(np.stack([size - b[:, 2], b[:, 1], size - b[:, 0], b[:, 3]], axis=1) for b in data.boxes)
    return data._replace(images=np.ascontiguousarray(data.images[:, :, ::-1]), boxes=boxes)
