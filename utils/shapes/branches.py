"""Layers that hold layers: branches whose maps are concatenated, and residual blocks whose maps are added.

Each branch is an architecture of its own and reads the same input; the empty branch () hands it on unchanged. Seen from
outside, the whole is one layer that answers what every layer answers: weights, biases and products are sums over the
branches, and the window reaches from the first to the last input that any branch reads. Where one branch's window
holds all others, as in every published network here, that is the largest one.
"""

from typing import NamedTuple

from utils.shapes.fields import ReceptiveField, receptive_field
from utils.shapes.layers import Architecture, Shape, Window
from utils.shapes.tables import multiply_adds, output_shape, parameters


class _Joined:
    """What a layer made of ``branches`` answers, however their maps are joined."""

    name: str
    branches: tuple[Architecture, ...]

    @property
    def weights(self) -> int:
        """Weights of all branches, without biases."""
        return sum(parameters(branch, biases=False) for branch in self.branches)

    @property
    def biases(self) -> int:
        """Biases of all branches."""
        return sum(parameters(branch) for branch in self.branches) - self.weights

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return the products of all branches; joining them takes none."""
        return sum(multiply_adds(branch, input, floor=True) for branch in self.branches)

    def window(self, axis: int) -> Window | None:
        """Return the window from the first to the last input that any branch reads, or None if one sees everything.

        Raises ValueError where branches move on by different strides: their maps cannot be joined.
        """
        if any(layer.window(axis) is None for branch in self.branches for layer in branch):
            return None
        fields = [receptive_field(branch, axis) for branch in self.branches]
        strides = {field.stride for field in fields}
        if len(strides) != 1:
            raise ValueError(f"branches of {self.name} must move on by one stride, got {sorted(strides)}")
        union = _union(fields)
        return Window(union.size, union.stride, -union.offset)

    def _outputs(self, input: Shape, floor: bool) -> list[Shape]:
        """Return the (C, H, W) that each branch makes; an error inside names this layer first."""
        if not self.branches:
            raise ValueError(f"branches of {self.name} must be at least one, got none")
        try:
            return [output_shape(branch, input, floor) for branch in self.branches]
        except ValueError as error:
            raise type(error)(f"{self.name}.{error}") from None


class _Branches(NamedTuple):
    name: str
    branches: tuple[Architecture, ...]


class Branches(_Joined, _Branches):
    """Branches side by side, their maps concatenated in order (Szegedy et al. 2015, figure 2)."""

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return all maps of all branches; ValueError where their sizes differ."""
        outputs = self._outputs(input, floor)
        if len({output[1:] for output in outputs}) != 1:
            raise ValueError(f"branches of {self.name} must make maps of one size, got (C, H, W) {_listed(outputs)}")
        return (sum(output[0] for output in outputs), *outputs[0][1:])


class _Residual(NamedTuple):
    name: str
    branch: Architecture
    shortcut: Architecture = ()


class Residual(_Joined, _Residual):
    """A ``branch`` added to its own input, or to a ``shortcut`` of it (He et al. 2016, figure 2)."""

    @property
    def branches(self) -> tuple[Architecture, ...]:
        """The branch and the shortcut."""
        return (self.branch, self.shortcut)

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return the shape of the branch; ValueError where the shortcut's differs."""
        outputs = self._outputs(input, floor)
        if outputs[0] != outputs[1]:
            raise ValueError(f"branch and shortcut of {self.name} must make the same (C, H, W), got {_listed(outputs)}")
        return outputs[0]


def _union(fields: list[ReceptiveField]) -> ReceptiveField:
    first = min(field.offset for field in fields)
    behind = max(field.offset + field.size for field in fields)
    return ReceptiveField(behind - first, fields[0].stride, first)


def _listed(shapes: list[Shape]) -> str:
    return " and ".join(str(shape) for shape in shapes)
