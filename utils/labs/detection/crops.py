"""Closing the circle: find the fish, cut it out, and classify what was cut out, in place of the whole frame.

A detector learns where fish are; of every frame, with fish or without, the square around its best detection is cut out;
and a trunk is fine-tuned on these squares as lecture 9 fine-tunes it on whole frames: the same trunk, boats, settings,
and measure. What most looks like a fish in a frame without any is a square, too, and its label is NoF: how likely it is
that there is no fish, the classifier learns by itself. ``make record NAME=detection.crops`` writes RECORDED.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from utils.data.detection import of_frames, select
from utils.data.fisheries import CLASSES, Fisheries
from utils.labs import recording, studies
from utils.labs.detection import deckcam
from utils.labs.detection.detector import Found
from utils.labs.detection.study import Configuration, build
from utils.labs.detection.training import train
from utils.labs.ensembles import Split, splits
from utils.labs.studies import Boats
from utils.labs.transfer_tuning import Frames, Tuning, probabilities, tune
from utils.labs.transfer_views import Views, seen
from utils.reference.boxes import iou
from utils.reference.losses import log_loss, log_losses

NAME, SEEDS = "crops", (1,)
RECORDED = Path(__file__).parents[1] / "recorded" / "crops.json"


class Crops(NamedTuple):
    """What finds the fish, what classifies it, and how much of its surroundings is cut out with it."""

    detector: Configuration
    tuning: Tuning
    margin: float
    """At each border, as a share of the longer side of the box."""
    trunk: str = "efficientnet_lite0"


def crops() -> Crops:
    """Return the study's settings: a detector that learns for half as long as in ``deckcam``, and lecture 9's tuning.

    Where a fish is a detector knows sooner than which it is.
    """
    detector = deckcam.CONFIGURATIONS["Faster R-CNN"]
    plan = detector.plan._replace(epochs=detector.plan.epochs // 2)
    return Crops(detector._replace(plan=plan), Tuning(), 0.25)


def best_boxes(found: Sequence[Found], size: int) -> np.ndarray:
    """Return the box (4,) float32 of each frame's best detection, (N, 4); all of it, ``size``, where there is none."""
    whole = np.float32([0, 0, size, size])
    return np.stack([each.boxes[0] if len(each.boxes) else whole for each in found])


def cut_out(images: Sequence[np.ndarray], boxes: np.ndarray, margin: float, size: int) -> np.ndarray:
    """Return squares (N, size, size, 3) uint8 around ``boxes`` (N, 4) in pixels of ``images``, (S, S, 3) uint8 each.

    A square has the middle of its box, and its longer side and ``margin`` times that at each border. What lies outside
    of the image counts as its edge.
    """
    squares = np.empty((len(boxes), size, size, 3), np.uint8)
    for rows in torch.arange(len(boxes)).split(256):
        photos = torch.from_numpy(np.stack([images[row] for row in rows])).permute(0, 3, 1, 2)
        views = _around(torch.from_numpy(boxes[rows.numpy()]), margin, photos.shape[3])
        squares[rows.numpy()] = seen(photos.float(), views, size).round().permute(0, 2, 3, 1).numpy()
    return squares


def _around(boxes: torch.Tensor, margin: float, side: int) -> Views:
    """Return the views of images, ``side`` pixels wide and high, that show the squares around ``boxes`` (N, 4)."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / side - 1
    share = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1) * (1 + 2 * margin) / side
    scales = share[:, None, None] * torch.eye(2)
    return Views(torch.cat([scales, middle[:, :, None]], dim=2), torch.ones(len(boxes), 3, 1, 1))


def found_in(asked: Crops, seed: int, boats: Boats, split: Split) -> dict[str, list[Found]]:
    """Return what a detector, trained with ``seed``, finds in the frames of ``known``, and in ``unseen`` ones.

    It is trained on the frames of ``split.train``; a frame is never without a detection, however little it scores.
    """
    learnt_from = select(of_frames(boats.known, CLASSES), split.train)
    configuration = asked.detector._replace(plan=asked.detector.plan._replace(seed=seed))
    detector = build(configuration, learnt_from.classes)
    trained = train(detector, learnt_from, configuration.plan, change=deckcam.CHANGE, device="cpu", show="")
    if not trained.finished:
        raise KeyboardInterrupt
    trained.detector.least = 0.0
    return {name: trained.detector.detect(frames.images) for name, frames in boats._asdict().items()}


def measure(asked: Crops, seed: int) -> dict[str, Any]:
    """Train detector and classifier with ``seed``, and judge them as ``studies.measure`` judges whole frames.

    Kept of each unseen frame, (N,) float16, are the logarithm of the probability of the truth, as there, and of its
    best detection the score, and the IoU with the nearest fish, 0 where there is none. Seconds are of the processor.
    """
    begun = time.process_time()
    boats = studies.boats()
    split = splits(boats.known.labels, boats.known.boats, studies.FOLDS)[0]
    found = found_in(asked, seed, boats, split)
    finding = time.process_time() - begun
    known, unseen = (_squares(asked, frames, found[name]) for name, frames in boats._asdict().items())
    train_on, validation = (Frames(known, boats.known.labels, rows) for rows in split)
    tuning = asked.tuning._replace(plan=asked.tuning.plan._replace(seed=seed))
    tuned = tune(studies.trunk_of(asked.trunk), train_on, validation, tuning, None, "cpu", "", len(CLASSES))
    p = probabilities(tuned.model, Frames(unseen, boats.unseen.labels), tuning.size)
    return {
        "seed": seed,
        "frames": [len(boats.known.labels), len(boats.unseen.labels)],
        "curve": [[epoch.loss, -epoch.score] for epoch in tuned.history],
        "validation": min(-epoch.score for epoch in tuned.history),
        "unseen": log_loss(p, boats.unseen.labels),
        studies.PLAIN: -log_losses(p, boats.unseen.labels).astype(np.float16),
        **_of_the_best(found["unseen"], boats.unseen),
        "detector_seconds": round(finding, 1),
        "seconds": round(time.process_time() - begun, 1),
    }


def record(path: Path = RECORDED, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not recorded yet."""
    recording.record(path, {NAME: crops()}, seeds, measure, studies.facts())


def _squares(asked: Crops, frames: Fisheries, found: Sequence[Found]) -> np.ndarray:
    boxes = best_boxes(found, frames.images[0].shape[0])
    return cut_out(frames.images, boxes, asked.margin, asked.tuning.size)


def _of_the_best(found: Sequence[Found], frames: Fisheries) -> dict[str, np.ndarray]:
    """Return score and IoU with the nearest fish of the best detection of each frame, (N,) float16 each."""
    boxes = best_boxes(found, frames.images[0].shape[0])
    near = [iou(box[None], fish).max(initial=0) for box, fish in zip(boxes, frames.boxes, strict=True)]
    scores = [float(each.scores[0]) if len(each.scores) else 0.0 for each in found]
    return {"score": np.float16(scores), "iou": np.float16(near)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
