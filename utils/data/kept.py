"""Folders that are made once on this machine, and are there whole or not at all."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


def kept(folder: Path, stem: str, version: str, make: Callable[[Path], None]) -> Path:
    """Return the path ``stem-version`` in ``folder``, made by ``make(workshop)`` where it is not there yet.

    It is made beside its place and moved there when it is whole; ``make`` finds in the workshop what a call that was
    broken off has left. Processes that want the same folder wait for each other. Other versions of it are removed.
    """
    place = folder / f"{stem}-{version}"
    if place.is_dir():
        return place
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{stem}.lock"):
        if not place.is_dir():
            workshop = folder / f"{stem}-{version}.making"
            for stale in folder.glob(f"{stem}-*"):
                if stale != workshop:
                    shutil.rmtree(stale, ignore_errors=True)
            workshop.mkdir(exist_ok=True)
            make(workshop)
            os.replace(workshop, place)
    return place
