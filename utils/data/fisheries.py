"""The fisheries data: the competition's images where they are at hand, rendered scenes for everybody else."""

import os
import sys
from pathlib import Path

from utils.data.competition import CLASSES, COUNTS, Fisheries
from utils.data.deckcam.cache import rendered
from utils.data.deckcam.plan import Order
from utils.data.ncfm import read_ncfm

__all__ = ["CLASSES", "COUNTS", "Fisheries", "deckcam", "load_fisheries"]


def load_fisheries(root: str | Path | None = None, size: int = 160) -> Fisheries:
    """Return the training images, (size, size, 3) uint8 each, and say in one line which data it is.

    The competition's folder is used where ``root`` names it, or else the environment variable ``NCFM_DIR``; without
    either it is DeckCam's training boats. One never stands in for the other: a folder that is named and not as it
    should be raises ValueError, which says what is wrong with which file.
    """
    named = root if root is not None else os.environ.get("NCFM_DIR", "").strip()
    data = read_ncfm(Path(named).expanduser(), size) if named != "" else deckcam("train", size)
    what = f"the competition's images in {named}" if named != "" else "rendered scenes, not the competition's images"
    groups = len(set(data.boats.tolist()))
    sys.stdout.write(f"{data.source}: {what}: {len(data.labels):,} of {groups} boats, {size} x {size} pixels.\n")
    return data


def deckcam(
    split: str, size: int = 160, scale: float = 1.0, seed: int = 0, folder: str | Path | None = None
) -> Fisheries:
    """Return rendered frames (N, size, size, 3) uint8, memory-mapped; they are rendered once and kept.

    ``split`` is "train" (48 boats, the competition's 3,777 images) or "hidden" (24 other boats, 1,512 images); no two
    boats share a drawing. ``scale``, above 0 and up to 1, is the share of boats and of images, at least 6 boats and 2
    images a class. Another ``seed``, a whole number of up to 128 bits, is another world. Frames stand in an order that
    says nothing about them. They are kept in ``folder``, by default one in the data folder: who renders from a secret
    names a folder of his own. Raises ValueError for what is not such a set.
    """
    return rendered(Order(split, size, scale, seed), None if folder is None else Path(folder).expanduser())
