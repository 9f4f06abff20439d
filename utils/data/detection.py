"""Images with boxes: the one form in which every data set reaches a detector, and the check that all of it is right."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np


class Detection(NamedTuple):
    """N images, each with R boxes of objects; R may be 0, and differs from image to image."""

    images: Sequence[np.ndarray]
    """Each (H, W, 3) uint8, red, green and blue; an array (N, H, W, 3) where all have one size."""
    boxes: tuple[np.ndarray, ...]
    """Each (R, 4) float32: x1, y1, x2, y2 in pixels, half-open."""
    labels: tuple[np.ndarray, ...]
    """Each (R,) int64 from 1 to the number of classes; 0 would be background."""
    difficult: tuple[np.ndarray, ...]
    """Each (R,) bool: whether the box counts neither way when detections are judged."""
    classes: tuple[str, ...]
    """What the labels 1, 2, ... stand for."""
    names: tuple[str, ...]
    """One for each image, of a file or made up; errors speak of it."""


class Frames(Protocol):
    """Images of which each has one class, which all of its boxes share: the fisheries."""

    images: Sequence[np.ndarray]
    labels: np.ndarray
    boxes: tuple[np.ndarray, ...]
    names: tuple[str, ...]


def checked(data: Detection) -> Detection:
    """Return ``data``; ValueError names the image and what is wrong with it.

    Refused are images that are not (H, W, 3) uint8, boxes that are not finite, have no area or lie outside of their
    image in part, labels that are no class, and parts that do not go with each other.
    """
    count = len(data.names)
    for part in ("images", "boxes", "labels", "difficult"):
        if len(getattr(data, part)) != count:
            raise ValueError(f"{part} must be as many as names, {count}, got {len(getattr(data, part))}")
    for image, boxes, labels, difficult, name in zip(data.images, *data[1:4], data.names, strict=True):
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
            raise ValueError(f"{name}: image must be (H, W, 3) uint8, got {image.shape} {image.dtype}")
        check_boxes(name, boxes, image.shape[:2])
        for part, array in (("labels", labels), ("difficult", difficult)):
            if array.shape != (len(boxes),):
                raise ValueError(f"{name}: {part} must be one for each of {len(boxes)} boxes, got {array.shape}")
        if labels.dtype != np.int64 or ((labels < 1) | (labels > len(data.classes))).any():
            given = f"{labels.tolist()} {labels.dtype}"
            raise ValueError(f"{name}: labels must be int64 from 1 to {len(data.classes)}, got {given}")
    return data


def check_boxes(name: str, boxes: np.ndarray, size: tuple[int, int]) -> None:
    """Raise ValueError, which names the image, unless ``boxes`` (R, 4) float have an area within ``size`` (H, W)."""
    if boxes.dtype.kind != "f" or boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name}: boxes must be (R, 4) floats, got {boxes.shape} {boxes.dtype}")
    for wrong, rule in (
        (~np.isfinite(boxes), "be finite"),
        (boxes[:, 2:] <= boxes[:, :2], "have x1 < x2 and y1 < y2"),
        ((boxes < 0) | (boxes > np.array([size[1], size[0]] * 2)), f"lie within the image of {size[1]}x{size[0]}"),
    ):
        if wrong.any():
            raise ValueError(f"{name}: boxes must {rule}, got {boxes[wrong.any(axis=1)][0].tolist()}")


def select(data: Detection, indices: Sequence[int] | np.ndarray | slice) -> Detection:
    """Return the images at ``indices`` with all that belongs to them."""
    places = np.arange(len(data.names))[indices]
    images = data.images[indices] if isinstance(data.images, np.ndarray) else [data.images[place] for place in places]
    parts = (tuple(part[place] for place in places) for part in data[1:4])
    return Detection(images, *parts, data.classes, tuple(data.names[place] for place in places))


def of_frames(frames: Frames, classes: Sequence[str], without: str = "NoF") -> Detection:
    """Return ``frames`` as images with boxes, each of its frame's class; the class ``without`` is no object's.

    ``classes`` are what the frames' labels 0, 1, ... stand for. Nothing is copied. Raises ValueError as ``checked``
    does, and for boxes in a frame of the class ``without``.
    """
    objects = tuple(name for name in classes if name != without)
    labels = []
    for name, label, boxes in zip(frames.names, frames.labels, frames.boxes, strict=True):
        if classes[label] == without and len(boxes):
            raise ValueError(f"{name}: boxes must be none in a frame of class {without}, got {len(boxes)}")
        labels.append(np.full(len(boxes), 1 + objects.index(classes[label]) if len(boxes) else 0, np.int64))
    difficult = tuple(np.zeros(len(boxes), bool) for boxes in frames.boxes)
    return checked(Detection(frames.images, tuple(frames.boxes), tuple(labels), difficult, objects, frames.names))
