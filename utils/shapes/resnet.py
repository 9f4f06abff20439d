"""Residual networks as data (He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, table 1).

Every convolution is followed by batch normalisation and has no bias. Shortcuts are projections where the shape changes
and identities elsewhere (option B of section 3.3). In the bottlenecks of ResNet-50 and deeper the first, 1x1,
convolution has the stride, as the paper's operation counts imply; torchvision's variant moves it to the 3x3
convolution, with equal parameters and 6% (ResNet-50) more products. Stride 2 drops a border wherever 224 halves.
"""

from utils.shapes.branches import Residual
from utils.shapes.layers import Architecture, BatchNorm, Conv, Dense, GlobalPool, Layer, Pool, Relu


def resnet(blocks: tuple[int, int, int, int], bottleneck: bool) -> Architecture:
    """Return a residual network of ``blocks`` (conv2_x to conv5_x) of two 3x3, or of 1x1, 3x3, 1x1 convolutions."""
    layers: list[Layer] = [
        *_unit("conv1", 3, 64, 7, stride=2),
        Relu("relu1"),
        Pool("pool1", 3, 2, padding=1, floor=True),
    ]
    channels = 64
    for stage, count in enumerate(blocks, start=2):
        width = 16 * 2**stage
        for place in range(1, count + 1):
            stride = 2 if stage > 2 and place == 1 else 1
            block = _block(f"conv{stage}_{place}", channels, width, stride, bottleneck)
            layers += [block, Relu(f"relu{stage}_{place}")]
            channels = 4 * width if bottleneck else width
    return (*layers, GlobalPool("pool"), Dense("fc", channels, 1000))


def _block(name: str, channels: int, width: int, stride: int, bottleneck: bool) -> Residual:
    """Return one residual block of ``width`` filters; the last convolution of a bottleneck has four times as many."""
    filters = 4 * width if bottleneck else width
    if bottleneck:
        units = [
            _unit("conv1", channels, width, 1, stride),
            _unit("conv2", width, width, 3),
            _unit("conv3", width, filters, 1),
        ]
    else:
        units = [_unit("conv1", channels, width, 3, stride), _unit("conv2", width, filters, 3)]
    branch: list[Layer] = [*units[0]]
    for place, unit in enumerate(units[1:], start=1):
        branch += [Relu(f"relu{place}"), *unit]
    projected = stride > 1 or channels != filters
    return Residual(name, tuple(branch), _unit("shortcut", channels, filters, 1, stride) if projected else ())


def _unit(name: str, channels: int, filters: int, kernel: int, stride: int = 1) -> Architecture:
    """Return a convolution that keeps the size, up to its stride, and its normalisation."""
    return (
        Conv(name, channels, filters, kernel, stride, padding=kernel // 2, bias=False, floor=stride > 1),
        BatchNorm(f"{name}_norm", filters),
    )
