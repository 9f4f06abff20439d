"""A student's PyTorch model as a test sees it: its layers, its shapes, its predictions, never the module itself.

In the student's notebook the model is right there; in grading it lives in the sandbox, and ``build`` gets a proxy.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from utils.grading import torch_adapter
from utils.grading.calls import forget
from utils.grading.remote import Failed, Proxy
from utils.grading.torch_adapter import BadCheckpoint

_SECONDS = {"build": 30.0, "predict": 60.0, "output_shapes": 60.0, "load": 30.0, "describe": 10.0}
"""Limits of one request: models take longer than functions."""


class Layer(NamedTuple):
    """One layer of a model: its name, its type, the shapes of its own parameters."""

    name: str
    kind: str
    shapes: tuple[tuple[int, ...], ...]


class Description(NamedTuple):
    """A model in numbers: all parameters, those that are trained, and the layers that hold no others, in order."""

    parameters: int
    trainable: int
    layers: tuple[Layer, ...]


class Model:
    """A model that ``build`` made; arrays go in and come out."""

    def __init__(self, ask: Callable[..., object], name: str, number: int) -> None:
        self._ask, self.name, self._number = ask, name, number

    def describe(self) -> Description:
        """Return the model in numbers."""
        told = self._ask("describe", self._number)
        try:
            layers = tuple(Layer(str(n), str(k), _shapes(shapes)) for n, k, shapes in told["layers"])
            return Description(_count(told["parameters"]), _count(told["trainable"]), layers)
        except (TypeError, ValueError, KeyError):
            raise Failed(f"{self.name} could not be described") from None

    def output_shapes(self, x: np.ndarray) -> list[tuple[str, tuple[int, ...]]]:
        """Return each layer's name and the shape of its output, in the order in which ``x`` passes them."""
        told = self._ask("output_shapes", self._number, x)
        try:
            return [(str(name), _shapes([shape])[0]) for name, shape in told]
        except (TypeError, ValueError):
            raise Failed(f"{self.name} could not be described") from None

    def predict(self, x: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """Return what the model makes of ``x``, in evaluation mode: real numbers of this ``shape``, else Failed."""
        answer = self._ask("predict", self._number, x)
        if not isinstance(answer, np.ndarray) or answer.dtype.kind not in "fiu":
            raise Failed(f"{self.name} must return a tensor of real numbers, got {type(answer).__name__}")
        if answer.shape != tuple(shape):
            raise Failed(f"{self.name} must return shape {tuple(shape)} for x {x.shape}, got {answer.shape}")
        return answer

    def load(self, checkpoint: str) -> "Model":
        """Load a file that was handed in beside the notebook; raises Failed in one line where it cannot be used."""
        self._ask("load", self._number, checkpoint)
        return self


def build(factory: Callable, *inputs: object) -> Model:
    """Return the model that a student's class or function makes of ``inputs``; raises Failed where it makes none."""
    forget()
    name = getattr(factory, "__name__", str(factory))
    if isinstance(factory, Proxy):

        def ask(do: str, *inputs: object) -> object:
            return factory.remote.ask(do, name, inputs, _SECONDS[do])
    else:
        here = {name: factory}

        def ask(do: str, *inputs: object) -> object:
            try:
                return torch_adapter.MODEL_QUESTIONS[do](here, name, inputs)
            except BadCheckpoint as error:
                raise Failed(str(error)) from None

    number = ask("build", *inputs)
    if type(number) is not int:
        raise Failed(f"{name} could not be built")
    return Model(ask, name, number)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _shapes(shapes: object) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(_count(length) for length in shape) for shape in shapes)
