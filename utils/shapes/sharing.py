"""Three ways to connect a layer to an image, and how many weights each has to learn."""

from typing import NamedTuple

from utils.shapes.counts import conv_parameters, dense_parameters
from utils.shapes.integers import whole


class LayerWeights(NamedTuple):
    """Weights, biases left out, of a dense layer, of a locally connected one, and of shared filters."""

    dense: int
    local: int
    shared: int


def layer_weights(side: int, units: int, kernel: int, filters: int) -> LayerWeights:
    """Return the weights of three layers on an image of ``side`` x ``side`` pixels with one channel.

    Dense: each of ``units`` reads every pixel. Local: each reads a window of ``kernel`` x ``kernel`` through weights of
    its own. Shared: ``filters`` windows of that size, each used at every place. Raises ValueError where the kernel is
    larger than the image.
    """
    if whole("kernel", kernel, 1) > whole("side", side, 1):
        raise ValueError(f"kernel must be at most the image's side {side}, got {kernel}")
    return LayerWeights(
        dense=dense_parameters(side * side, units, biases=False),
        local=dense_parameters(kernel * kernel, units, biases=False),
        shared=conv_parameters(1, filters, kernel, biases=False),
    )
