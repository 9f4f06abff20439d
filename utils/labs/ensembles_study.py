"""`make record NAME=ensembles_study`: one model, its mean over views, five folds, and both, with three seeds.

Every fold is held out once by each seed: 15 fine-tuned trunks.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from utils.data.recorded import of_the_truth
from utils.labs import recording, studies
from utils.labs.studies import FOLDS, OVER_VIEWS, PLAIN, Arm
from utils.labs.transfer_tuning import Tuning
from utils.reference.bootstrap import Interval, paired_interval

SEEDS, COPIES = (1, 2, 3), 6
RECORDED = Path(__file__).parent / "recorded" / "ensembles.json"


class Trick(NamedTuple):
    """What a trick scores on unseen boats, in the mean over the seeds, and its gain over the single model."""

    name: str
    log_loss: float
    gain: Interval


def arms() -> dict[str, Arm]:
    """Return every arm of the study by its name."""
    return {f"fold {fold + 1}": Arm(Tuning(), fold, copies=COPIES) for fold in range(FOLDS)}


def members(path: Path = RECORDED, what: str = PLAIN, seeds: tuple[int, ...] = SEEDS) -> np.ndarray:
    """Return the probability of the truth that each recorded model gives to each unseen frame: (seeds, folds, N)."""
    return of_the_truth(path, tuple(arms()), seeds, what)


def losses(p: np.ndarray) -> dict[str, np.ndarray]:
    """Return the losses (seeds, N) of ``p`` (seeds, folds, N): of the members on average, and of their average."""
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return {"single": -np.log(p).mean(axis=1), "folds": -np.log(p.mean(axis=1))}


def tricks(path: Path = RECORDED, coverage: float = 0.9) -> list[Trick]:
    """Return the single model, test-time augmentation, folds, and both, with bootstrap intervals of their gains."""
    plain, viewed = losses(members(path, PLAIN)), losses(members(path, OVER_VIEWS))
    named = {
        "single model": plain["single"],
        "test-time augmentation": viewed["single"],
        "five folds": plain["folds"],
        "both": viewed["folds"],
    }
    boats = recording.arrays(path)["boats"]
    return [
        Trick(name, float(each.mean()), paired_interval(named["single model"] - each, boats, _rng(), coverage))
        for name, each in named.items()
    ]


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


def record(path: Path = RECORDED, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not recorded yet."""
    recording.record(path, arms(), seeds, studies.measure, studies.facts())


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
