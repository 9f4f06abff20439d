"""The competition's own folder, ``train/<CLASS>/*.jpg``, for those who have it from Kaggle, who may not pass it on.

Boxes are read where people's annotations lie in ``annotations/*.json``, in the form in which the competition's forum
shared them: a list of ``{"filename": ..., "annotations": [{"x", "y", "width", "height"}, ...]}`` a class.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from tqdm.auto import tqdm

from utils.data.camera_groups import THUMB, camera_groups
from utils.data.competition import CLASSES, Fisheries
from utils.data.kept import kept
from utils.data.store import data_folder

SLIP = 0.02
"""How far a box may reach over the image's edge, in shares of its side, and is cut there: annotators slip."""
_PHOTOS = (".jpg", ".jpeg")


class _Found(NamedTuple):
    """What lies in the folder: paths of all images, and the class of each, both in the classes' order."""

    paths: list[Path]
    labels: np.ndarray


def read_ncfm(root: Path, size: int) -> Fisheries:
    """Return the images of ``root``/train, each squeezed to (size, size, 3) uint8, and their boxes alike.

    They are decoded once and kept, memory-mapped, in the data folder; the copy is made anew when a file changes.
    ``boats`` are an estimate: see ``utils.data.camera_groups``. Raises ValueError, which names the file, for a class
    that is missing, empty or unknown, an image that cannot be read, an annotation of an image that is not there, and
    a box outside its image.
    """
    found = _find(root)
    stem = f"{size}-{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]}"
    place = kept(data_folder() / "ncfm", stem, _state(found), lambda workshop: _decode(found, size, workshop))
    images = np.load(place / "images.npy", mmap_mode="r")
    with np.load(place / "facts.npz") as facts:
        shapes, boats = facts["shapes"], facts["boats"]
    boxes = _boxes(root / "annotations", found, shapes, size)
    return Fisheries("NCFM", images, found.labels, boats, boxes, tuple(path.name for path in found.paths))


def _find(root: Path) -> _Found:
    """Return the images of every class; raises ValueError where the folder is not as Kaggle's archive unpacks."""
    train = root / "train"
    if not train.is_dir():
        raise ValueError(f"root must be a folder that holds train/<CLASS>/*.jpg, got {root} without {train}")
    strange = sorted(path.name for path in train.iterdir() if path.is_dir() and path.name not in CLASSES)
    strange = [name for name in strange if not name.startswith(".")]
    if strange:
        raise ValueError(f"folders of {train} must be {', '.join(CLASSES)}, got {strange[0]}")
    paths, labels = [], []
    for label, name in enumerate(CLASSES):
        if not (train / name).is_dir():
            raise ValueError(f"{train} must hold a folder for every class, got none for {name}")
        photos = sorted(path for path in (train / name).iterdir() if path.suffix.lower() in _PHOTOS)
        if not photos:
            raise ValueError(f"{train / name} must hold .jpg images, got none")
        paths += photos
        labels += [label] * len(photos)
    return _Found(paths, np.array(labels, np.int64))


def _state(found: _Found) -> str:
    """Return a fingerprint of the files' names, sizes and times."""
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found.paths]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:12]


def _decode(found: _Found, size: int, workshop: Path) -> None:
    """Write all images, squeezed, into ``workshop``, with their own shapes (N, 2), H and W, and their groups."""
    count = len(found.paths)
    images = np.lib.format.open_memmap(workshop / "images.npy", "w+", np.uint8, (count, size, size, 3))
    thumbs = np.empty((count, THUMB, THUMB, 3), np.uint8)
    shapes = np.empty((count, 2), np.int64)
    for place, path in enumerate(tqdm(found.paths, desc="decoding NCFM", unit=" images", leave=False)):
        photo = _photo(path)
        shapes[place] = photo.height, photo.width
        images[place] = photo.resize((size, size), Image.Resampling.BOX)
        thumbs[place] = photo.resize((THUMB, THUMB), Image.Resampling.BOX)
    images.flush()
    np.savez(workshop / "facts.npz", shapes=shapes, boats=camera_groups(shapes, thumbs))


def _photo(path: Path) -> Image.Image:
    try:
        with Image.open(path) as photo:
            return photo.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} must be a readable JPEG image, got {error}") from error


def _boxes(folder: Path, found: _Found, shapes: np.ndarray, size: int) -> tuple[np.ndarray, ...]:
    """Return the boxes of every image, in pixels of the squeezed ones; none where nobody annotated it."""
    places = {path.name: place for place, path in enumerate(found.paths)}
    boxes: list[list[np.ndarray]] = [[] for _ in found.paths]
    for file, name, box in _annotated(folder):
        if name not in places:
            raise ValueError(f"{file} must annotate images of the folder train, got {name}, which is not there")
        place = places[name]
        if CLASSES[found.labels[place]] == "NoF":
            raise ValueError(f"{file} must annotate images with fish, got {name} of the class NoF")
        boxes[place].append(_scaled(file, name, box, shapes[place]) * size)
    return tuple(np.array(one, np.float32).reshape(-1, 4) for one in boxes)


def _annotated(folder: Path) -> Iterator[tuple[Path, str, np.ndarray]]:
    """Yield of every box in the JSON files of ``folder``: the file, the image's name, and x, y, width, height (4,)."""
    for file in sorted(folder.glob("*.json")):
        try:
            for image in json.loads(file.read_text(encoding="utf-8")):
                name = str(image["filename"]).replace("\\", "/").rpartition("/")[2]
                for box in image.get("annotations", []):
                    yield file, name, np.array([float(box[key]) for key in ("x", "y", "width", "height")])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{file} must be a list of filename and annotations in JSON, got {error!r}") from error


def _scaled(file: Path, name: str, box: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Return x1 y1 x2 y2 in shares of the image; raises ValueError for a box that is not one, or not inside."""
    share = np.concatenate([box[:2], box[:2] + box[2:]]) / np.tile(shape[::-1], 2)
    if not (share[2:] > share[:2]).all() or share.min() < -SLIP or share.max() > 1 + SLIP:
        height, width = shape
        raise ValueError(f"{file} must have boxes inside the image {name} ({width} x {height}), got {box.tolist()}")
    return np.clip(share, 0, 1)
