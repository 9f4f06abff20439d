"""The one way to train a detector: ``utils.labs.training.fit``, with its losses by name and live boxes on the way."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from utils.data.detection import Detection
from utils.labs.detection.detector import Detector, Found
from utils.labs.detection.evaluation import mean_average_precision
from utils.labs.detection.examples import Change, Examples
from utils.labs.detection.proposals import find_proposals
from utils.labs.plan import Plan
from utils.labs.training import fit


class Look(NamedTuple):
    """What a detector finds in the validation images after an epoch (from 1), and its mAP at an IoU of 0.5."""

    epoch: int
    score: float
    found: list[Found]
    losses: dict[str, list[float]]
    """Each loss by its name, step by step so far."""


class Trained(NamedTuple):
    """A detector with the story of its training; ``finished`` is False where somebody stopped it."""

    detector: Detector
    losses: dict[str, list[float]]
    """Each loss by its name, step by step."""
    looks: list[Look]
    """One an epoch where there were validation images; without boxes and losses but for the last."""
    seconds: float
    """Of processor time, for all but proposals."""
    proposal_seconds: float
    """Of processor time, when the proposals were found: they may have been kept since."""
    finished: bool


def train(
    detector: Detector,
    data: Detection,
    plan: Plan,
    validation: Detection | None = None,
    watch: Callable[[Look], None] | None = None,
    change: Change | None = None,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
) -> Trained:
    """Train ``detector`` in place on ``data`` as ``plan`` says; with ``validation`` it ends with its best weights.

    After every epoch ``watch`` is given what is found in ``validation``. A KeyboardInterrupt, the kernel's stop button,
    ends training and no more: what has been learnt so far is returned. ``change`` is made to each batch; ``folder``,
    ``device`` and ``show`` are those of ``fit``. Raises ValueError, which names the image, for data that ``checked``
    refuses, for validation data of other classes, and what ``fit`` raises.
    """
    for name, given in ("data", data), ("validation", validation):
        if given is not None and given.classes != detector.classes:
            raise ValueError(f"{name} must have the detector's classes {detector.classes}, got {given.classes}")
    regions = find_proposals(data.images, detector.size, show=show) if detector.needs_proposals else None
    begun = time.process_time()
    examples = Examples(data, detector.size, regions and regions.boxes, change)
    story = _Story(detector, validation, watch)
    finished = True
    try:
        judge = None if validation is None else story.judge
        detector.begin(examples, plan, device, show)
        fit(detector, examples, story.loss, plan, judge, folder, device, show)
        detector.finish(examples, folder)
    except KeyboardInterrupt:
        finished = False
    seconds = time.process_time() - begun
    return Trained(detector.eval(), story.told(), story.looks, seconds, regions.seconds if regions else 0.0, finished)


class _Story:
    """Notes the losses of every step and looks at the validation images after every epoch."""

    def __init__(self, detector: Detector, validation: Detection | None, watch: Callable[[Look], None] | None) -> None:
        self.detector, self.validation, self.watch = detector, validation, watch
        self.losses: dict[str, list[Tensor]] = {}
        self.looks: list[Look] = []

    def loss(self, model: torch.nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        losses = model(*batch)
        for name, value in losses.items():
            self.losses.setdefault(name, []).append(value.detach().float())
        return sum(losses.values())

    def told(self) -> dict[str, list[float]]:
        return {name: torch.stack(values).tolist() for name, values in self.losses.items()}

    def judge(self, model: torch.nn.Module) -> float:
        found = self.detector.detect(self.validation.images)
        look = Look(len(self.looks) + 1, mean_average_precision(found, self.validation), found, self.told())
        self.looks = [past._replace(found=[], losses={}) for past in self.looks] + [look]
        if self.watch is not None:
            self.watch(look)
        return look.score
