"""How many weights a layer holds and how many products it takes."""

from utils.shapes.integers import Pair, pair, whole


def conv_parameters(channels: int, filters: int, kernel: int | Pair, biases: bool = True, groups: int = 1) -> int:
    """Return filters x (channels / groups) x kernel height x kernel width, plus one bias a filter unless told not to.

    Raises ValueError where ``groups`` does not divide both ``channels`` and ``filters``.
    """
    weights = _weights(channels, filters, kernel, groups)
    return weights + filters if biases else weights


def conv_multiply_adds(channels: int, filters: int, kernel: int | Pair, output: int | Pair, groups: int = 1) -> int:
    """Return the products of one image: every weight once at each of the ``output`` (rows, columns) places.

    Adding a bias is no product and is not counted.
    """
    rows, columns = pair("output", output, 1)
    return _weights(channels, filters, kernel, groups) * rows * columns


def dense_parameters(inputs: int, outputs: int, biases: bool = True) -> int:
    """Return inputs x outputs, plus one bias an output unless told not to."""
    weights = whole("inputs", inputs, 1) * whole("outputs", outputs, 1)
    return weights + outputs if biases else weights


def _weights(channels: int, filters: int, kernel: int | Pair, groups: int) -> int:
    channels, filters, groups = whole("channels", channels, 1), whole("filters", filters, 1), whole("groups", groups, 1)
    height, width = pair("kernel", kernel, 1)
    if channels % groups or filters % groups:
        raise ValueError(f"groups must divide {channels} channels and {filters} filters, got {groups}")
    return filters * (channels // groups) * height * width
