"""All six detectors on scenes of digits: settings, chosen on validation scenes, and what they reach on test scenes.

``make record NAME=detection.digits`` trains each on 2,000 scenes on one core, judges it once on 500 test scenes, and
writes what was measured to RECORDED; a system that stands there with the same settings is not trained again, so that a
recording that was broken off goes on where it was.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from utils.data.detection import Detection
from utils.data.scenes import load_scenes
from utils.labs import recording
from utils.labs.detection.examples import chain, recolours, shifts
from utils.labs.detection.study import Configuration, Sets, build, measure
from utils.labs.detection.training import Look, Trained, train
from utils.labs.plan import Plan

SIZE, TRAINING, TEST = 128, 2000, 500
"""Pixels of a scene's side, and how many scenes there are to learn from and to be judged on."""
CHANGE = chain(shifts(12), recolours)
"""What is done to each batch while training: it is moved by up to 12 pixels, and its colours are exchanged."""
RECORDED = Path(__file__).parents[1] / "recorded" / "digits_detection.json"


def _configuration(system: str, epochs: int) -> Configuration:
    options = {"weight_decay": 0.05, "precision": "mixed", "channels_last": True}
    return Configuration(system, Plan(epochs, 16, 0.007, "adamw", **options), SIZE)


EPOCHS = {"R-CNN": 4, "SPP-net": 8, "Fast R-CNN": 7, "Faster R-CNN": 8, "YOLO": 9, "SSD": 6}
CONFIGURATIONS = {system: _configuration(system, epochs) for system, epochs in EPOCHS.items()}
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
    configuration = CONFIGURATIONS[name]
    detector = build(configuration, data.classes)
    return train(detector, data, configuration.plan, judged, watch, CHANGE, device=device, show=show)


def record(path: Path = RECORDED, count: int = TRAINING, test: int = TEST) -> None:
    """Measure every system that is not recorded yet with its settings, and write the file anew after each."""
    sets = Sets(load_scenes("train", count, SIZE), CHANGE, load_scenes("test", test, SIZE))
    recording.record(path, CONFIGURATIONS, (0,), partial(measure, sets=sets))


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
