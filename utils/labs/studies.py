"""What the studies of lectures 8 and 9 have in common: an arm, the boats it learns from, and those it is judged by.

An arm learns from all of DeckCam's training boats but those of one fold, chooses its best epoch by the log-loss on
these, and is judged once on the boats that nobody has seen. Stored for every image there is the logarithm of the
probability that it gives to the truth: enough for the log-loss of any average of arms, and for how sure it is.
"""

from functools import cache
from time import process_time
from typing import NamedTuple

import numpy as np

from utils.data.fisheries import CLASSES, Fisheries, deckcam
from utils.labs.device import device_name, pick_device
from utils.labs.ensembles import over_views, splits
from utils.labs.transfer_features import frozen_trunk
from utils.labs.transfer_tuning import Frames, Tuned, Tuning, probabilities, tune
from utils.labs.trunks import Trunk, pretrained_trunk
from utils.reference.averaging import arithmetic_mean
from utils.reference.losses import log_loss, log_losses

FOLDS = 5
PLAIN, OVER_VIEWS = "log p", "log p over views"


class Arm(NamedTuple):
    """A run: what is trained and how, which fold is held out, and over how many views unseen frames are averaged."""

    tuning: Tuning
    fold: int = 0
    trunk: str = "efficientnet_lite0"
    copies: int = 1


class Boats(NamedTuple):
    """The data of a study: boats to learn from and to validate on, and boats that are only judged by."""

    known: Fisheries
    unseen: Fisheries


@cache
def boats() -> Boats:
    """Return DeckCam's boats, rendered at the first call."""
    return Boats(deckcam("train"), deckcam("hidden"))


@cache
def trunk_of(name: str) -> Trunk:
    """Return the trunk ``name`` on the processor."""
    return pretrained_trunk(name, "cpu")


def facts() -> dict[str, np.ndarray]:
    """Return the labels and the boats, (N,) each, of the unseen frames, in the order of all that is recorded."""
    unseen = boats().unseen
    return {"labels": unseen.labels.astype(np.uint8), "boats": unseen.boats.astype(np.uint8)}


def measure(arm: Arm, seed: int) -> dict:
    """Train ``arm`` with ``seed`` and judge it: log-losses, processor seconds of both, the curve, log p (N,).

    ``grey`` is the mean value of some frames of either side, which tells data of another renderer.
    """
    begun = process_time()
    known, unseen = boats()
    split = splits(known.labels, known.boats, FOLDS)[arm.fold]
    validation = Frames(known.images, known.labels, split.validation)
    tuned = _train(arm, seed, Frames(known.images, known.labels, split.train), validation)
    run = {"seed": seed, "curve": [[epoch.loss, -epoch.score] for epoch in tuned.history]}
    run["frames"] = [len(known.labels), len(unseen.labels)]
    run["device"] = device_name()
    run["grey"] = [round(float(np.mean(some.images[::50])), 2) for some in (known, unseen)]
    judged = {"validation": validation, "unseen": Frames(unseen.images, unseen.labels)}
    for name, frames in judged.items():
        answers = _answers(arm, tuned, frames)
        for what, p in answers.items():
            run[name + what.removeprefix(PLAIN)] = log_loss(p, frames.labels.numpy())
            if name == "unseen":
                run[what] = -log_losses(p, frames.labels.numpy()).astype(np.float16)
    return run | {"seconds": round(process_time() - begun, 1)}


def _train(arm: Arm, seed: int, frames: Frames, validation: Frames) -> Tuned:
    trunk, tuning = trunk_of(arm.trunk), arm.tuning
    if tuning.start is None:
        return frozen_trunk(trunk, frames, validation, tuning.size, tuning.fed, len(CLASSES), pick_device())
    seeded = tuning._replace(plan=tuning.plan._replace(seed=seed))
    return tune(trunk, frames, validation, seeded, device=pick_device(), show="", classes=len(CLASSES))


def _answers(arm: Arm, tuned: Tuned, frames: Frames) -> dict[str, np.ndarray]:
    """Return what the arm answers to the frames as they are, and over its views where it has several."""
    size, augmentation = arm.tuning.size, arm.tuning.augmentation
    if arm.copies == 1:
        return {PLAIN: probabilities(tuned.model, frames, size)}
    views = over_views(tuned.model, frames, size, augmentation, arm.copies)
    return {PLAIN: views[0], OVER_VIEWS: arithmetic_mean(views)}
