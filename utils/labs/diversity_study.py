"""`make record NAME=diversity_study`: what a second model adds when it differs in seed, augmentation, size or trunk.

Each arm learns from the boats of the first fold of ``ensembles_study``, whose runs are what it is paired with.
"""

from pathlib import Path

import numpy as np
import torch

from utils.data.recorded import of_the_truth
from utils.labs import ensembles_study, recording, studies
from utils.labs.ensembles_study import COPIES, SEEDS, Trick
from utils.labs.studies import OVER_VIEWS, Arm
from utils.labs.transfer_tuning import Tuning
from utils.labs.transfer_views import Augmentation
from utils.reference.bootstrap import paired_interval

RECORDED = Path(__file__).parent / "recorded" / "diversity.json"
STRONGER = Augmentation(turn=180.0, zoom=0.3, shift=0.1, shear=10.0, mirror=True, light=0.4)


def arms() -> dict[str, Arm]:
    """Return every arm of the study by its name."""
    tuning = Tuning()
    return {
        "other augmentation": Arm(tuning._replace(augmentation=STRONGER), copies=COPIES),
        "other input size": Arm(tuning._replace(size=160), copies=COPIES),
        "other trunk": Arm(tuning, trunk="efficientnet_lite1", copies=COPIES),
    }


def pairs(path: Path = RECORDED, base: Path = ensembles_study.RECORDED, coverage: float = 0.9) -> list[Trick]:
    """Return the pairs of a model and another one, and all of them, with their gain over the pair of two seeds.

    All answers are means over views. The first entry is the pair that differs in nothing but the seed.
    """
    first = ensembles_study.members(base, OVER_VIEWS)[:, 0]
    others = {name: of_the_truth(path, (name,), SEEDS, OVER_VIEWS)[:, 0] for name in arms()}
    groups = {"other seed": [first, np.roll(first, 1, axis=0)]}
    groups |= {name: [first, other] for name, other in others.items()}
    groups["all of these"] = [*groups["other seed"], *others.values()]
    losses = {name: -np.log(np.clip(np.mean(group, axis=0), 1e-15, 1 - 1e-15)) for name, group in groups.items()}
    boats = recording.arrays(path)["boats"]
    return [
        Trick(
            name,
            float(each.mean()),
            paired_interval(losses["other seed"] - each, boats, np.random.default_rng(0), coverage),
        )
        for name, each in losses.items()
    ]


def alone(path: Path = RECORDED) -> dict[str, float]:
    """Return what each arm scores by itself over its views, in the mean over the seeds."""
    studied = recording.read(path)
    return {
        name: float(np.mean([run["unseen over views"] for run in study["runs"]])) for name, study in studied.items()
    }


def record(path: Path = RECORDED, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not recorded yet."""
    recording.record(path, arms(), seeds, studies.measure, studies.facts())


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
