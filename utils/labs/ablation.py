"""`make record NAME=ablation`: what each trick of the MNIST sprint is worth, in validation images and in seconds.

Every configuration of ``utils.labs.mnist.without`` trains with each of SEEDS on the first 50,000 training images, on
one thread, and is judged once on the other 10,000. What was measured stands in RECORDED; a run that stands there with
the same configuration is not run again, so that a broken-off recording goes on where it was.
"""

from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

import torch

from utils.data.mnist import Labelled, load_mnist
from utils.labs import recording
from utils.labs.mnist import HELD_OUT, Configuration, train, without
from utils.labs.pictures import accuracy

SEEDS = (1, 2)
RECORDED = Path(__file__).parent / "recorded" / "mnist_ablation.json"


class Share(NamedTuple):
    """What came of one configuration, its medians over the seeds: the share of images that are right, the seconds."""

    name: str
    accuracy: float
    seconds: float


def measure(configuration: Configuration, seed: int) -> dict:
    """Train with one seed; return the share of validation images that are right, the seconds of one core, the losses.

    Seconds are of processor time, for training and for judging 10,000 images once, without imports and reading.
    """
    images, labels = load_mnist()[0]
    seen = Labelled(images[:-HELD_OUT], labels[:-HELD_OUT])
    configuration = configuration._replace(plan=configuration.plan._replace(seed=seed))
    begun = process_time()
    trained = train(configuration, held_out=0, data=seen, device="cpu", show="")
    right = accuracy(trained.model, images[-HELD_OUT:], labels[-HELD_OUT:], configuration.places)
    seconds = round(process_time() - begun, 2)
    return {"seed": seed, "accuracy": right, "seconds": seconds, "losses": [epoch.loss for epoch in trained.history]}


def shares(path: Path = RECORDED) -> list[Share]:
    """Return the recorded medians, in the order of ``without``: all tricks first."""
    found = []
    for name, study in recording.read(path).items():
        columns = ([run[what] for run in study["runs"]] for what in ("accuracy", "seconds"))
        found.append(Share(name, *map(median, columns)))
    return found


def record(path: Path = RECORDED, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not recorded yet, seed by seed."""
    recording.record(path, without(), seeds, measure)


if __name__ == "__main__":
    torch.set_num_threads(1)
    small = Labelled(*(part[:1000] for part in load_mnist()[0]))
    train("sprint", held_out=0, data=small, device="cpu", show="")  # imports, which would count as the first run's
    record()
