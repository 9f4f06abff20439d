"""What an architecture costs: parameters and products, counted layer by layer."""

from collections.abc import Iterator
from typing import NamedTuple

from utils.shapes.integers import whole
from utils.shapes.layers import Architecture, Layer, Shape


class Step(NamedTuple):
    """One layer at work: what came in and what goes out, both (C, H, W)."""

    layer: Layer
    input: Shape
    output: Shape


def steps(architecture: Architecture, input: Shape, floor: bool = False) -> Iterator[Step]:
    """Yield every layer with its input and output, (C, H, W), in order.

    Raises DoesNotFit, naming the layer, where a stride does not divide, unless ``floor``; ValueError where channels
    or inputs do not match.
    """
    shape = _shape(input)
    for layer in architecture:
        output = layer.output(shape, floor)
        yield Step(layer, shape, output)
        shape = output


def output_shape(architecture: Architecture, input: Shape, floor: bool = False) -> Shape:
    """Return the (C, H, W) that comes out of the last layer; errors as ``steps``."""
    shape = _shape(input)
    for step in steps(architecture, input, floor):
        shape = step.output
    return shape


def parameters(architecture: Architecture, biases: bool = True) -> int:
    """Return the number of weights, and of biases unless told not to; no auxiliary heads.

    A batch normalisation's scale counts as a weight and its shift as a bias.
    """
    return sum(layer.weights + (layer.biases if biases else 0) for layer in architecture)


def multiply_adds(architecture: Architecture, input: Shape, floor: bool = False) -> int:
    """Return the products that one input (C, H, W) takes; adding biases is not counted. Errors as ``steps``."""
    return sum(step.layer.multiply_adds(step.input, step.output) for step in steps(architecture, input, floor))


def up_to(architecture: Architecture, name: str) -> Architecture:
    """Return the layers up to and including the one called ``name``; ValueError where there is none.

    Branches and residual blocks are one layer here: a stack cannot end inside of them.
    """
    names = [layer.name for layer in architecture]
    if name not in names:
        raise ValueError(f"name must be one of {', '.join(names)}, got {name!r}")
    return tuple(architecture[: names.index(name) + 1])


def _shape(input: Shape) -> Shape:
    if not isinstance(input, tuple | list) or len(input) != 3:
        raise ValueError(f"input must be a shape (C, H, W), got {input!r}")
    channels, height, width = (whole(f"input's {axis}", size, 1) for axis, size in zip("CHW", input, strict=True))
    return channels, height, width
