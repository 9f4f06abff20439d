"""Proposals by selective search for whole data sets: found once, kept on disk, in the network's pixels."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from torch import Tensor
from tqdm.auto import tqdm

from utils.data.store import data_folder
from utils.labs.detection.photographs import to_squares
from utils.reference.proposals import selective_search

OPTIONS: dict[str, Any] = {"sigma": 0.5, "min_size": 10}
"""Selective search's, for objects of a few dozen pixels: finer than its authors', whose images are four times wider."""
SMALLEST = 4
"""Pixels that a proposal is wide and high at least: thinner ones hold nothing."""


class Proposals(NamedTuple):
    """Regions of many images, and how long it took to find them."""

    boxes: list[np.ndarray]
    """(P, 4) float32 of each image, best first."""
    seconds: float
    """Of processor time, when they were found."""


def find_proposals(images: Sequence[np.ndarray], size: int, folder: Path | None = None, show: str = "bar") -> Proposals:
    """Return the proposals of each of ``images``, stretched to squares of ``size``; unless ``show`` is "", with a bar.

    They are kept under ``folder``, or else with the data sets, in a file that is named by the images' bits and by
    OPTIONS: what was found for them is read the next time. An image takes a tenth of a second.
    """
    digest = hashlib.sha256(repr((size, OPTIONS, SMALLEST, len(images))).encode())
    squares = [to_squares([image], size)[0] for image in images]
    for square in squares:
        digest.update(np.ascontiguousarray(square))
    folder = data_folder() / "proposals" if folder is None else folder
    path = folder / f"{digest.hexdigest()[:20]}.npz"
    if not path.exists():
        begun = time.process_time()
        quiet = not show or len(squares) < 50
        found = [propose(square) for square in tqdm(squares, unit="image", desc="proposals", disable=quiet)]
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part.npz")
        boxes, counts = np.concatenate([*found, np.zeros((0, 4), np.float32)]), [len(each) for each in found]
        np.savez(draft, boxes=boxes, counts=counts, seconds=time.process_time() - begun)
        draft.replace(path)
    with np.load(path) as stored:
        boxes = np.split(stored["boxes"], np.cumsum(stored["counts"])[:-1])
        return Proposals(boxes, float(stored["seconds"]))


def propose(square: Tensor) -> np.ndarray:
    """Return the proposals (P, 4) float32 of an image (3, S, S) uint8 on the processor."""
    boxes = selective_search(square.permute(1, 2, 0).numpy(), **OPTIONS)
    return boxes[((boxes[:, 2:] - boxes[:, :2]) >= SMALLEST).all(axis=1)]
