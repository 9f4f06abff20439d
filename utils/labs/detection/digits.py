"""All six detectors on scenes of digits: settings, chosen on validation scenes, and what they reach on test scenes.

``make record NAME=detection.digits`` trains each on 2,000 scenes on one core, judges it once on 500 test scenes, and
writes what was measured to RECORDED; a system that stands there with the same settings is not trained again, so that a
recording that was broken off goes on where it was.
"""

import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from utils.data.detection import Detection
from utils.data.scenes import load_scenes
from utils.labs.detection.detector import Detector
from utils.labs.detection.evaluation import scores
from utils.labs.detection.examples import chain, recolours, shifts
from utils.labs.detection.fast_rcnn import FastRCNN
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.rcnn import RCNN
from utils.labs.detection.spp_net import SPPNet
from utils.labs.detection.ssd import SSD
from utils.labs.detection.stopwatch import stage_seconds
from utils.labs.detection.training import Look, Trained, train
from utils.labs.detection.yolo import YOLO
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything

SIZE, TRAINING, TEST = 128, 2000, 500
"""Pixels of a scene's side, and how many scenes there are to learn from and to be judged on."""
SHIFT = 12
"""Pixels by which whole batches are moved while training."""
RECORDED = Path(__file__).parents[1] / "recorded" / "digits_detection.json"


class Configuration(NamedTuple):
    """A system, and how it is trained."""

    system: type[Detector]
    plan: Plan


def _plan(epochs: int, lr: float = 0.007, batch: int = 16) -> Plan:
    options = {"weight_decay": 0.05, "precision": "mixed", "channels_last": True}
    return Plan(epochs, batch, lr, "adamw", **options)


CONFIGURATIONS = {
    "R-CNN": Configuration(RCNN, _plan(4)),
    "SPP-net": Configuration(SPPNet, _plan(4)),
    "Fast R-CNN": Configuration(FastRCNN, _plan(10)),
    "Faster R-CNN": Configuration(FasterRCNN, _plan(8)),
    "YOLO": Configuration(YOLO, _plan(10)),
    "SSD": Configuration(SSD, _plan(6)),
}
"""By the system's name, in the order in which they were published."""


def train_on_digits(
    name: str,
    count: int = TRAINING,
    validation: int = 0,
    watch: Callable[[Look], None] | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
) -> Trained:
    """Train the system ``name`` of CONFIGURATIONS on ``count`` scenes, and watch it on ``validation`` others.

    ``watch``, ``device`` and ``show`` are those of ``train``. Raises ValueError for another name.
    """
    data = load_scenes("train", count, SIZE)
    judged = load_scenes("validation", validation, SIZE) if validation else None
    return learn(name, data, judged, watch, device, show)


def learn(
    name: str,
    data: Detection,
    judged: Detection | None = None,
    watch: Callable[[Look], None] | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
) -> Trained:
    """Train the system ``name`` as ``train_on_digits`` does, on ``data``, and watch it on ``judged``."""
    if name not in CONFIGURATIONS:
        raise ValueError(f"name must be one of {', '.join(CONFIGURATIONS)}, got {name!r}")
    system, plan = CONFIGURATIONS[name]
    seed_everything(plan.seed)
    change = chain(shifts(SHIFT), recolours)
    return train(system(data.classes, SIZE), data, plan, judged, watch, change, device=device, show=show)


def measure(name: str, count: int = TRAINING, test: int = TEST) -> dict[str, Any]:
    """Train a system on the processor and judge it on ``test`` scenes; return plain JSON.

    Seconds are of processor time, but for the stages of a single image, which are of the clock.
    """
    trained = train_on_digits(name, count, device="cpu", show="")
    data = load_scenes("test", test, SIZE)
    begun = time.process_time()
    found = trained.detector.detect(data.images)
    looking = (time.process_time() - begun) / len(data.images)
    return {
        "settings": CONFIGURATIONS[name].plan._asdict(),
        "scores": scores(found, data)._asdict(),
        "training_seconds": round(trained.seconds, 2),
        "proposal_seconds": round(trained.proposal_seconds, 2),
        "test_seconds_an_image": looking,
        "stages": stage_seconds(trained.detector, data.images[:20]),
        "bytes_on_disk": getattr(trained.detector, "disk", 0),
        "finished": trained.finished,
    }


def read(path: Path = RECORDED) -> dict[str, dict[str, Any]]:
    """Return what is recorded of each system by its name; nothing where there is no file."""
    return json.loads(path.read_text(encoding="utf-8"))["systems"] if path.exists() else {}


def record(path: Path = RECORDED, count: int = TRAINING, test: int = TEST) -> None:
    """Measure every system that is not recorded yet with its settings, and write the file anew after each."""
    kept = {
        name: found
        for name, found in read(path).items()
        if found["settings"] == json.loads(json.dumps(CONFIGURATIONS[name].plan._asdict()))
    }
    for name in CONFIGURATIONS:
        if name not in kept:
            kept[name] = measure(name, count, test)
            found = kept[name]
            sys.stdout.write(f"{name}: mAP {found['scores']['voc']:.3f} in {found['training_seconds']:.0f} s\n")
            _write(path, {each: kept[each] for each in CONFIGURATIONS if each in kept}, count, test)


def _write(path: Path, systems: dict, count: int, test: int) -> None:
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    about = {"versions": versions, "threads": torch.get_num_threads(), "training": count, "test": test}
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(about | {"systems": systems}, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
