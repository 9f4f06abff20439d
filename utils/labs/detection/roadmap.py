"""The roadmap of detection in two tables: what was recorded here, what is timed live, and what the papers report.

Recorded runs are those of ``digits`` and ``deckcam``. Timed live is one image, by stage, in all six systems with the
same trunk; nothing is trained for that, since an untrained network takes as long as a trained one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from utils.data.detection_papers import PAPERS, Paper
from utils.labs.detection import fast_rcnn, faster_rcnn, rcnn, spp_net
from utils.labs.detection.photographs import to_squares
from utils.labs.detection.proposals import propose
from utils.labs.detection.stopwatch import STAGES, stage_seconds
from utils.labs.detection.study import SYSTEMS, Configuration, build
from utils.labs.plan import Plan

LEVEL = 1
"""Of the trunk's maps, the one of stride 16."""
MOST = 2000
"""Proposals of selective search that a system looks at, at most."""
SAMPLED = 100
"""Proposals that R-CNN really looks at while it is timed."""
LIVE = {
    "R-CNN": rcnn.Design(crop=64, proposals=SAMPLED, level=LEVEL),
    "SPP-net": spp_net.Design(proposals=MOST, level=LEVEL, scales=spp_net.FIVE),
    "Fast R-CNN": fast_rcnn.Design(proposals=MOST, level=LEVEL),
    "Faster R-CNN": faster_rcnn.Design(ranked=600, proposals=300, level=LEVEL),
    "YOLO": None,
    "SSD": None,
}
"""Designs for the timing: up to MOST proposals of selective search against 300 of a network's own; SPP-net looks at an
image in five sizes, as its paper does, and Fast R-CNN at one, which is why it is the faster of the two."""
EXTRAPOLATED = {"R-CNN": ("trunk", "head")}
"""Stages of which a part is timed, and multiplied: R-CNN treats every proposal alike, and by itself.

All proposals in one batch take longer still, since their maps outgrow the processor's caches."""


class Row(NamedTuple):
    """A system's line in the tables; all seconds are of processor time on one core."""

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
    photo: np.ndarray, size: int = 256, trunk: str = "lite0", looks: int = 2, device: torch.device | str = "cpu"
) -> dict[str, dict[str, float]]:
    """Return the seconds that each of STAGES takes on ``photo``, (H, W, 3) uint8, by the system's name.

    The least of ``looks`` looks, each after one that does not count, in a square of ``size``, with the same ``trunk``
    and the designs of LIVE. R-CNN looks at SAMPLED proposals, and the stages in EXTRAPOLATED are multiplied by how many
    times as many there are. Selective search is the same for all that are given proposals: its least counts for each.
    """
    found = {}
    for name, design in LIVE.items():
        detector = build(Configuration(name, Plan(1, 1, 0.0), size, trunk, design), ("object",)).to(device)
        found[name] = _least([stage_seconds(detector, [photo]) for _ in range(looks)])
    given = [name for name in found if SYSTEMS[name].needs_proposals]
    if not given:
        return found
    least = min(found[name]["proposals"] for name in given)
    count = looked_at(photo, size)
    for name in given:
        found[name]["proposals"] = least
        for stage in EXTRAPOLATED.get(name, ()):
            found[name][stage] *= max(1.0, count / SAMPLED)
    return found


def looked_at(photo: np.ndarray, size: int = 256) -> int:
    """Return how many proposals of selective search a system looks at in ``photo``, squared to ``size``: up to MOST."""
    return min(MOST, len(propose(to_squares([photo], size)[0])))


def roadmap(studied: Mapping[str, dict], live: Mapping[str, dict[str, float]]) -> list[Row]:
    """Return a row for each of SYSTEMS, of what ``recording.read`` found, of ``live_stages``, and of PAPERS."""
    return [_row(name, studied.get(name, {}).get("runs", ()), live[name]) for name in SYSTEMS]


def learnt_table(rows: Sequence[Row], papers: bool = True) -> str:
    """Return a table in Markdown of the systems that were recorded, beside the papers' hours if ``papers``.

    What no paper says stays empty.
    """
    head = [
        "system",
        "mAP 0.5",
        "mAP 0.75",
        "COCO mAP",
        "training, s",
        "proposals, s",
        "disk, MB",
        *(["paper: training, h"] if papers else []),
    ]
    return _table(head, [_learnt(row)[: len(head)] for row in rows if row.scores])


def timed_table(rows: Sequence[Row]) -> str:
    """Return live milliseconds an image by stage as a table in Markdown, "≈" where extrapolated, beside the papers'."""
    head = ["system", *(f"{stage}, ms" for stage in STAGES), "together, ms"]
    return _table([*head, "paper: an image, s", "without proposals, s"], [_timed(row) for row in rows])


def speedup(rows: Sequence[Row], slow: str, fast: str) -> float:
    """Return how many times as long the system ``slow`` looks at an image, live, as ``fast`` does."""
    seconds = {row.system: row.seconds for row in rows}
    return seconds[slow] / seconds[fast]


def _least(looks: Sequence[dict[str, float]]) -> dict[str, float]:
    return {stage: min(look[stage] for look in looks) for stage in STAGES}


def _row(name: str, runs: Sequence[dict[str, Any]], stages: dict[str, float]) -> Row:
    if not runs:
        return Row(name, {}, None, None, None, stages, PAPERS[name])
    run = runs[0]
    scores = {rule: run["scores"][rule] for rule in ("voc", "voc75", "coco")}
    seconds = run["training_seconds"], run["proposal_seconds"]
    return Row(name, scores, *seconds, run["bytes_on_disk"] / 1e6, stages, PAPERS[name])


def _learnt(row: Row) -> list[str]:
    scores = [_written(row.scores.get(rule), "{:.3f}") for rule in ("voc", "voc75", "coco")]
    recorded = [_written(value, "{:.0f}") for value in (row.training_seconds, row.proposal_seconds, row.megabytes)]
    return [row.system, *scores, *recorded, _written(row.paper.training_hours, "{:g}")]


def _timed(row: Row) -> list[str]:
    guessed = EXTRAPOLATED.get(row.system, ())
    stages = [f"{'≈ ' if stage in guessed else ''}{1000 * row.stages[stage]:,.1f}" for stage in STAGES]
    whole = f"{'≈ ' if guessed else ''}{1000 * row.seconds:,.1f}"
    papers = [_written(value, "{:.2g}") for value in (row.paper.seconds, row.paper.seconds_without)]
    return [row.system, *stages, whole, *papers]


def _written(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)


def _table(head: list[str], lines: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---", *["--:"] * (len(head) - 1)], *lines])
