"""Three widgets of lecture 3 that live without a kernel: ten layers deep, a ravine, all sub-networks of a layer.

Each holds a small state; what it shows is computed in the page (``static/tuning_*.js``). The properties here give the
same numbers by ``utils.reference``, and a test holds the two together.
"""

from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference import optimizers
from utils.reference.activations import relu
from utils.reference.border import number
from utils.reference.losses import softmax
from utils.reference.multilayer import ACTIVATIONS, Network, backward, dead_units, forward, saturated
from utils.reference.subnetworks import (
    all_masks,
    arithmetic_mean,
    geometric_mean,
    mask_probabilities,
    subnetwork_scores,
)

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "tuning.css")
GAINS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.71, 0.85, 1.0, 1.2, 1.41, 2.0, 3.0, 5.0, 10.0)
DEPTH, WIDTH, CLASSES = 10, 32, 10
METHODS = ("sgd", "momentum", "nesterov", "rmsprop")
KINDS = ("linear", "relu", "softmax")
FAR = 1e6
"""Beyond this a walk on the ravine has left for good."""


class Layer(NamedTuple):
    """What a hidden layer of the stack shows: deviation of its activations, share of stuck units, size of gradient."""

    deviation: float
    stuck: float
    gradient: float


class DepthView(anywidget.AnyWidget):
    """Ten hidden layers on real digits: histograms of activations, and the gradient that each layer receives."""

    _esm = bundle(STATIC / "tuning_depth.js")
    _css = STYLE
    inputs = traitlets.List().tag(sync=True)
    normals = traitlets.List().tag(sync=True)
    gains = traitlets.List(list(GAINS)).tag(sync=True)
    activation = traitlets.Enum(ACTIVATIONS, "sigmoid").tag(sync=True)
    gain = traitlets.Enum(GAINS, 1.0).tag(sync=True)
    bias = traitlets.Float(0.0, min=-3, max=3).tag(sync=True)

    @property
    def network(self) -> Network:
        """The network: ten hidden layers and ten scores."""
        sizes = (len(self.inputs[0].split()), *[WIDTH] * DEPTH, CLASSES)
        weights = tuple(
            np.array(normals.split(), float).reshape(above, below) / 100 * self.gain * np.sqrt(2 / below)
            for normals, above, below in zip(self.normals, sizes[1:], sizes[:-1], strict=True)
        )
        return Network(weights, (*[np.full(WIDTH, self.bias)] * DEPTH, np.zeros(CLASSES)))

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What each hidden layer shows; the gradient is the root mean square of dW where each score asks for 1 / N."""
        x = np.array([line.split() for line in self.inputs], float) / 16
        trace = forward(x, self.network, self.activation)
        gradients = backward(np.full_like(trace.z[-1], 1 / len(self.inputs)), trace, self.network, self.activation)
        rectified = self.activation in ("relu", "leaky_relu")
        return tuple(
            Layer(float(a.std()), dead_units([z]) if rectified else saturated([z], self.activation), _size(dW))
            for z, a, dW in zip(trace.z[:-1], trace.a[1:-1], gradients.weights[:-1], strict=True)
        )

    def __repr__(self) -> str:
        return f"DepthView({self.activation}, gain {self.gain:g}, bias {self.bias:g})"


class RavineView(anywidget.AnyWidget):
    """Four optimisers on f(x, y) = (x^2 + c y^2) / 2 from a start that can be dragged."""

    _esm = bundle(STATIC / "tuning_ravine.js")
    _css = STYLE
    method = traitlets.Enum(METHODS, "sgd").tag(sync=True)
    start = traitlets.List([-9.0, 2.0], minlen=2, maxlen=2).tag(sync=True)
    rate = traitlets.Float(0.08, min=0).tag(sync=True)
    memory = traitlets.Float(0.9, min=0, max=0.99).tag(sync=True)
    curvature = traitlets.Float(20.0, min=1, max=50).tag(sync=True)

    def __repr__(self) -> str:
        return f"RavineView({self.method}, rate {self.rate:g}, memory {self.memory:g}, steepness {self.curvature:g})"


class DropoutView(anywidget.AnyWidget):
    """Six units and all their sub-networks: what each says, their mean, and the scaled network."""

    _esm = bundle(STATIC / "tuning_dropout.js")
    _css = STYLE
    a = traitlets.List([1.2, 0.4, 2.0, 0.7, 1.5, 0.3]).tag(sync=True)
    W = traitlets.List(
        [[1.1, -0.8, 0.6, 0.9, -1.3, 0.5], [-0.4, 1.2, 0.3, -0.9, 0.8, 0.2], [0.3, -0.2, -1.0, 0.6, 0.4, -0.7]]
    ).tag(sync=True)
    b = traitlets.List([-0.5, 0.1, 0.4]).tag(sync=True)
    mask = traitlets.List([1, 0, 1, 1, 0, 1]).tag(sync=True)
    keep = traitlets.Float(0.5, min=0.05, max=1).tag(sync=True)
    kind = traitlets.Enum(KINDS, "linear").tag(sync=True)

    @property
    def means(self) -> dict[str, float]:
        """Arithmetic and (softmax only) normalised geometric mean of the first output, and the scaled network's."""
        a, W, b = (np.array(part, float) for part in (self.a, self.W, self.b))
        answer = {"linear": lambda s: s, "relu": relu, "softmax": softmax}[self.kind]
        answers, weights = answer(subnetwork_scores(a, W, b)), mask_probabilities(all_masks(len(a)), self.keep)
        means = {
            "arithmetic": arithmetic_mean(answers, weights)[0],
            "scaled": answer((W @ (self.keep * a) + b)[None])[0, 0],
        }
        if self.kind == "softmax":
            means["geometric"] = geometric_mean(answers, weights)[0]
        return {name: float(value) for name, value in means.items()}

    def __repr__(self) -> str:
        return f"DropoutView({self.kind}, keep {self.keep:g})"


