"""The layers of an architecture as data: an architecture is a tuple of them, so it can be sliced and edited.

Every layer answers the same questions, and every count in ``utils.shapes`` comes from the answers:

- ``output(input, floor)``: the (C, H, W) that it makes of an ``input`` (C, H, W); a dense one makes (C, 1, 1);
- ``weights`` and ``biases``: how many it holds; ``multiply_adds(input, output)``: how many products it takes;
- ``window(axis)``: kernel, stride, padding, dilation along axis 0 (rows) or 1 (columns), or None if it sees all.

Kernels, strides, paddings and dilations are whole numbers or pairs (rows, columns). ``floor=True`` on a layer says that
the published network drops a border there; elsewhere a stride that does not divide raises DoesNotFit.
"""

from typing import NamedTuple

from utils.shapes.conv_arithmetic import DoesNotFit, output_size
from utils.shapes.counts import conv_multiply_adds, conv_parameters, dense_parameters
from utils.shapes.integers import Pair, pair, whole

Shape = tuple[int, int, int]


class Window(NamedTuple):
    """What a layer reads along one axis."""

    kernel: int = 1
    stride: int = 1
    padding: int = 0
    dilation: int = 1


class Conv(NamedTuple):
    """A convolution of ``channels`` maps with ``filters`` kernels; with ``groups`` each filter reads its share."""

    name: str
    channels: int
    filters: int
    kernel: int | Pair
    stride: int | Pair = 1
    padding: int | Pair = 0
    dilation: int | Pair = 1
    groups: int = 1
    bias: bool = True
    floor: bool = False

    @property
    def weights(self) -> int:
        """Weights without biases."""
        return conv_parameters(self.channels, self.filters, self.kernel, biases=False, groups=self.groups)

    @property
    def biases(self) -> int:
        """One bias a filter, or none."""
        return self.filters if self.bias else 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return (filters, rows, columns)."""
        if input[0] != self.channels:
            raise ValueError(f"{self.name} must be given {self.channels} channels, got {input[0]} of (C, H, W) {input}")
        return (self.filters, *_slide(self, input, floor))

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return every weight once at each place of the output."""
        return conv_multiply_adds(self.channels, self.filters, self.kernel, output[1:], self.groups)

    def window(self, axis: int) -> Window:
        """Return kernel, stride, padding, dilation along ``axis``."""
        return Window(
            pair("kernel", self.kernel, 1)[axis],
            pair("stride", self.stride, 1)[axis],
            pair("padding", self.padding, 0)[axis],
            pair("dilation", self.dilation, 1)[axis],
        )


class Pool(NamedTuple):
    """Pooling of each map alone, by ``kind`` "max" or "average"; the stride is the kernel unless given."""

    name: str
    kernel: int | Pair
    stride: int | Pair | None = None
    padding: int | Pair = 0
    kind: str = "max"
    floor: bool = False
    weights = 0
    biases = 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return as many maps as came, smaller."""
        return (input[0], *_slide(self, input, floor))

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return 0: comparing and averaging take no weights."""
        return 0

    def window(self, axis: int) -> Window:
        """Return kernel, stride, padding along ``axis``; pooling is not dilated."""
        kernel = pair("kernel", self.kernel, 1)
        stride = kernel if self.stride is None else pair("stride", self.stride, 1)
        return Window(kernel[axis], stride[axis], pair("padding", self.padding, 0)[axis])


class Dense(NamedTuple):
    """A fully connected layer from ``inputs`` values, however they are arranged, to ``outputs``."""

    name: str
    inputs: int
    outputs: int
    bias: bool = True

    @property
    def weights(self) -> int:
        """Weights without biases."""
        return dense_parameters(self.inputs, self.outputs, biases=False)

    @property
    def biases(self) -> int:
        """One bias an output, or none."""
        return self.outputs if self.bias else 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return (outputs, 1, 1)."""
        channels, rows, columns = input
        came = channels * rows * columns
        if came != self.inputs:
            raise ValueError(
                f"{self.name} must be given {self.inputs} inputs, got {channels} * {rows} * {columns} = {came}"
            )
        return (self.outputs, 1, 1)

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return every weight once."""
        return self.weights

    def window(self, axis: int) -> None:
        """Return None: it sees all inputs."""
        return None


class _Elementwise:
    """What layers that keep the shape and hold nothing have in common."""

    weights = 0
    biases = 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return the shape that came."""
        return input

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return 0: there are no weights."""
        return 0

    def window(self, axis: int) -> Window:
        """Return the window of one cell."""
        return Window()


class _Relu(NamedTuple):
    name: str


class Relu(_Elementwise, _Relu):
    """The rectifier max(0, z), value by value; it may overwrite its input and so has no row in a memory table."""


class _LocalNorm(NamedTuple):
    name: str
    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 2.0


class LocalNorm(_Elementwise, _LocalNorm):
    """Division by the activity of ``size`` neighbouring maps (Krizhevsky et al. 2012, section 3.3)."""


Layer = Conv | Pool | Dense | Relu | LocalNorm
Architecture = tuple[Layer, ...]


def _slide(layer: Conv | Pool, input: Shape, floor: bool) -> Pair:
    try:
        rows, columns = (
            output_size(whole("size", size, 1), *layer.window(axis), floor=floor or layer.floor)
            for axis, size in enumerate(input[1:])
        )
    except DoesNotFit as error:
        raise DoesNotFit(f"{layer.name}: {error}") from None
    except ValueError as error:
        raise ValueError(f"{layer.name}: {error}") from None
    return rows, columns
