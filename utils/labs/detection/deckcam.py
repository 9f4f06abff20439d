"""All six detectors on DeckCam's frames, with one trunk that ImageNet has trained: fish on the decks of unseen boats.

Settings are chosen on ``held_out`` boats of the training set. ``make record NAME=detection.deckcam`` trains each system
on the first TRAINING frames of the training boats, on one core and under a quarter of an hour each, judges it once on
the first TEST frames of the boats that nobody has seen, and writes what was measured to RECORDED; what was broken off
goes on where it was. Frames stand in an order that says nothing about them, so that the first are any.
"""

from pathlib import Path

import numpy as np
import torch

from utils.data.detection import Detection, of_frames, select
from utils.data.fisheries import CLASSES, deckcam
from utils.labs import recording
from utils.labs.detection import fast_rcnn, faster_rcnn, rcnn, spp_net, ssd
from utils.labs.detection.examples import viewed
from utils.labs.detection.study import Configuration, Sets, measure
from utils.labs.ensembles import splits
from utils.labs.plan import Plan
from utils.labs.transfer_views import Augmentation

SIZE = 160
"""Pixels of a frame's side."""
TRAINING = {"R-CNN": 1000, "SPP-net": 2000, "Fast R-CNN": 2000, "Faster R-CNN": 3777, "YOLO": 3777, "SSD": 3777}
"""Frames that each system learns from: as many as it has time for."""
TEST = 500
CHANGE = viewed(Augmentation(turn=6.0, zoom=0.2, shift=0.08, mirror=True, light=0.2))
"""What is done to each frame while training: lecture 8's views, but turned less, since boxes do not turn."""
RECORDED = Path(__file__).parents[1] / "recorded" / "deckcam_detection.json"

SIZES, RATIOS = (0.2, 0.29, 0.42), (0.45, 1.0, 2.2)
"""Of anchors, as shares of the side, and heights over widths: what four fifths of the training boats' fish have."""
LEVEL = 1
"""Features come from the trunk's map of stride 16, as the papers' do, which has those of stride 32 in it, enlarged."""
DESIGNS = {
    "R-CNN": rcnn.Design(crop=48, proposals=200, regions=16, level=LEVEL),
    "SPP-net": spp_net.Design(level=LEVEL),
    "Fast R-CNN": fast_rcnn.Design(level=LEVEL),
    "Faster R-CNN": faster_rcnn.Design(sizes=SIZES, ratios=RATIOS, level=LEVEL),
    "YOLO": None,
    "SSD": ssd.Design(sizes=((0.2,), (0.26, 0.34), (0.44, 0.56)), ratios=RATIOS),
}
EPOCHS = {"R-CNN": 3, "SPP-net": 6, "Fast R-CNN": 6, "Faster R-CNN": 7, "YOLO": 5, "SSD": 5}


def _configuration(system: str, epochs: int) -> Configuration:
    options = {"weight_decay": 0.02, "precision": "cards", "channels_last": True, "rates": (("trunk.", 0.25),)}
    return Configuration(system, Plan(epochs, 16, 3e-3, "adamw", **options), SIZE, "lite0", DESIGNS[system])


CONFIGURATIONS = {system: _configuration(system, epochs) for system, epochs in EPOCHS.items()}
"""By the system's name, in the order in which they were published."""


def boats(split: str) -> Detection:
    """Return DeckCam's frames of ``split``, "train" or "hidden", with the boxes of all fish; no fish is no class."""
    return of_frames(deckcam(split, SIZE), CLASSES)


def held_out() -> tuple[Detection, Detection]:
    """Return the training boats' frames in two parts that share no boat: to learn from, and to choose on."""
    frames, data = deckcam("train", SIZE), boats("train")
    split = splits(np.asarray(frames.labels), np.asarray(frames.boats))[0]
    return select(data, split.train), select(data, split.validation)


def sets(system: str) -> Sets:
    """Return what ``system`` learns from in the study, and what it is judged on."""
    return Sets(select(boats("train"), slice(TRAINING[system])), CHANGE, select(boats("hidden"), slice(TEST)))


def record(path: Path = RECORDED) -> None:
    """Measure every system that is not recorded yet with its settings, and write the file anew after each."""
    recording.record(path, CONFIGURATIONS, (0,), lambda asked, seed: measure(asked, seed, sets(asked.system)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
