"""`python -m benchmarks.detection`: what the recorded runs of the detectors reach beside their targets, to RESULTS.md.

Nothing is trained here: `make record NAME=detection.digits` and `NAME=detection.deckcam` do that.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.comparison import store
from utils.labs import recording
from utils.labs.detection import deckcam, digits
from utils.labs.detection.study import SYSTEMS


class Target(NamedTuple):
    """The mAP at an IoU of 0.5 that a system is to reach on test images, after at most so many seconds of one core."""

    score: float | None
    seconds: float


class Study(NamedTuple):
    """A study's title, where it is recorded, and what each system is to reach."""

    title: str
    path: Path
    targets: Mapping[str, Target]


STUDIES = (
    Study(
        "digits",
        digits.RECORDED,
        dict.fromkeys(SYSTEMS, Target(0.9, 240))
        | {"Faster R-CNN": Target(0.95, 120), "YOLO": Target(0.95, 60), "SSD": Target(0.95, 60)},
    ),
    Study(
        "DeckCam, unseen boats",
        deckcam.RECORDED,
        dict.fromkeys(SYSTEMS, Target(None, 900)) | {"Faster R-CNN": Target(0.8, 900)},
    ),
)


def is_met(target: Target, run: dict) -> bool:
    """Return whether a recorded run reaches its target."""
    return run["scores"]["voc"] >= (target.score or 0) and run["training_seconds"] <= target.seconds


def table() -> str:
    """Return a line in Markdown for each system of each study, recorded or not."""
    lines = [
        "| scenes | system | images | mAP 0.5 | mAP 0.75 | COCO mAP | training, s | proposals, s | target | |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for study in STUDIES:
        studied = recording.read(study.path)
        lines += [_line(study, name, studied.get(name, {}).get("runs", ())) for name in SYSTEMS]
    return "\n".join(lines)


def _line(study: Study, name: str, runs: list[dict]) -> str:
    target = study.targets[name]
    wanted = f"{'' if target.score is None else f'{target.score} in '}{target.seconds} s"
    if not runs:
        return f"| {study.title} | {name} |  |  |  |  |  |  | {wanted} | not recorded |"
    run = runs[0]
    scores = " | ".join(f"{run['scores'][rule]:.3f}" for rule in ("voc", "voc75", "coco"))
    seconds = f"{run['training_seconds']:.1f} | {run['proposal_seconds']:.0f}"
    met = "met" if is_met(target, run) else "not met"
    return f"| {study.title} | {name} | {run['images'][0]:,} | {scores} | {seconds} | {wanted} | {met} |"


if __name__ == "__main__":
    store("detection", table())
    print(table())
