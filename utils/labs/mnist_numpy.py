"""A ConvNet for MNIST out of ``utils.reference`` alone: NumPy, the lecture's formulas, and no automatic derivative.

Two convolutions and one dense layer with ReLU between, a pool after the first; softmax with cross-entropy; Adam with
one cycle of the learning rate; batches moved by a pixel.
"""

import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from utils.data.mnist import Labelled, load_mnist
from utils.reference.activations import relu, relu_backward
from utils.reference.convolution import conv2d, conv2d_backward
from utils.reference.layers import affine, affine_backward
from utils.reference.losses import cross_entropy_and_backward, softmax
from utils.reference.optimizers import Moments, adam
from utils.reference.pooling import avg_pool2d, max_pool2d, max_pool2d_backward

PLACES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
CLASSES, SIDE, MEAN, SPREAD = 10, 28, np.float32(0.1307), np.float32(0.3081)


class Settings(NamedTuple):
    """The layers, and how they are trained."""

    filters: tuple[int, int]
    kernel: int
    """Of the first convolution; the second has 3."""
    stride: int
    """Of the first convolution."""
    halved: bool
    """Whether images are shrunk to half their size first, by 2x2 means."""
    epochs: int
    images: int | None = None
    """How many training images are used; None: all."""
    batch: int = 64
    lr: float = 0.01
    warmup: float = 0.2
    shift: int = 0
    places: tuple[tuple[int, int], ...] = PLACES[:1]
    """Where a test image is looked at."""
    seed: int = 0


CONFIGURATIONS = {
    "sprint": Settings((8, 24), 3, 1, halved=True, epochs=1, images=30_000),
    "laptop": Settings((16, 48), 5, 2, halved=False, epochs=3, images=50_000, shift=1, places=PLACES),
}
"""By name: 97% in two seconds, and 99% in a quarter of a minute, on one core."""

Weights = list[np.ndarray]


class Kept(NamedTuple):
    """What the backward pass needs of the forward pass: the layers' inputs, and what was pooled and rectified."""

    x: np.ndarray
    z1: np.ndarray
    pooled: np.ndarray
    a1: np.ndarray
    z2: np.ndarray
    a2: np.ndarray


class Trained(NamedTuple):
    """The weights, the settings they belong to, and the seconds of processor time that training took."""

    weights: Weights
    settings: Settings
    seconds: float


def initial(settings: Settings, rng: np.random.Generator) -> Weights:
    """Return float32 weights (F, C, K, K), (F,), ... after He et al. (2015), and biases 0: W1, b1, W2, b2, W3, b3."""
    side = ((SIDE // (2 if settings.halved else 1) - settings.kernel) // settings.stride + 1) // 2 - 2
    first, second = settings.filters
    kernel = settings.kernel
    shapes = [(first, 1, kernel, kernel), (second, first, 3, 3), (CLASSES, second * side**2)]
    weights = []
    for shape in shapes:
        drawn = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))
        weights += [drawn.astype(np.float32), np.zeros(shape[0], np.float32)]
    return weights


def forward(x: np.ndarray, weights: Weights, stride: int) -> tuple[np.ndarray, Kept]:
    """Return the scores (N, 10) of prepared images, and what the backward pass needs.

    The pool comes before ReLU: it commutes with it, and leaves a quarter of the values.
    """
    W1, b1, W2, b2, W3, b3 = weights
    z1 = conv2d(x, W1, b1, stride)
    pooled = max_pool2d(z1, 2)
    a1 = relu(pooled)
    z2 = conv2d(a1, W2, b2)
    a2 = relu(z2)
    return affine(a2.reshape(len(x), -1), W3, b3), Kept(x, z1, pooled, a1, z2, a2)


def backward(upstream: np.ndarray, kept: Kept, weights: Weights, stride: int) -> Weights:
    """Return the gradients of the weights, in their order, given that of the scores (N, 10)."""
    W1, _, W2, _, W3, b3 = weights
    dense = affine_backward(upstream, kept.a2.reshape(len(kept.x), -1), W3, b3)
    delta = relu_backward(dense.dx.reshape(kept.z2.shape), kept.z2)
    second = conv2d_backward(delta, kept.a1, W2)
    delta = max_pool2d_backward(relu_backward(second.dx, kept.pooled), kept.z1, 2)
    first = conv2d_backward(delta, kept.x, W1, stride)
    return [first.dW, first.db, second.dW, second.db, dense.dW, dense.db]


