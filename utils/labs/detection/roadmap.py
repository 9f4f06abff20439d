"""The roadmap of detection in one table: what was recorded here, what is timed live, and what the papers report.

Recorded runs are those of ``digits`` and ``deckcam``. Timed live is one image, by stage, in all six systems with the
same trunk; nothing is trained for that, since an untrained network takes as long as a trained one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from utils.labs.detection import fast_rcnn, faster_rcnn, rcnn, spp_net
from utils.labs.detection.stopwatch import STAGES, stage_seconds
from utils.labs.detection.study import SYSTEMS, Configuration, build
from utils.labs.plan import Plan


class Paper(NamedTuple):
    """What papers report of a system, on their own graphics cards; None where they, or the lecture, say nothing."""

    training_hours: float | None
    seconds: float | None
    """To look at an image, with proposals: the lecture's chart, or the abstract's frames a second."""
    seconds_without: float | None
    """The same without proposals (Girshick, "Fast R-CNN", 2015, table 4)."""


PAPERS = {
    "R-CNN": Paper(84, 49, 47),
    "SPP-net": Paper(None, 4.3, 2.3),
    "Fast R-CNN": Paper(None, 2.3, 0.32),
    "Faster R-CNN": Paper(None, 0.2, None),
    "YOLO": Paper(None, 1 / 45, None),
    "SSD": Paper(None, 1 / 59, None),
}
"""Of systems with VGG16, but for YOLO ("45 frames per second", 2016); SSD is the one for 300x300 (59, 2016)."""

LEVEL = 1
"""Of the trunk's maps, the one of stride 16."""
LIVE = {
    "R-CNN": rcnn.Design(crop=64, proposals=2000, level=LEVEL),
    "SPP-net": spp_net.Design(proposals=2000, level=LEVEL, scales=spp_net.FIVE),
    "Fast R-CNN": fast_rcnn.Design(proposals=2000, level=LEVEL),
    "Faster R-CNN": faster_rcnn.Design(ranked=600, proposals=300, level=LEVEL),
    "YOLO": None,
    "SSD": None,
}
"""Designs for the timing: up to 2,000 proposals of selective search against 300 of a network's own; SPP-net looks at an
image in five sizes, as its paper does, and Fast R-CNN at one, which is why it is the faster of the two."""


class Row(NamedTuple):
    """A system's line in the table; seconds are of the clock where they are live, of one core where recorded."""

    system: str
    scores: dict[str, float]
    """mAP "voc" at an IoU of 0.5, "voc75" at 0.75, and "coco"; empty for what is not recorded."""
    training_seconds: float | None
    proposal_seconds: float | None
    """To find the proposals of all training images."""
    megabytes: float | None
    """Of features on disk while it is trained."""
    stages: dict[str, float]
    """Live seconds an image, by stage."""
    paper: Paper

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.stages.values())


def live_stages(
    photo: np.ndarray, size: int = 256, trunk: str = "lite0", looks: int = 1, device: torch.device | str = "cpu"
) -> dict[str, dict[str, float]]:
    """Return the seconds that each of STAGES takes on ``photo``, (H, W, 3) uint8, by the system's name.

    The mean of ``looks`` looks after one that does not count, in a square of ``size``, with the same ``trunk`` and the
    designs of LIVE. R-CNN takes most of it: a quarter of a minute a look on one core. Selective search is the same for
    all that are given proposals: the least that it took counts for each.
    """
    found = {}
    for name, design in LIVE.items():
        detector = build(Configuration(name, Plan(1, 1, 0.0), size, trunk, design), ("object",))
        found[name] = stage_seconds(detector.to(device), [photo] * looks)
    given = [name for name in found if SYSTEMS[name].needs_proposals]
    least = min((found[name]["proposals"] for name in given), default=0.0)
    return {name: stages | ({"proposals": least} if name in given else {}) for name, stages in found.items()}


def roadmap(studied: Mapping[str, dict], live: Mapping[str, dict[str, float]]) -> list[Row]:
    """Return a row for each of SYSTEMS, of what ``recording.read`` found, of ``live_stages``, and of PAPERS."""
    return [_row(name, studied.get(name, {}).get("runs", ()), live[name]) for name in SYSTEMS]


def as_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown; what nobody measured or reports stays empty."""
    head = ["system", "mAP 0.5", "mAP 0.75", "COCO mAP", "training, s", "proposals, s", "disk, MB"]
    head += [f"{stage}, ms" for stage in STAGES] + ["an image, ms"]
    head += ["paper: training, h", "paper: an image, s", "without proposals, s"]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def speedup(rows: Sequence[Row], slow: str, fast: str) -> float:
    """Return how many times as long the system ``slow`` looks at an image, live, as ``fast`` does."""
    seconds = {row.system: row.seconds for row in rows}
    return seconds[slow] / seconds[fast]


def _row(name: str, runs: Sequence[dict[str, Any]], stages: dict[str, float]) -> Row:
    if not runs:
        return Row(name, {}, None, None, None, stages, PAPERS[name])
    run = runs[0]
    scores = {rule: run["scores"][rule] for rule in ("voc", "voc75", "coco")}
    seconds = run["training_seconds"], run["proposal_seconds"]
    return Row(name, scores, *seconds, run["bytes_on_disk"] / 1e6, stages, PAPERS[name])


def _cells(row: Row) -> list[str]:
    scores = [_written(row.scores.get(rule), "{:.3f}") for rule in ("voc", "voc75", "coco")]
    recorded = [_written(value, "{:.0f}") for value in (row.training_seconds, row.proposal_seconds, row.megabytes)]
    live = [f"{1000 * seconds:.1f}" for seconds in (*(row.stages[stage] for stage in STAGES), row.seconds)]
    return [row.system, *scores, *recorded, *live, *(_written(value, "{:.2g}") for value in row.paper)]


def _written(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)
