"""A set is rendered once and kept: where it lies, and when it is out of date."""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from utils.data import competition
from utils.data.competition import Fisheries
from utils.data.deckcam.plan import Order, checked
from utils.data.deckcam.rendering import FACTS, render_set
from utils.data.deckcam.worker import IMAGES
from utils.data.kept import kept
from utils.data.store import data_folder


def rendered(order: Order, folder: Path | None = None) -> Fisheries:
    """Return the set that ``order`` asks for from ``folder`` (the data folder's deckcam), rendered where it is not.

    A rendering that was broken off is gone on with the next time; what other versions of the renderer left is removed.
    Raises ValueError for what cannot be rendered.
    """
    order = checked(order)
    place = kept(
        folder or data_folder() / "deckcam", _stem(order), _version(), lambda workshop: render_set(workshop, order)
    )
    return _opened(place)


def _stem(order: Order) -> str:
    """Return the set's name, from which its seed cannot be told."""
    return f"{order.split}-{order.size}-{hashlib.sha256(repr(order).encode()).hexdigest()[:16]}"


def _opened(place: Path) -> Fisheries:
    """Return the set that lies at ``place``."""
    images = np.load(place / IMAGES, mmap_mode="r")
    with np.load(place / FACTS) as facts:
        labels, boats = facts["labels"], facts["boats"]
        boxes = tuple(np.split(facts["boxes"], np.cumsum(facts["counts"])[:-1]))
    names = tuple(f"img_{number:05d}.jpg" for number in range(1, len(labels) + 1))
    return Fisheries("DeckCam", images, labels, boats, boxes, names)


@cache
def _version() -> str:
    """Return a fingerprint of the code that draws: other code may draw other pictures."""
    around = {"__init__.py", "cache.py", "rendering.py"}
    files = [file for file in sorted(Path(__file__).parent.glob("*.py")) if file.name not in around]
    files.append(Path(competition.__file__))
    return hashlib.sha256(b"".join(file.read_bytes().replace(b"\r\n", b"\n") for file in files)).hexdigest()[:8]