def depth(images: np.ndarray, activation: str = "sigmoid", gain: float = 1.0, seed: int = 0) -> DepthView:
    """Return the stack of ten hidden layers of 32 units on ``images`` (N, D), from 0 paper to 1 ink.

    ``gain`` is one of ``GAINS``; normal numbers from ``seed`` are kept in hundredths. Raises ValueError otherwise.
    """
    if np.ndim(images) != 2:
        raise ValueError(f"images must have the shape (N, D), got {np.shape(images)}")
    _one_of("gain", gain, GAINS)
    _one_of("activation", activation, ACTIVATIONS)
    rng, sizes = np.random.default_rng(seed), (np.shape(images)[1], *[WIDTH] * DEPTH, CLASSES)
    normals = [rng.normal(size=above * below) for above, below in zip(sizes[1:], sizes[:-1], strict=True)]
    state = {"normals": [_line(100 * part) for part in normals], "inputs": [_line(16 * row) for row in images]}
    return DepthView(**state, activation=activation, gain=gain)


def ravine(method: str = "sgd", rate: float = 0.08, memory: float = 0.9, curvature: float = 20.0) -> RavineView:
    """Return the ravine with one of ``METHODS``; ``memory`` is mu, or the decay of RMSprop.

    Raises ValueError for any other method.
    """
    _one_of("method", method, METHODS)
    return RavineView(method=method, rate=rate, memory=memory, curvature=curvature)


def dropout(kind: str = "linear", keep: float = 0.5) -> DropoutView:
    """Return six units under dropout that lead to a unit of one of ``KINDS``; ValueError for any other."""
    _one_of("kind", kind, KINDS)
    return DropoutView(kind=kind, keep=keep)


def walk(
    method: str, start: tuple[float, float], rate: float, curvature: float, memory: float = 0.9, steps: int = 200
) -> np.ndarray:
    """Return the places (steps + 1, 2) that an optimiser visits on the ravine; fewer where it leaves for good.

    The ravine is f(x, y) = (x^2 + c y^2) / 2 with c the ``curvature``, its slope (x, c y).
    """
    scale, state = np.array([1.0, number("curvature", curvature, 0)]), None
    places = [np.array(start, float)]
    for _ in range(steps):
        w = places[-1]
        if method == "sgd":
            w = optimizers.sgd(w, scale * w, rate)
        else:
            w, state = getattr(optimizers, method)(w, scale * w, state, rate, memory)
        places.append(w)
        if np.abs(w).max() > FAR:
            break
    return np.array(places)


def _line(numbers: np.ndarray) -> str:
    """Return numbers, rounded to whole ones, in one line of text, which keeps a stored notebook small."""
    return " ".join(map(str, np.rint(numbers).astype(int)))


def _size(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _one_of(name: str, value: Any, allowed: tuple) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(str, allowed))}, got {value!r}")
