"""The layers of an architecture as data: an architecture is a tuple of them, so it can be sliced and edited.

Every layer answers the questions of ``Layer``, and every count in ``utils.shapes`` comes from the answers; layers that
hold layers stand in ``utils.shapes.branches``.

Kernels, strides, paddings and dilations are whole numbers or pairs (rows, columns). ``floor=True`` on a layer says that
the published network drops a border there, ``ceil=True`` on a pool that its last window hangs over the border;
elsewhere a stride that does not divide raises DoesNotFit.
"""

from typing import NamedTuple, Protocol

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


class Layer(Protocol):
    """What every layer answers: its name, how many weights and biases it holds, and three questions."""

    name: str
    weights: int
    biases: int

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return the (C, H, W) that it makes of an ``input`` (C, H, W); a dense layer makes (C, 1, 1)."""

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return how many products it takes to make ``output`` of ``input``."""

    def window(self, axis: int) -> Window | None:
        """Return what it reads along axis 0 (rows) or 1 (columns), or None if it sees everything."""


Architecture = tuple[Layer, ...]


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
        _expect_channels(self, input)
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
    """Pooling of each map alone, by ``kind`` "max" or "average"; the stride is the kernel unless given.

    With ``ceil`` a last window that hangs over the far border is kept, as long as it starts before it (PyTorch's rule).
    cuda-convnet and Caffe pool like that.
    """

    name: str
    kernel: int | Pair
    stride: int | Pair | None = None
    padding: int | Pair = 0
    kind: str = "max"
    floor: bool = False
    ceil: bool = False
    weights = 0
    biases = 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return as many maps as came, smaller."""
        if self.kind not in ("max", "average"):
            raise ValueError(f'kind of {self.name} must be "max" or "average", got {self.kind!r}')
        places = _slide(self, input, floor or self.ceil)
        if self.ceil:
            places = tuple(places[axis] + _hangs(self.window(axis), input[1 + axis], places[axis]) for axis in (0, 1))
        return (input[0], *places)

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return 0: comparing and averaging take no weights."""
        return 0

    def window(self, axis: int) -> Window:
        """Return kernel, stride, padding along ``axis``; pooling is not dilated."""
        kernel = pair("kernel", self.kernel, 1)
        stride = kernel if self.stride is None else pair("stride", self.stride, 1)
        return Window(kernel[axis], stride[axis], pair("padding", self.padding, 0)[axis])


class GlobalPool(NamedTuple):
    """The average of each map over all its places: (C, H, W) becomes (C, 1, 1), whatever the size."""

    name: str
    weights = 0
    biases = 0

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return as many maps as came, of one value."""
        return (input[0], 1, 1)

    def multiply_adds(self, input: Shape, output: Shape) -> int:
        """Return 0: averaging takes no weights."""
        return 0

    def window(self, axis: int) -> None:
        """Return None: it sees all inputs."""
        return None


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
        """Return 0: only convolutions and fully connected layers are counted."""
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


class _BatchNorm(NamedTuple):
    name: str
    channels: int
    eps: float = 1e-5


class BatchNorm(_Elementwise, _BatchNorm):
    """Batch normalisation of ``channels`` maps, each with a scale (its weight) and a shift (its bias).

    Running means and variances are measured, not learned, and count nowhere (Ioffe and Szegedy 2015).
    """

    @property
    def weights(self) -> int:
        """One scale a channel."""
        return self.channels

    @property
    def biases(self) -> int:
        """One shift a channel."""
        return self.channels

    def output(self, input: Shape, floor: bool = False) -> Shape:
        """Return the shape that came."""
        _expect_channels(self, input)
        return input


def _expect_channels(layer: Conv | BatchNorm, input: Shape) -> None:
    if input[0] != layer.channels:
        raise ValueError(f"{layer.name} must be given {layer.channels} channels, got {input[0]} of (C, H, W) {input}")


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


def _hangs(window: Window, size: int, places: int) -> bool:
    """Return whether a window after the floored ``places`` would start before the far border and end behind it."""
    start = places * window.stride - window.padding
    behind = start - window.stride + window.dilation * (window.kernel - 1) + 1
    return behind < size + window.padding and start < size
