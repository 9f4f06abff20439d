"""The ConvNet of the MNIST lab: how fast can it get to 99%, and to 99.5%?

Three convolutions and one dense layer, the same code for every configuration. What makes it fast: the first
convolution skips every other pixel (or pools at once), pools come before normalisation and ReLU (which commutes with a
maximum), and the learning rate makes one cycle. ``without`` takes each of the tricks away, one at a time.
"""

import time
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

from utils.data.mnist import Labelled, load_mnist
from utils.labs.pictures import PLACES, Change, Normalise, Pictures, accuracy, distortions, shifts
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything
from utils.labs.training import Epoch, classification, fit

HELD_OUT = 10_000
"""Training images, the last ones, that are kept for validation."""


class Design(NamedTuple):
    """The layers of the ConvNet: filters of its three convolutions, and what is between them."""

    filters: tuple[int, int, int]
    stride: int = 2
    """Of the first convolution; with 1 a pool follows it."""
    pool: bool = False
    """Whether a pool follows the first convolution though it has stride 2."""
    normalised: bool = True
    """Whether batch normalisation follows each convolution."""
    dropout: float = 0.0


class Configuration(NamedTuple):
    """All settings of a run of this lab."""

    design: Design
    plan: Plan
    shift: int = 0
    """Pixels by which whole batches are moved while training."""
    distort: tuple[float, float, float] | None = None
    """Degrees, share and pixels by which every image is distorted while training."""
    smoothing: float = 0.0
    images: int | None = None
    """How many training images are used; None: all."""
    places: tuple[tuple[int, int], ...] = PLACES[:1]
    """Where a test image is looked at."""


CONFIGURATIONS = {
    "sprint": Configuration(
        Design((16, 32, 64), pool=True),
        Plan(1, 128, 0.01, "adamw", precision="mixed", channels_last=True),
        shift=1,
        images=50_000,
        places=PLACES,
    ),
    "laptop": Configuration(
        Design((16, 48, 96), dropout=0.2),
        Plan(4, 128, 0.01, "adamw", precision="mixed", channels_last=True),
        distort=(8.0, 0.1, 1.5),
        smoothing=0.05,
        places=PLACES,
    ),
    "gpu": Configuration(
        Design((64, 128, 256), stride=1, dropout=0.3),
        Plan(30, 256, 0.01, "adamw", weight_decay=0.01, precision="mixed", channels_last=True),
        distort=(10.0, 0.1, 2.0),
        smoothing=0.05,
        places=PLACES,
    ),
}
"""By name: 99% in seconds, 99.5% in a minute on one core of a laptop, and full size for a graphics card."""


def without() -> dict[str, Configuration]:
    """Return the sprint, and the sprint with one thing done otherwise, by what that is: each trick's share."""
    sprint = CONFIGURATIONS["sprint"]
    design, plan = sprint.design, sprint.plan
    changes = {
        "all tricks": {},
        "no pool after the stride": {"design": design._replace(pool=False)},
        "no stride before the pool": {"design": design._replace(pool=False, stride=1)},
        "no batch normalisation": {"design": design._replace(normalised=False)},
        "no cycle: a constant learning rate": {"plan": plan._replace(schedule="constant")},
        "no Adam: momentum": {"plan": plan._replace(optimiser="sgd", lr=0.05)},
        "no shifts while training": {"shift": 0},
        "no shifts at test time": {"places": PLACES[:1]},
        "no mixed precision": {"plan": plan._replace(precision="float32")},
        "channels first": {"plan": plan._replace(channels_last=False)},
        "half of the images": {"images": 25_000},
        "half of the images, twice": {"images": 25_000, "plan": plan._replace(epochs=2)},
        "two epochs": {"plan": plan._replace(epochs=2)},
        "twice the filters": {"design": design._replace(filters=(32, 64, 128))},
        "label smoothing as well": {"smoothing": 0.1},
    }
    return {name: sprint._replace(**change) for name, change in changes.items()}


class Trained(NamedTuple):
    """A trained model, the log of its training, and the seconds of processor time that this took."""

    model: nn.Module
    history: list[Epoch]
    seconds: float


def convnet(design: Design, mean: float = 0.1307, spread: float = 0.3081, classes: int = 10) -> nn.Sequential:
    """Return the ConvNet from images (N, 1, 28, 28), 0 to 1, to scores (N, classes), with PyTorch's random weights.

    ``mean`` and ``spread`` are the training images'.
    """
    first, second, third = design.filters
    pooled = design.pool or design.stride == 1
    side = 14 // (2 if design.pool and design.stride == 2 else 1)
    late = side == 14
    side = side // 2 - 2 if late else side - 2
    return nn.Sequential(
        Normalise(mean, spread),
        *_unit(1, first, design, 5, design.stride, 2, pooled),
        *_unit(first, second, design, 3, 1, 1, late),
        *_unit(second, third, design, 3, 1, 0, False),
        nn.Flatten(),
        nn.Dropout(design.dropout),
        nn.Linear(third * side**2, classes),
    )


def _unit(channels: int, filters: int, design: Design, kernel: int, stride: int, padding: int, pooled: bool):
    """Yield a convolution with what follows it."""
    yield nn.Conv2d(channels, filters, kernel, stride, padding, bias=not design.normalised)
    if pooled:
        yield nn.MaxPool2d(2)
    if design.normalised:
        yield nn.BatchNorm2d(filters)
    yield nn.ReLU()


def change_of(configuration: Configuration) -> Change | None:
    """Return how training images are changed."""
    if configuration.distort is not None:
        return distortions(*configuration.distort)
    return shifts(configuration.shift) if configuration.shift else None


def train(
    configuration: Configuration | str = "laptop",
    held_out: int | None = None,
    data: Labelled | None = None,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
) -> Trained:
    """Train a ConvNet as ``configuration`` says, one of CONFIGURATIONS by name or one of your own.

    ``data`` are the training images, MNIST's without; the last ``held_out`` (HELD_OUT without) are kept to validate on,
    and the weights that do best there are returned; with 0 there is no validation, and the last weights are.
    ``folder``, ``device`` and ``show`` are those of ``fit``. Raises ValueError for an unknown name, and what ``fit``
    raises.
    """
    if isinstance(configuration, str):
        if configuration not in CONFIGURATIONS:
            raise ValueError(f"configuration must be one of {', '.join(CONFIGURATIONS)}, got {configuration!r}")
        configuration = CONFIGURATIONS[configuration]
    held_out = HELD_OUT if held_out is None else held_out
    images, labels = load_mnist()[0] if data is None else data
    begun, used = time.process_time(), len(labels) - held_out
    seen = Pictures(images[:used][: configuration.images], labels[:used][: configuration.images])
    model = _initial(configuration, seen)
    seen.change = change_of(configuration)
    validate = None
    if held_out:
        validate = lambda model: accuracy(model, images[used:], labels[used:], configuration.places)  # noqa: E731
    loss = classification(configuration.smoothing)
    history = fit(model, seen, loss, configuration.plan, validate, folder, device, show)
    return Trained(model.eval(), history, time.process_time() - begun)


def _initial(configuration: Configuration, seen: Pictures) -> nn.Sequential:
    seed_everything(configuration.plan.seed)
    return convnet(configuration.design, float(seen.images.mean()), float(seen.images.std()))
