"""Where things are in the course's photographs: boxes drawn by hand for this course, to the edge of each object."""

import numpy as np

from utils.data.photos import PHOTOS

BOXES = {
    "astronaut": {
        "astronaut": (22, 14, 368, 512),
        "head": (152, 14, 301, 190),
        "helmet": (277, 343, 512, 512),
        "shuttle model": (354, 0, 460, 286),
        "flag": (0, 0, 127, 512),
        "mission patch": (132, 350, 208, 424),
    },
    "cat": {
        "cat": (0, 0, 402, 300),
        "left eye": (133, 84, 206, 150),
        "right eye": (294, 107, 350, 165),
        "nose": (235, 228, 294, 264),
    },
    "coffee": {
        "saucer": (76, 66, 479, 386),
        "cup": (171, 16, 408, 306),
        "spoon": (325, 67, 424, 328),
        "coffee": (202, 94, 371, 197),
    },
    "rocket": {
        "rocket": (308, 126, 334, 408),
        "left tower": (0, 0, 88, 427),
        "right tower": (559, 0, 640, 427),
        "left mast": (172, 122, 206, 409),
        "right mast": (442, 122, 478, 410),
    },
}
"""For each photograph, what is in it and its box: x1, y1, x2, y2 in pixels, half-open, read off by eye."""


def load_photo_boxes(name: str) -> tuple[tuple[str, ...], np.ndarray]:
    """Return what can be found in the photograph ``name`` of PHOTOS, R names, and its boxes (R, 4) float64 in pixels.

    Objects may lie in or before one another. Raises ValueError for another name.
    """
    if name not in BOXES:
        raise ValueError(f"name must be one of {', '.join(PHOTOS)}, got {name!r}")
    return tuple(BOXES[name]), np.array(list(BOXES[name].values()), float)
