"""R-CNN taken apart: what it sees of every proposal, what each of its steps adds, and what its pictures cost.

Proposals are found once for all of this, as ``find_proposals`` keeps them.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from itertools import cycle
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from utils.data.detection import Detection
from utils.labs.detection.boxes import decode, encode
from utils.labs.detection.detector import Found
from utils.labs.detection.photographs import to_squares
from utils.labs.detection.rcnn import RCNN, warp
from utils.labs.detection.shallow import fit_offsets, offsets_of
from utils.labs.trunks import pretrained_trunk
from utils.reference.boxes import clip, iou


class Seen(NamedTuple):
    """M proposals of several images, one after the other, with what R-CNN sees in them and what lies nearest."""

    images: np.ndarray
    """(M,) from 0: the image that each is of."""
    boxes: np.ndarray
    """(M, 4) float32 in pixels."""
    features: np.ndarray
    """(M, D) float32, as they come."""
    overlaps: np.ndarray
    """(M,) IoU with the object that it overlaps most; 0 where there is none."""
    labels: np.ndarray
    """(M,) label of that object, 0 where nothing is overlapped."""
    targets: np.ndarray
    """(M, 4) box of that object."""


class Mover(NamedTuple):
    """What moves boxes: the number that features are divided by, and the weights (C, D + 1, 4) of each class."""

    length: float
    weights: Tensor


LAYERS = ("hidden", "map")
"""Where features are read: behind the layer that R-CNN classifies by, or before it, from the trunk's last map."""