def prepare(images: np.ndarray, settings: Settings) -> np.ndarray:
    """Return images (N, 1, 28, 28) uint8 as float32, halved where the settings say so, and normalised."""
    x = images.astype(np.float32) / 255
    return ((avg_pool2d(x, 2) if settings.halved else x) - MEAN) / SPREAD


def train(settings: Settings | str = "laptop", data: Labelled | None = None) -> Trained:
    """Train on ``data``, or MNIST's training images, as ``settings`` say, one of CONFIGURATIONS by name or your own.

    Raises ValueError for an unknown name, and for fewer images than a batch has.
    """
    if isinstance(settings, str):
        if settings not in CONFIGURATIONS:
            raise ValueError(f"settings must be one of {', '.join(CONFIGURATIONS)}, got {settings!r}")
        settings = CONFIGURATIONS[settings]
    images, labels = load_mnist()[0] if data is None else data
    if len(images) < settings.batch:
        raise ValueError(f"data must hold at least a batch of {settings.batch} images, got {len(images)}")
    begun, rng = time.process_time(), np.random.default_rng(settings.seed)
    x, y = prepare(images[: settings.images], settings), labels[: settings.images]
    weights = initial(settings, rng)
    states: list[Moments | None] = [None] * len(weights)
    for progress, chosen in _batches(len(x), settings, rng):
        gradients = _gradients(_moved(x[chosen], *_drawn(settings, rng)), y[chosen], weights, settings.stride)
        lr = settings.lr * _cycle(progress, settings.warmup)
        moves = [adam(*parts, lr, beta2=0.99) for parts in zip(weights, gradients, states, strict=True)]
        weights, states = [move.w for move in moves], [move.state for move in moves]
    return Trained(weights, settings, time.process_time() - begun)


def probabilities(model: Trained, images: np.ndarray, batch: int = 500) -> np.ndarray:
    """Return (N, 10) float32: the mean softmax of images (N, 1, 28, 28) uint8 over the places of the settings."""
    x, found = prepare(images, model.settings), []
    for start in range(0, len(x), batch):
        some, places = x[start : start + batch], model.settings.places
        scores = (forward(_moved(some, *place), model.weights, model.settings.stride)[0] for place in places)
        found.append(sum(softmax(one) for one in scores) / len(places))
    return np.concatenate(found)


def accuracy(model: Trained, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of ``images`` whose most probable class is their label."""
    return float((probabilities(model, images).argmax(axis=1) == labels).mean())


def _gradients(x: np.ndarray, y: np.ndarray, weights: Weights, stride: int) -> Weights:
    scores, kept = forward(x, weights, stride)
    return backward(cross_entropy_and_backward(scores, y).ds, kept, weights, stride)


def _batches(count: int, settings: Settings, rng: np.random.Generator) -> Iterator[tuple[float, np.ndarray]]:
    """Yield for each step how far training is, in (0, 1), and its examples; a batch that is not full is dropped."""
    a_pass = count // settings.batch
    for epoch in range(settings.epochs):
        order = rng.permutation(count)[: a_pass * settings.batch].reshape(a_pass, settings.batch)
        for step, chosen in enumerate(order, start=epoch * a_pass + 1):
            yield step / (settings.epochs * a_pass + 1), chosen


def _drawn(settings: Settings, rng: np.random.Generator) -> tuple[int, int]:
    down, right = rng.integers(-settings.shift, settings.shift + 1, 2)
    return int(down), int(right)


def _moved(x: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return prepared images moved by whole pixels; what leaves on one side comes back on the other: MNIST is black."""
    return np.roll(x, (down, right), (2, 3)) if down or right else x


def _cycle(progress: float, warmup: float) -> float:
    """Return the learning rate's factor: up from 0 to 1 until ``warmup``, then down to 0."""
    return progress / warmup if progress < warmup else (1 - progress) / (1 - warmup)
