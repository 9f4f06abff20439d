"""Four colour photographs that come with scikit-image: no download, no waiting."""

from importlib.resources import files

import numpy as np
from PIL import Image

PHOTOS = {"astronaut": "astronaut.png", "cat": "chelsea.png", "coffee": "coffee.png", "rocket": "rocket.jpg"}
"""The photographs' names, and their files in scikit-image."""


def load_photo(name: str) -> np.ndarray:
    """Return the photograph ``name`` of PHOTOS as (H, W, 3) uint8, red, green and blue from 0 to 255.

    Sources: Eileen Collins by NASA (public domain); Chelsea the cat by Stefan van der Walt (CC0); coffee by Rachel
    Michetti (CC0); rocket by SpaceX (CC0). Raises ValueError for another name.
    """
    if name not in PHOTOS:
        raise ValueError(f"name must be one of {', '.join(PHOTOS)}, got {name!r}")
    with (files("skimage.data") / PHOTOS[name]).open("rb") as stream:
        return np.array(Image.open(stream).convert("RGB"))
