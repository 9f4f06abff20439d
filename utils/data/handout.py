"""What a class gets of hidden images: the images in one array and their names, nothing else."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils.data.store import DataNotFound

IMAGES, SAMPLE = "test_images.npy", "sample_submission.csv"
"""The two files of a handout."""
_SIDE = 16
"""Pixels of the side that frames are shrunk to before they are compared."""


class Handout(NamedTuple):
    """Hidden images (N, size, size, 3) uint8, mapped into memory, and the name of each, in the same order."""

    images: np.ndarray
    names: tuple[str, ...]


def read_handout(homework: str) -> Handout:
    """Return what was handed out for ``homework``: the folder hw2-handout, say, beside the notebook or its folder.

    Raises DataNotFound, which says what to do, where it is in neither place or not whole.
    """
    folder = Path(f"{homework}-handout")
    places = [folder, Path("..") / folder]
    place = next((place for place in places if place.is_dir()), None)
    if place is None:
        raise DataNotFound(
            f"the folder {folder} is neither beside this notebook nor beside its folder: unpack {folder}.zip there, "
            f"which your instructor gives you (or make it with `make handout HW={homework}` if you learn alone)"
        )
    lost = [name for name in (IMAGES, SAMPLE) if not (place / name).is_file()]
    if lost:
        raise DataNotFound(f"{folder} lacks {' and '.join(lost)}: unpack {folder}.zip again")
    lines = (place / SAMPLE).read_text(encoding="utf-8").splitlines()[1:]
    images = np.load(place / IMAGES, mmap_mode="r")
    if len(images) != len(lines):
        raise DataNotFound(f"{folder} has {len(images)} images and {len(lines)} names: unpack {folder}.zip again")
    return Handout(images, tuple(line.partition(",")[0] for line in lines))


def look_alikes(images: np.ndarray) -> np.ndarray:
    """Return for each of N images (N, size, size, 3) uint8 the other one that looks most like it, (N,) int64.

    Looks are compared on images shrunk to 16 x 16, by the squared difference of their colours.
    """
    small = np.concatenate([_shrunk(images[start : start + 64]) for start in range(0, len(images), 64)])
    squares = (small**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * small @ small.T
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(axis=1)


def _shrunk(images: np.ndarray) -> np.ndarray:
    """Return images (N, size, size, 3) as rows (N, 768) float64 of mean colours; a rest at the right end is cut off."""
    step = images.shape[1] // _SIDE
    cut = np.asarray(images[:, : step * _SIDE, : step * _SIDE], dtype=np.float64)
    return cut.reshape(len(images), _SIDE, step, _SIDE, step, 3).mean(axis=(2, 4)).reshape(len(images), -1)
