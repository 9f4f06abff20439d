"""What sharing the trunk's work saves, counted and timed: lecture 12's experiments on untrained detectors."""

import time
from collections.abc import Sequence

import numpy as np
import torch

from utils.data.scenes import load_scenes
from utils.labs.detection.detector import Detector
from utils.labs.detection.fast_rcnn import FastRCNN
from utils.labs.detection.photographs import to_squares
from utils.labs.detection.roadmap import LIVE
from utils.labs.detection.stopwatch import STAGES, Stopwatch
from utils.labs.detection.study import Configuration, build
from utils.labs.plan import Plan
from utils.reference.sliding import random_boxes

SIZE = 128
"""Pixels of the scenes' sides."""


def step_seconds(photos: int, regions: int, looks: int = 3) -> float:
    """Return the seconds of a step of Fast R-CNN, forward and backward, on so many ``regions`` of each of ``photos``.

    The fastest of ``looks``. Regions are drawn among boxes by lot: nothing is learned.
    """
    scenes, rng = load_scenes("train", photos, SIZE), np.random.default_rng(photos)
    model = FastRCNN(scenes.classes, SIZE)
    model.design = model.design._replace(regions=regions)
    lots = np.stack([random_boxes(64, (SIZE, SIZE), rng) for _ in range(photos)])
    box = torch.tensor([[[10.0, 10, 50, 50]]]).expand(photos, 1, 4)
    batch = to_squares(scenes.images, SIZE), box, torch.ones(photos, 1).long(), torch.from_numpy(lots).float()
    clock = []
    for _ in range(looks):
        begun = time.perf_counter()
        sum(model(*batch).values()).backward()
        clock.append(time.perf_counter() - begun)
    return min(clock)


def plain(system: str, classes: Sequence[str], size: int = SIZE) -> Detector:
    """Return the untrained ``system``, one of ``study.SYSTEMS``, with the small trunk, in evaluation mode."""
    return build(Configuration(system, Plan(1, 1, 0.0), size), classes).eval()


def shown_to_trunk(detector: Detector, images: torch.Tensor, regions: torch.Tensor) -> int:
    """Return how many pictures the trunk of ``detector`` is shown while it looks at ``regions`` of ``images``."""
    shown = []
    hook = detector.trunk.register_forward_hook(lambda module, given, _: shown.append(len(given[0])))
    try:
        with torch.no_grad():
            detector.candidates(images, regions)
    finally:
        hook.remove()
    return sum(shown)


def stages_side_by_side(
    photo: np.ndarray, systems: Sequence[str], proposals: int, size: int = 256, trunk: str = "lite0"
) -> dict[str, dict[str, float]]:
    """Return the seconds of each stage on ``photo`` for each of ``systems``, all of which are given proposals.

    The shorter of two looks, with the designs of ``roadmap.LIVE`` but for the number of ``proposals``. Selective search
    is the same for all: the least that it took counts for each.
    """
    timed = {}
    for system in systems:
        design = LIVE[system]._replace(proposals=proposals)
        detector = build(Configuration(system, Plan(1, 1, 0.0), size, trunk, design), ("object",))
        looks = [_looked(detector, photo) for _ in range(2)]
        timed[system] = {stage: min(look[stage] for look in looks) for stage in STAGES}
    least = min(stages["proposals"] for stages in timed.values())
    return {system: stages | {"proposals": least} for system, stages in timed.items()}


def _looked(detector: Detector, photo: np.ndarray) -> dict[str, float]:
    """Return the seconds of each stage of a single look."""
    detector.stopwatch = Stopwatch(detector.device)
    detector.detect([photo])
    return detector.stopwatch.seconds
