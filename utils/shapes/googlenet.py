"""GoogLeNet as data (Szegedy et al., "Going deeper with convolutions", 2015, table 1), without its auxiliary heads.

The table's columns are the arguments of ``_module``. Pools let their last window hang over the border, as Caffe's
model bvlc_googlenet does: 112 to 56 in 3x3/2 windows fits no other way.
"""

from utils.shapes.branches import Branches
from utils.shapes.layers import Architecture, Conv, Dense, GlobalPool, LocalNorm, Pool, Relu


def googlenet() -> Architecture:
    """Return the 22 layers with weights, in nine Inception modules and five layers around them."""
    return (
        Conv("conv1", 3, 64, 7, stride=2, padding=3, floor=True),
        Relu("relu1"),
        _pool("pool1"),
        LocalNorm("norm1"),
        *_conv("conv2_reduce", 64, 64, 1),
        *_conv("conv2", 64, 192, 3),
        LocalNorm("norm2"),
        _pool("pool2"),
        _module("inception_3a", 192, 64, (96, 128), (16, 32), 32),
        _module("inception_3b", 256, 128, (128, 192), (32, 96), 64),
        _pool("pool3"),
        _module("inception_4a", 480, 192, (96, 208), (16, 48), 64),
        _module("inception_4b", 512, 160, (112, 224), (24, 64), 64),
        _module("inception_4c", 512, 128, (128, 256), (24, 64), 64),
        _module("inception_4d", 512, 112, (144, 288), (32, 64), 64),
        _module("inception_4e", 528, 256, (160, 320), (32, 128), 128),
        _pool("pool4"),
        _module("inception_5a", 832, 256, (160, 320), (32, 128), 128),
        _module("inception_5b", 832, 384, (192, 384), (48, 128), 128),
        GlobalPool("pool5"),
        Dense("fc", 1024, 1000),
    )


def _module(
    name: str, channels: int, one: int, three: tuple[int, int], five: tuple[int, int], projection: int
) -> Branches:
    """Return an Inception module: 1x1, 3x3 and 5x5 convolutions (the latter two reduced first) beside a pool."""
    return Branches(
        name,
        (
            _conv("1x1", channels, one, 1),
            _conv("3x3_reduce", channels, three[0], 1) + _conv("3x3", *three, 3),
            _conv("5x5_reduce", channels, five[0], 1) + _conv("5x5", *five, 5),
            (Pool("pool", 3, 1, padding=1), *_conv("pool_proj", channels, projection, 1)),
        ),
    )


def _conv(name: str, channels: int, filters: int, kernel: int) -> Architecture:
    return (Conv(name, channels, filters, kernel, padding=kernel // 2), Relu(f"{name}_relu"))


def _pool(name: str) -> Pool:
    return Pool(name, 3, 2, ceil=True)
