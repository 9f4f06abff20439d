"""All six detectors on one data set: how each is configured, trained, judged once, and what of it is written down.

``digits`` and ``deckcam`` are two such studies; ``utils.labs.recording`` stores them.
"""

import time
from collections.abc import Sequence
from statistics import mean
from typing import Any, NamedTuple

import torch

from utils.data.detection import Detection
from utils.labs.detection.detector import Detector
from utils.labs.detection.evaluation import scores
from utils.labs.detection.examples import Change
from utils.labs.detection.fast_rcnn import FastRCNN
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.rcnn import RCNN
from utils.labs.detection.spp_net import SPPNet
from utils.labs.detection.ssd import SSD
from utils.labs.detection.stopwatch import stage_seconds
from utils.labs.detection.training import Trained, train
from utils.labs.detection.yolo import YOLO
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything

SYSTEMS: dict[str, type[Detector]] = {
    "R-CNN": RCNN,
    "SPP-net": SPPNet,
    "Fast R-CNN": FastRCNN,
    "Faster R-CNN": FasterRCNN,
    "YOLO": YOLO,
    "SSD": SSD,
}
"""By the system's name, in the order in which they were published."""
TIMED = 20
"""Images, one at a time, that the stages of a test are timed on."""


class Configuration(NamedTuple):
    """A system, how it is built, and how it is trained."""

    system: str
    """One of SYSTEMS."""
    plan: Plan
    size: int
    """Pixels of the side of the square that the network is given."""
    trunk: str = "small"
    design: tuple | None = None
    """The system's own Design; None: as it is by default."""


class Sets(NamedTuple):
    """What a study is trained on, how that is changed from batch to batch, and what it is judged on, once."""

    train: Detection
    change: Change
    test: Detection


def build(configuration: Configuration, classes: Sequence[str]) -> Detector:
    """Return the untrained detector, its weights drawn with the plan's seed; ValueError for a system there is not."""
    if configuration.system not in SYSTEMS:
        raise ValueError(f"system must be one of {', '.join(SYSTEMS)}, got {configuration.system!r}")
    seed_everything(configuration.plan.seed)
    design = () if configuration.design is None else (configuration.design,)
    return SYSTEMS[configuration.system](classes, configuration.size, configuration.trunk, *design)


def measure(configuration: Configuration, seed: int, sets: Sets) -> dict[str, Any]:
    """Train a system on the processor with ``seed`` and judge it; return plain JSON.

    Seconds are of processor time; ``stages`` are those of a test of a single image, ``curve`` is the mean of each loss
    in each epoch. KeyboardInterrupt goes on: half a training is no result.
    """
    configuration = configuration._replace(plan=configuration.plan._replace(seed=seed))
    detector = build(configuration, sets.train.classes)
    trained = train(detector, sets.train, configuration.plan, change=sets.change, device="cpu", show="")
    if not trained.finished:
        raise KeyboardInterrupt
    begun = time.process_time()
    found = trained.detector.detect(sets.test.images)
    looking = (time.process_time() - begun) / len(found)
    return {
        "seed": seed,
        "images": [len(sets.train.names), len(sets.test.names)],
        "scores": scores(found, sets.test)._asdict(),
        "training_seconds": round(trained.seconds, 2),
        "proposal_seconds": round(trained.proposal_seconds, 2),
        "test_seconds_an_image": looking,
        "stages": stage_seconds(trained.detector, sets.test.images[:TIMED]),
        "bytes_on_disk": getattr(trained.detector, "disk", 0),
        "curve": curve(trained, configuration.plan.epochs),
    }


def curve(trained: Trained, epochs: int) -> dict[str, list[float]]:
    """Return each loss by its name, its mean in each of ``epochs`` equal parts of the training, or fewer if shorter."""
    return {
        name: [float(f"{mean(part):.4g}") for part in _parts(values, epochs)] for name, values in trained.losses.items()
    }


def _parts(values: list[float], count: int) -> list[list[float]]:
    return [part.tolist() for part in torch.tensor(values).tensor_split(min(count, len(values)))] if values else []
