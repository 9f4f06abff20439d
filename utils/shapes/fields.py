"""How much of the input one output of a stack of layers can see."""

from collections.abc import Iterable
from typing import NamedTuple

from utils.shapes.layers import Layer


class ReceptiveField(NamedTuple):
    """Output i sees the inputs offset + i stride up to offset + i stride + size - 1 (below 0: padding)."""

    size: int
    stride: int
    offset: int


def receptive_field(layers: Iterable[Layer], axis: int = 0) -> ReceptiveField:
    """Return size, effective stride and offset of the field of a stack along ``axis`` (0 rows, 1 columns).

    Layer by layer: size += (span - 1) stride, offset -= padding stride, then stride *= the layer's stride. Padding
    moves the field but does not shrink it. Raises ValueError for a fully connected layer, which sees everything.
    """
    if axis not in (0, 1):
        raise ValueError(f"axis must be 0 (rows) or 1 (columns), got {axis!r}")
    size, stride, offset = 1, 1, 0
    for layer in layers:
        window = layer.window(axis)
        if window is None:
            raise ValueError(f"layers must be convolutions, pools and element-wise layers, got {layer.name}")
        size += window.dilation * (window.kernel - 1) * stride
        offset -= window.padding * stride
        stride *= window.stride
    return ReceptiveField(size, stride, offset)
