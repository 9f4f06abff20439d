"""A hundred faces, each in its place, and a hundred patches of their backgrounds: no download, no waiting.

They come with scikit-image as ``lfw_subset.npy``: faces drawn at random from "Labeled Faces in the Wild" by G. Huang,
M. Ramesh, T. Berg and E. Learned-Miller (2007), cropped so that eyes, nose and mouth lie at the same places, and crops
of the backgrounds of the same collection.
"""

from importlib.resources import files
from typing import NamedTuple

import numpy as np

FACES = 100
"""How many of the images, the first ones, are faces."""


class Crops(NamedTuple):
    """Faces and backgrounds, (100, 25, 25) float64 each, 0 black to 1 white."""

    faces: np.ndarray
    backgrounds: np.ndarray


def load_faces() -> Crops:
    """Return the faces and the backgrounds that scikit-image carries."""
    with (files("skimage.data") / "lfw_subset.npy").open("rb") as stream:
        images = np.load(stream)
    return Crops(images[:FACES], images[FACES:])
