"""``make handout HW=hw2``: hidden boats for one class, rendered from its secret, as a zip for students and a key.

Two files come of it, both under ``grading/``, which is never in git: ``handout/hw2-handout.zip`` goes to students,
``keys/hw2.csv`` stays. What can be told from the zip is what the frames show: names are random numbers, rows stand in
the order of the names, frames are plain arrays of one size, and dates are all the same.

Boats, names, order and parts each have a stream of random numbers of their own, seeded by a one-way function of the
secret, so that who works one of them out knows nothing of the others.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utils.data.fisheries import CLASSES, Fisheries, deckcam
from utils.data.handout import IMAGES, SAMPLE, look_alikes
from utils.grading.keys import Key, write_key
from utils.grading.runner import Class
from utils.grading.seeds import hidden_number, hidden_rng, secret_seed

PUBLIC = 1 / 3
"""The share of hidden boats that count in the public part of the leaderboard; points come from the others."""
DRAWS = 500
"""Among how many choices of public boats the fairest is taken."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_README = """\
{count} frames of boats that are not among the training boats.

{images}  {count} x {size} x {size} x 3, uint8, RGB; np.load opens it
{sample}  a submission as it must look: the name of each frame, in the same order, and eight probabilities
"""

Render = Callable[[int, Path], Fisheries]
"""What renders hidden boats: a seed of 128 bits, a folder to work in -> frames."""


def render(seed: int, folder: Path) -> Fisheries:
    """Return the hidden boats of a seed; all files that are made lie in ``folder``, never with the data of students."""
    return deckcam("hidden", seed=seed, folder=folder)


def hand_out(room: Class, render: Render = render) -> Path:
    """Write zip and key of a class where they are not there yet, and return the zip's path.

    The same secret makes the same two files. Raises ValueError where the key is there and the zip is not, and would no
    longer fit it: the renderer has changed since.
    """
    target = room.grading / "handout" / f"{room.homework}-handout.zip"
    known = room.key_path.read_bytes() if room.key_path.exists() else b""
    if known and target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with secret_seed(room.settings.seed), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        frames = render(hidden_number(f"{room.homework}, boats"), Path(folder))
        images, key = shuffled(frames, room.homework)
        if known and known != write_key(key):
            raise ValueError(
                f"{target.name} is gone, and frames rendered now would not be those of {room.key_path.name}: "
                "the course's renderer has changed since; bring the zip back from a copy"
            )
        _write(target, write_zip(images, key.names, room.homework))
    _write(room.key_path, write_key(key), mode=0o600)
    return target


def shuffled(frames: Fisheries, homework: str) -> tuple[np.ndarray, Key]:
    """Return the frames in the order in which they are handed out, and their key, as the secret decides."""
    count = len(frames.labels)
    names = sorted(f"{number:016x}" for number in hidden_rng(f"{homework}, names").integers(1 << 63, size=count))
    order = hidden_rng(f"{homework}, order").permutation(count)
    images, labels, boats = np.ascontiguousarray(frames.images[order]), frames.labels[order], frames.boats[order]
    public = _public(labels, boats, hidden_rng(f"{homework}, parts"))
    return images, Key(tuple(names), labels, boats, public, look_alikes(images))


def _public(labels: np.ndarray, boats: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return which frames (N,) are of public boats: of many random choices of boats the one with the fairest catch.

    Bars are the same numbers for every class, so its private boats must catch what all boats catch, more or less.
    """
    known = np.unique(boats)
    draws = [np.isin(boats, rng.choice(known, round(PUBLIC * len(known)), replace=False)) for _ in range(DRAWS)]
    return min(draws, key=lambda public: np.abs(_shares(labels[public]) - _shares(labels[~public])).sum())


def _shares(labels: np.ndarray) -> np.ndarray:
    return np.bincount(labels, minlength=len(CLASSES)) / max(len(labels), 1)


def write_zip(images: np.ndarray, names: tuple[str, ...], homework: str) -> bytes:
    """Return the zip that students get."""
    array = io.BytesIO()
    np.save(array, images, allow_pickle=False)
    rows = [",".join(("image", *CLASSES)), *(f"{name}{f',{1 / len(CLASSES)}' * len(CLASSES)}" for name in names)]
    words = _README.format(count=len(names), size=images.shape[1], images=IMAGES, sample=SAMPLE)
    files = {"README.txt": words.encode(), SAMPLE: "\n".join([*rows, ""]).encode(), IMAGES: array.getvalue()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{homework}-handout/{name}", _EPOCH), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=mode)
    draft.write_bytes(data)
    draft.replace(path)
