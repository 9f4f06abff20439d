"""Training a small classifier: every setting that can be wrong, and all that can be watched on the way.

The network is ``utils.reference.multilayer``'s under softmax and cross-entropy; a run takes a fraction of a second on a
few hundred 8 x 8 digits. The same seed gives the same run.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from utils.reference import optimizers
from utils.reference.border import Array, floats, labels, number
from utils.reference.losses import cross_entropy, cross_entropy_and_backward
from utils.reference.multilayer import Network, backward, dead_units, forward, initial_network, named, saturated
from utils.shapes.integers import whole

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam")


class Examples(NamedTuple):
    """Inputs x (N, D) floats, and labels y (N,) integers from 0."""

    x: Array
    y: Array


class Settings(NamedTuple):
    """What is decided before a run starts; the defaults suit the 8 x 8 digits."""

    hidden: tuple[int, ...] = (32,)
    """Units of each hidden layer."""
    activation: str = "relu"
    gain: float = 1.0
    """Weights start with standard deviation gain sqrt(2 / inputs)."""
    bias: float = 0.0
    """Where the biases of hidden units start."""
    optimizer: str = "momentum"
    lr: float = 0.02
    batch: int = 20
    epochs: int = 20
    keep: float = 1.0
    """Probability with which dropout keeps a hidden unit."""
    drop_at_test: bool = False
    """Whether dropout goes on while the network is measured: a fault."""
    decay: float = 0.0
    """Weight decay: decay W is added to the gradient of W."""
    shuffle: bool = True
    """Whether each epoch has a new random order; otherwise examples come sorted by class: a fault."""
    examples: int | None = None
    """How many of the training examples are used; None for all."""
    input_scale: float = 1.0
    """What inputs are multiplied by."""


class Run(NamedTuple):
    """What a run leaves behind; where numbers overflowed, the rest of the record is nan.

    ``loss`` (steps,) is the cross-entropy of each minibatch before its step, in nats. The next six are (epochs + 1,),
    measured before the first step and after each epoch. ``agreement`` is the cosine between the gradients of two
    minibatches before the first step.
    """

    settings: Settings
    loss: Array
    train_loss: Array
    train_accuracy: Array
    val_loss: Array
    val_accuracy: Array
    dead: Array
    saturated: Array
    agreement: float
    network: Network


def examples(images: Array, y: Array) -> Examples:
    """Return images (N, ...) as rows of float64 with their labels (N,); ValueError where there is not one for each."""
    images = floats("images", images)
    y = labels("y", y, len(images), int(np.max(y, initial=0)) + 1)
    return Examples(images.reshape(len(images), -1).astype(np.float64), y)


def train(
    training: Examples,
    validation: Examples,
    settings: Settings | None = None,
    seed: int = 0,
    schedule: Callable[[float, int], float] | None = None,
) -> Run:
    """Train a network from scratch and return what was seen on the way; training ends early where numbers overflow.

    ``settings`` None takes the defaults. ``schedule(lr, step)`` gives each step's learning rate, None keeps it.
    Raises ValueError, naming the setting, where there can be no run.
    """
    settings = check(settings or Settings(), len(training.y))
    rng = np.random.default_rng(seed)
    used, held = prepared(training, validation, settings)
    sizes = (used.x.shape[1], *settings.hidden, int(max(training.y.max(), validation.y.max())) + 1)
    network = initial_network(sizes, settings.gain, settings.bias, rng)
    agreement = _agreement(used, network, settings)
    epoch = -(-len(used.y) // settings.batch)
    loss, seen = np.full(settings.epochs * epoch, np.nan), np.full((settings.epochs + 1, 6), np.nan)
    remembered = (None,) * 2 * len(network.weights)
    with np.errstate(over="ignore", invalid="ignore"):
        seen[0] = _measure(used, held, network, settings, rng)
        for step, chosen in enumerate(batches(len(used.y), settings, rng)):
            lr = settings.lr if schedule is None else schedule(settings.lr, step)
            batch = Examples(used.x[chosen], used.y[chosen])
            loss[step], gradients = _gradients(batch, network, settings, rng)
            if not np.isfinite(loss[step]):
                break
            network, remembered = _update(network, gradients, settings._replace(lr=lr), remembered)
            if (step + 1) % epoch == 0:
                seen[(step + 1) // epoch] = _measure(used, held, network, settings, rng)
    return Run(settings, loss, *seen.T, agreement, network)


def disagreement(validation: Examples, run: Run, seed: int = 0) -> float:
    """Return the share of examples which the trained network, asked twice as its settings say, answers differently."""
    keep = run.settings.keep if run.settings.drop_at_test else 1.0
    rng, x = np.random.default_rng(seed), validation.x * run.settings.input_scale
    with np.errstate(over="ignore", invalid="ignore"):
        asked = [forward(x, run.network, run.settings.activation, keep, rng).a[-1] for _ in range(2)]
    return float(np.mean(asked[0].argmax(axis=1) != asked[1].argmax(axis=1)))


def check(settings: Settings, available: int) -> Settings:
    """Return settings, ``examples`` filled in; ValueError names the first with which there can be no run."""
    named(settings.activation)
    if settings.optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}, got {settings.optimizer!r}")
    for name in ("batch", "epochs"):
        whole(name, getattr(settings, name), 1)
    for units in settings.hidden:
        whole("hidden", units, 1)
    for name in ("gain", "lr", "decay", "input_scale"):
        number(name, getattr(settings, name), 0)
    number("bias", settings.bias)
    if number("keep", settings.keep, 0, 1) == 0:
        raise ValueError("keep must be above 0, got 0")
    examples = available if settings.examples is None else whole("examples", settings.examples, 1)
    if examples > available:
        raise ValueError(f"examples must be at most {available}, got {examples}")
    return settings._replace(examples=examples)


def prepared(training: Examples, validation: Examples, settings: Settings) -> tuple[Examples, Examples]:
    """Return the examples as a run with these settings sees them: chosen, scaled, sorted where nothing shuffles."""
    x, y = (part[: settings.examples] for part in training)
    if not settings.shuffle:
        order = np.argsort(y, kind="stable")
        x, y = x[order], y[order]
    return Examples(x * settings.input_scale, y), Examples(validation.x * settings.input_scale, validation.y)


def batches(count: int, settings: Settings, rng: np.random.Generator) -> Iterator[Array]:
    """Yield, epoch after epoch, which of ``count`` examples make up each minibatch, (batch,) integers."""
    for _ in range(settings.epochs):
        order = rng.permutation(count) if settings.shuffle else np.arange(count)
        for start in range(0, count, settings.batch):
            yield order[start : start + settings.batch]


def _gradients(
    batch: Examples, network: Network, settings: Settings, rng: np.random.Generator
) -> tuple[float, Network]:
    trace = forward(batch.x, network, settings.activation, settings.keep, rng)
    loss, upstream = cross_entropy_and_backward(trace.a[-1], batch.y)
    gradients = backward(upstream, trace, network, settings.activation, settings.keep)
    if settings.decay:
        dW = tuple(dW + settings.decay * W for dW, W in zip(gradients.weights, network.weights, strict=True))
        gradients = gradients._replace(weights=dW)
    return loss, gradients


def _update(network: Network, gradients: Network, settings: Settings, remembered: tuple) -> tuple[Network, tuple]:
    """Return the network after one step of the optimiser, and what the optimiser remembers of each parameter."""
    parameters, slopes = network.weights + network.biases, gradients.weights + gradients.biases
    pairs = zip(parameters, slopes, remembered, strict=True)
    if settings.optimizer == "sgd":
        moved = [optimizers.Step(optimizers.sgd(w, dw, settings.lr), state) for w, dw, state in pairs]
    else:
        step = partial(getattr(optimizers, settings.optimizer), lr=settings.lr)
        moved = [step(w, dw, state) for w, dw, state in pairs]
    half, new = len(network.weights), tuple(step.w for step in moved)
    return Network(new[:half], new[half:]), tuple(step.state for step in moved)


def _measure(used: Examples, held: Examples, network: Network, settings: Settings, rng: np.random.Generator) -> tuple:
    """Return loss and accuracy in training and validation, and the shares of dead units and of saturated z."""
    keep = settings.keep if settings.drop_at_test else 1.0
    traces = [forward(part.x, network, settings.activation, keep, rng) for part in (used, held)]
    quality = []
    for part, trace in zip((used, held), traces, strict=True):
        right = trace.a[-1].argmax(axis=1) == part.y
        quality += [cross_entropy(trace.a[-1], part.y), float(right.mean())]
    hidden = traces[0].z[:-1]
    dead = dead_units(hidden) if settings.activation == "relu" and hidden else 0.0
    return *quality, dead, saturated(hidden, settings.activation) if hidden else 0.0


def _agreement(used: Examples, network: Network, settings: Settings) -> float:
    """Return the mean cosine between the gradients of pairs of random minibatches; 0 where a gradient vanishes."""
    rng, cosines = np.random.default_rng(0), []
    for _ in range(8):
        flat = []
        for _ in range(2):
            chosen = rng.choice(len(used.y), min(settings.batch, len(used.y)), replace=False)
            trace = forward(used.x[chosen], network, settings.activation)
            upstream = cross_entropy_and_backward(trace.a[-1], used.y[chosen]).ds
            gradients = backward(upstream, trace, network, settings.activation)
            flat.append(np.concatenate([part.ravel() for part in gradients.weights + gradients.biases]))
        lengths = np.linalg.norm(flat[0]) * np.linalg.norm(flat[1])
        cosines.append(float(flat[0] @ flat[1] / lengths) if lengths else 0.0)
    return float(np.mean(cosines))