@torch.no_grad()
def look_at(detector: RCNN, data: Detection, regions: Sequence[np.ndarray], layer: str = "hidden") -> Seen:
    """Return what ``detector`` sees of all ``regions``, (P, 4) of each image of ``data``, images of its own size.

    Features are those of ``layer``, one of LAYERS.
    """
    if layer not in LAYERS:
        raise ValueError(f"layer must be one of {', '.join(LAYERS)}, got {layer!r}")
    detector.eval()
    parts = []
    for place, (image, boxes) in enumerate(zip(data.images, regions, strict=True)):
        square = to_squares([image], detector.size).to(detector.device)
        proposals = torch.from_numpy(boxes)[None].to(detector.device)
        features = detector.features(square, proposals)[0] if layer == "hidden" else _maps(detector, square, proposals)
        near = _nearest(boxes, data.boxes[place], data.labels[place])
        parts.append((np.full(len(boxes), place), boxes, features.cpu().numpy(), *near))
    return Seen(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def near_objects(data: Detection, regions: Sequence[np.ndarray], least: float) -> list[np.ndarray]:
    """Return of ``regions``, (P, 4) of each image, those that overlap an object by more than ``least``."""
    return [
        boxes[_nearest(boxes, truth, labels)[0] > least]
        for boxes, truth, labels in zip(regions, data.boxes, data.labels, strict=True)
    ]


def of_class(seen: Seen, label: int, data: Detection) -> np.ndarray:
    """Return the IoU (M,) of each proposal with the nearest object of class ``label`` in its image, 0 without one."""
    overlaps = np.zeros(len(seen.boxes), np.float32)
    for place, (boxes, labels) in enumerate(zip(data.boxes, data.labels, strict=True)):
        mine = seen.images == place
        if mine.any() and (labels == label).any():
            overlaps[mine] = iou(seen.boxes[mine], boxes[labels == label]).max(axis=1)
    return overlaps


def learn_to_move(seen: Seen, classes: int, decay: float = 1.0) -> Mover:
    """Return what ``fit_offsets`` learns from what was ``seen`` near objects, class by class."""
    length = float(np.linalg.norm(seen.features, axis=1).mean())
    targets = encode(torch.from_numpy(seen.targets), torch.from_numpy(seen.boxes))
    features, labels = torch.from_numpy(seen.features / length), torch.from_numpy(seen.labels)
    return Mover(length, fit_offsets(features, targets, labels, classes, decay))


def moved(seen: Seen, mover: Mover) -> np.ndarray:
    """Return where ``mover`` moves each proposal, (M, 4): by the offsets of its object's class."""
    offsets = offsets_of(torch.from_numpy(seen.features / mover.length), mover.weights)
    own = offsets[torch.arange(len(offsets)), torch.from_numpy(seen.labels) - 1]
    return decode(own, torch.from_numpy(seen.boxes)).numpy()


def move_found(detector: RCNN, data: Detection, found: Sequence[Found], mover: Mover) -> list[Found]:
    """Return what was ``found`` in each image of ``data``, its boxes moved by what the trunk's map says of them.

    ``mover`` has learnt from features of the layer "map"; each box is moved as the class that it is taken for.
    """
    seen = look_at(detector, data, [each.boxes for each in found], "map")
    taken_for = seen._replace(labels=np.concatenate([each.labels for each in found]))
    ends = np.cumsum([len(each.boxes) for each in found])[:-1]
    boxes = np.split(clip(moved(taken_for, mover), (detector.size, detector.size)), ends)
    return [each._replace(boxes=some) for each, some in zip(found, boxes, strict=True)]


def overlaps_with(seen: Seen, boxes: np.ndarray) -> np.ndarray:
    """Return the IoU (M,) of each of ``boxes`` (M, 4) with the object that lies nearest to its proposal."""
    return np.array([iou(box[None], target[None])[0, 0] for box, target in zip(boxes, seen.targets, strict=True)])


def variants(detector: RCNN) -> dict[str, RCNN]:
    """Return ``detector`` as it was after each of its last steps, by name: softmax, then SVMs, then boxes moved too."""
    softmax, still = deepcopy(detector), deepcopy(detector)
    softmax.svms.zero_()
    still.movers.zero_()
    return {"softmax": softmax, "SVMs": still, "SVMs, boxes moved": detector}


@contextmanager
def given(detector: RCNN, regions: Sequence[np.ndarray], batch: int = 32) -> Iterator[RCNN]:
    """Let ``detector`` detect among ``regions``, (P, 4) of each of the same photos, in place of searching them anew.

    Inside, ``detect`` is to be asked for these photos only, all of them, and ``batch`` at a time.
    """
    batches = [_padded(regions[first : first + batch]) for first in range(0, len(regions), batch)]
    ahead = cycle(batches)
    detector.propose = lambda squares: (next(ahead),)
    try:
        yield detector
    finally:
        del detector.propose


@torch.no_grad()
def crop_seconds(photo: np.ndarray, regions: np.ndarray, crop: int, context: float) -> float:
    """Return the seconds of the processor that EfficientNet-lite0 takes for each of ``regions`` (P, 4) of a photo.

    Each is warped to ``crop`` pixels and goes through the network as R-CNN does it; the mean, after one warm-up. The
    ``photo`` is square. On several threads the seconds of all of them count.
    """
    trunk = pretrained_trunk(device="cpu").model.eval()
    crops = warp(to_squares([photo], len(photo)), torch.from_numpy(regions)[None], crop, context)[0] / 127.5 - 1
    trunk(crops[:1])
    begun = time.process_time()
    for some in crops.split(10):
        trunk(some)
    return (time.process_time() - begun) / len(crops)


def warped(photo: np.ndarray, regions: np.ndarray, crop: int, context: float) -> np.ndarray:
    """Return ``regions`` (P, 4) of a square ``photo`` as pictures (P, crop, crop, 3) uint8: what R-CNN sees of them."""
    crops = warp(to_squares([photo], len(photo)), torch.from_numpy(np.float32(regions))[None], crop, context)[0]
    return crops.permute(0, 2, 3, 1).round().clamp(0, 255).to(torch.uint8).numpy()


def _maps(detector: RCNN, square: Tensor, proposals: Tensor) -> Tensor:
    """Return the trunk's map of each proposal's crop as one row."""
    crops = warp(square, proposals, detector.design.crop, detector.design.context)[0]
    return detector.trunk(crops)[detector.design.level].flatten(1).float()


def _nearest(boxes: np.ndarray, truth: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return IoU, label and box of the object that each of ``boxes`` overlaps most."""
    if not len(truth):
        return np.zeros(len(boxes), np.float32), np.zeros(len(boxes), np.int64), np.zeros_like(boxes)
    overlaps = iou(boxes, truth)
    place, most = overlaps.argmax(axis=1), overlaps.max(axis=1)
    return most, labels[place] * (most > 0), truth[place]


def _padded(regions: Sequence[np.ndarray]) -> Tensor:
    """Return regions (P, 4) of each image as (N, most, 4), with zeros behind."""
    return torch.nn.utils.rnn.pad_sequence([torch.from_numpy(each) for each in regions], batch_first=True)
