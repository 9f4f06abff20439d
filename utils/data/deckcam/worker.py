"""Render some boats of a set, in this process or, ``python -m utils.data.deckcam.worker``, in one of its own."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from utils.data.competition import CLASSES
from utils.data.deckcam.boat import Boat
from utils.data.deckcam.camera import FRAME
from utils.data.deckcam.plan import Order, plan
from utils.data.deckcam.scene import render
from utils.data.deckcam.streams import FRAME as OF_FRAME
from utils.data.deckcam.streams import stream

IMAGES = "images.npy"
"""The file of all frames in a workshop; what belongs to one boat's frames stands in ``boat_file``."""


def boat_file(workshop: Path, boat: int) -> Path:
    """Return where the boxes of a boat's frames are written: it is there when all of them are rendered."""
    return workshop / f"boat-{boat}.npz"


def render_boats(workshop: Path, order: Order, boats: list[int]) -> Iterator[int]:
    """Render the frames of ``boats`` into the set's file in ``workshop``; yield after each boat its count of frames."""
    frames = plan(order)
    images = np.load(workshop / IMAGES, mmap_mode="r+")
    for number in boats:
        boat, places = Boat(order.seed, number), np.flatnonzero(frames.boats == number)
        boxes = []
        for place in places:
            rng = stream(order.seed, OF_FRAME, number, int(place))
            frame, found = render(boat, CLASSES[frames.labels[place]], rng)
            images[place] = Image.fromarray(frame).resize((order.size, order.size), Image.Resampling.BOX)
            boxes.append(found * np.float32(order.size / FRAME))
        images.flush()
        _write(boat_file(workshop, number), places, boxes)
        yield len(places)


def _write(path: Path, places: np.ndarray, boxes: list[np.ndarray]) -> None:
    draft = path.with_suffix(".draft")
    with draft.open("wb") as stream_:
        counts = np.array([len(found) for found in boxes])
        np.savez(stream_, places=places, counts=counts, boxes=np.concatenate(boxes))
    os.replace(draft, path)


def main() -> None:
    """Read what to do from standard input, as JSON, and write a line for every boat that is done."""
    job = json.load(sys.stdin)
    for count in render_boats(Path(job["workshop"]), Order(*job["order"]), job["boats"]):
        sys.stdout.write(f"{count}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
