"""Pascal VOC, and whatever else lies in folders of its form: annotations read once, photographs when asked for.

Source: Everingham et al., "The PASCAL visual object classes (VOC) challenge" (2010). Nothing is downloaded: the folder
VOC2007 or VOC2012, with Annotations, JPEGImages and ImageSets in it, is the user's.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from PIL import Image, UnidentifiedImageError

from utils.data.detection import Detection, check_boxes

CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
    "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip
"""What VOC's labels 1 to 20 stand for."""


class Annotation(NamedTuple):
    """The objects of a photograph: boxes (R, 4) float32, labels (R,) int64, and which are difficult, (R,) bool."""

    boxes: np.ndarray
    labels: np.ndarray
    difficult: np.ndarray


class Photographs(Sequence):
    """Files as images (H, W, 3) uint8, each read when it is asked for; grey ones become red, green and blue alike."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, place: int) -> np.ndarray:
        with Image.open(self.paths[place]) as photo:
            return np.array(photo.convert("RGB"))


def load_voc(root: Path | str, split: str = "trainval", classes: Sequence[str] = CLASSES) -> Detection:
    """Return the photographs that ``root``/ImageSets/Main/``split``.txt names, with the boxes of their annotations.

    Corners, which VOC counts from 1 and includes, become half-open pixels from 0. Objects without any, and files
    without objects, are as they should be: 0 boxes. Raises FileNotFoundError where a file is not there, and ValueError,
    which names the file, for what is no XML, no image, no box within the photograph (up to a pixel beyond is rounding,
    and cut off) or none of ``classes``.
    """
    root = Path(root).expanduser()
    listed = [
        line.split()[0] for line in _text(root / "ImageSets" / "Main" / f"{split}.txt").splitlines() if line.split()
    ]
    annotations = [read_annotation(root / "Annotations" / f"{name}.xml", classes) for name in listed]
    paths = [root / "JPEGImages" / f"{name}.jpg" for name in listed]
    boxes = tuple(_within(path, each.boxes) for path, each in zip(paths, annotations, strict=True))
    labels, difficult = (tuple(getattr(each, part) for each in annotations) for part in ("labels", "difficult"))
    return Detection(Photographs(paths), boxes, labels, difficult, tuple(classes), tuple(path.name for path in paths))


def read_annotation(path: Path, classes: Sequence[str] = CLASSES) -> Annotation:
    """Return what an annotation in VOC's XML says; ValueError, which names the file, where it says something else."""
    try:
        objects = ElementTree.fromstring(_text(path)).findall("object")
    except ElementTree.ParseError as error:
        raise ValueError(f"{path.name}: annotation must be XML, got {error}") from error
    boxes, labels, difficult = [], [], []
    for thing in objects:
        name = (thing.findtext("name") or "").strip()
        if name not in classes:
            raise ValueError(f"{path.name}: object must be one of {', '.join(classes)}, got {name!r}")
        labels.append(1 + list(classes).index(name))
        boxes.append([_corner(path, thing, corner) for corner in ("xmin", "ymin", "xmax", "ymax")])
        difficult.append((thing.findtext("difficult") or "0").strip() == "1")
    corners = np.array(boxes, np.float32).reshape(-1, 4) - np.float32([1, 1, 0, 0])
    return Annotation(corners, np.array(labels, np.int64), np.array(difficult, bool))


def _corner(path: Path, thing: ElementTree.Element, corner: str) -> float:
    text = thing.findtext(f"bndbox/{corner}")
    try:
        return float(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {corner} must be a number, got {text!r}") from error


def _within(path: Path, boxes: np.ndarray) -> np.ndarray:
    """Return ``boxes`` without what lies up to a pixel beyond the photograph at ``path``; ValueError for others."""
    _there(path)
    try:
        with Image.open(path) as photo:
            width, height = photo.size
    except UnidentifiedImageError as error:
        raise ValueError(f"{path.name}: file must be an image that Pillow reads") from error
    borders = np.float32([width, height, width, height])
    cut = np.clip(boxes, 0, borders)
    cut = np.where(np.abs(cut - boxes) <= 1, cut, boxes)
    check_boxes(path.name, cut, (height, width))
    return cut


def _text(path: Path) -> str:
    _there(path)
    return path.read_text(encoding="utf-8")


def _there(path: Path) -> None:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there: root must be a folder of VOC's form, such as VOCdevkit/VOC2007")
