"""What an architecture leaves behind in a forward pass, row by row."""

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from utils.shapes.branches import Branches, Residual
from utils.shapes.layers import Architecture, Relu, Shape
from utils.shapes.tables import output_shape, steps


class Row(NamedTuple):
    """One line of a memory table: a name, the (C, H, W) it leaves behind, how many values, weights, biases that is."""

    name: str
    output: Shape
    values: int
    weights: int
    biases: int


def memory_table(architecture: Architecture, input: Shape, floor: bool = False) -> tuple[Row, ...]:
    """Return the rows of what one input (C, H, W) leaves behind in a forward pass, INPUT first; errors as ``steps``.

    Rectifiers have no row: they may overwrite what came. Branches and residual blocks have a row for each layer inside,
    called "block.layer", and after those one for their concatenation or sum, which is a copy in every framework.
    """
    shape = output_shape((), input)
    return (Row("INPUT", shape, prod(shape), 0, 0), *_rows(architecture, shape, floor, ""))


def _rows(architecture: Architecture, input: Shape, floor: bool, path: str) -> Iterator[Row]:
    for layer, came, output in steps(architecture, input, floor):
        name = path + layer.name
        if isinstance(layer, Branches | Residual):
            for branch in layer.branches:
                yield from _rows(branch, came, floor, f"{name}.")
            yield Row(name, output, prod(output), 0, 0)
        elif not isinstance(layer, Relu):
            yield Row(name, output, prod(output), layer.weights, layer.biases)
