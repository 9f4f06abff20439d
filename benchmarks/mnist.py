"""`make bench-mnist`: how accurate the MNIST labs get, and in how many seconds of one core; written to RESULTS.md.

All settings were chosen on the last 10,000 training images. What is measured here trains on all 60,000 with five other
seeds each, and judges on the test set, once. Seconds are of processor time, training and judging together; imports,
which cost PyTorch some seconds at its first step, and reading the files do not count.
"""

import os
import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import NamedTuple

import torch

from benchmarks.comparison import rerun, setting, store
from utils.data.mnist import Labelled, load_mnist
from utils.labs import mnist, mnist_numpy
from utils.labs.pictures import accuracy

SEEDS = range(1, 6)


class Claim(NamedTuple):
    """What a configuration is to reach: the share of test images and the seconds of processor time."""

    name: str
    run: Callable[[int, Labelled, Labelled], float]
    accuracy: float
    seconds: float


class Result(NamedTuple):
    """Medians over the seeds, and the least accuracy and the most seconds among them."""

    accuracy: float
    seconds: float
    worst: float
    longest: float


def with_torch(name: str) -> Callable[[int, Labelled, Labelled], float]:
    """Return the PyTorch lab's configuration as a function of seed, training and test images to the accuracy."""

    def run(seed: int, train: Labelled, test: Labelled) -> float:
        configuration = mnist.CONFIGURATIONS[name]
        configuration = configuration._replace(plan=configuration.plan._replace(seed=seed))
        trained = mnist.train(configuration, held_out=0, data=train, device="cpu", show="")
        return accuracy(trained.model, *test, configuration.places)

    return run


def with_numpy(name: str) -> Callable[[int, Labelled, Labelled], float]:
    """Return the same of the NumPy lab's configuration."""

    def run(seed: int, train: Labelled, test: Labelled) -> float:
        trained = mnist_numpy.train(mnist_numpy.CONFIGURATIONS[name]._replace(seed=seed), train)
        return mnist_numpy.accuracy(trained, *test)

    return run


CLAIMS = (
    Claim("NumPy, sprint", with_numpy("sprint"), 0.97, 2),
    Claim("PyTorch, sprint", with_torch("sprint"), 0.99, 8),
    Claim("NumPy, laptop", with_numpy("laptop"), 0.99, 16),
    Claim("PyTorch, laptop", with_torch("laptop"), 0.995, 70),
)


def measure(claim: Claim, train: Labelled, test: Labelled) -> Result:
    """Return what the claim's configuration reaches with each seed."""
    found = []
    for seed in SEEDS:
        begun = process_time()
        share = claim.run(seed, train, test)
        found.append((share, process_time() - begun))
        print(f"{claim.name}, seed {seed}: {share:.2%} in {found[-1][1]:.2f} s", flush=True)
    shares, seconds = zip(*found, strict=True)
    return Result(median(shares), median(seconds), min(shares), max(seconds))


def row(claim: Claim, found: Result) -> str:
    """Return the claim's row of the table, in words whether it is met."""
    met = "met" if found.accuracy >= claim.accuracy and found.seconds <= claim.seconds else "not met"
    return (
        f"| {claim.name} | {found.accuracy:.2%} | {found.worst:.2%} | {found.seconds:.1f} | {found.longest:.1f} "
        f"| {claim.accuracy:.1%} in {claim.seconds} s | {met} |"
    )


def main() -> None:
    """Measure every claim, and store the table anew after each."""
    torch.set_num_threads(1)
    train, test = load_mnist()
    small = Labelled(*(part[:1000] for part in train))
    for claim in CLAIMS:
        claim.run(0, small, small)  # imports
    lines = [
        f"{setting(f'torch {torch.__version__}')} At its begin {os.getloadavg()[0]:.0f} processes wanted the "
        f"{os.cpu_count()} cores: seconds of processor time grow when others use the same caches.",
        "",
        "| configuration | accuracy, median | worst | seconds, median | longest | target | |",
        "|---|--:|--:|--:|--:|---|---|",
    ]
    for claim in CLAIMS:
        lines.append(row(claim, measure(claim, train, test)))
        print(lines[-1], flush=True)
        store("mnist", "\n".join(lines))


if __name__ == "__main__":
    rerun("benchmarks.mnist", sys.executable)
    main()
