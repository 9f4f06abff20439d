"""What the two tables of lecture 6 ask for: networks that meet goals, whose limits ``utils.shapes`` counts."""

from typing import Any, NamedTuple

from utils.shapes import Architecture, Conv, Dense, Shape, architectures, memory_table, output_shape, parameters
from utils.shapes.patterns import depth

FLOAT32 = 4
"""Bytes of a value."""


class Goal(NamedTuple):
    """A quantity of ``measured`` and how it must compare, "=", "<=" or ">=", with a value."""

    what: str
    relation: str
    value: int

    def met(self, numbers: dict[str, int]) -> bool:
        """Return whether ``numbers``, of ``measured``, meet the goal."""
        found = numbers[self.what]
        return {"=": found == self.value, "<=": found <= self.value, ">=": found >= self.value}[self.relation]

    def sent(self) -> dict[str, Any]:
        """Return the goal as the page knows goals: what, is, value."""
        return {"what": self.what, "is": self.relation, "value": self.value}


def measured(layers: Architecture, input: Shape) -> dict[str, int]:
    """Return what a goal may ask of a network on an ``input`` (C, H, W).

    Its image width, its layers with weights, its parameters, the bytes that one image leaves behind in float32, the
    weights of all convolutions, the rows of the maps that its first fully connected layer reads, and whether the layer
    with the most weights is a convolution (1) or not (0).
    """
    rows = memory_table(layers, input)
    convolutions = [layer for layer in layers if isinstance(layer, Conv)]
    heaviest = max(rows, key=lambda row: row.weights)
    dense = next(place for place, layer in enumerate(layers) if isinstance(layer, Dense))
    return {
        "size": input[2],
        "depth": depth(layers),
        "parameters": parameters(layers),
        "bytes": FLOAT32 * sum(row.values for row in rows),
        "convWeights": sum(layer.weights for layer in convolutions),
        "extent": output_shape(layers[:dense], input)[1],
        "convHeaviest": int(heaviest.name in {layer.name for layer in convolutions}),
    }


def _convolutional_weights(name: str) -> int:
    return sum(layer.weights for layer in architectures[name] if isinstance(layer, Conv))


MEGA = 10**6
TASKS: dict[str, tuple[tuple[Goal, ...], ...]] = {
    "pattern": (
        (Goal("size", "=", 32), Goal("extent", "=", 1)),
        (Goal("depth", ">=", 8), Goal("convHeaviest", "=", 1)),
        (Goal("depth", ">=", 12), Goal("parameters", "<=", MEGA // 10), Goal("bytes", ">=", MEGA * 4 // 10)),
    ),
    "vgg": (
        (Goal("size", "=", 224), Goal("parameters", "=", parameters(architectures["vgg19"]))),
        (Goal("parameters", "<=", 20 * MEGA), Goal("bytes", ">=", 60 * MEGA), Goal("size", "=", 224)),
        (Goal("convWeights", "=", _convolutional_weights("vgg16")), Goal("bytes", ">=", 200 * MEGA)),
    ),
}
"""The tasks of each kind of table, one after the other; a network meets a task when it meets all of its goals."""
