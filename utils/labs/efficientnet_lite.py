"""EfficientNet-lite: seven stages of inverted bottlenecks; lite0 has 4.7 million weights, lite1 5.4 million.

A block widens its input six times by a 1x1 convolution, filters each map by itself, and narrows again; where shapes
allow, the input is added. Unlike EfficientNet it has no attention and bounds activations at 6, for small devices.
Sources: Tan and Le, "EfficientNet" (2019), table 1; the lite variant by R. Liu (2020).
"""

import math

from torch import Tensor, nn
from torch.nn import functional

STAGES = (
    # kernel, stride, widening, filters
    (3, 1, 1, 16),
    (3, 2, 6, 24),
    (5, 2, 6, 40),
    (3, 2, 6, 80),
    (5, 1, 6, 112),
    (5, 2, 6, 192),
    (3, 1, 6, 320),
)
BLOCKS = {"efficientnet_lite0": (1, 2, 2, 3, 3, 4, 1), "efficientnet_lite1": (1, 3, 3, 4, 4, 5, 1)}
"""How many blocks each stage has: lite1 is deeper by a tenth, rounded up, but for the first and the last."""
STEM, HEAD = 32, 1280


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's "same": ceil(size / stride) outputs, an odd pad goes to bottom and right."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the maps (N, F, ceil(H / stride), ceil(W / stride)) of ``x`` (N, C, H, W)."""
        pads = []
        for size, kernel, stride in zip(x.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1], strict=True):
            total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        return super().forward(functional.pad(x, pads))


def unit(channels: int, filters: int, kernel: int, stride: int = 1, groups: int = 1, bounded: bool = True) -> nn.Module:
    """Return convolution, batch normalisation and, where ``bounded``, the activation min(max(0, x), 6)."""
    layers = nn.Sequential()
    layers.add_module("conv", SameConv2d(channels, filters, kernel, stride, groups=groups, bias=False))
    layers.add_module("norm", nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01))
    if bounded:
        layers.add_module("relu", nn.ReLU6())
    return layers


class Bottleneck(nn.Module):
    """An inverted bottleneck: widen, filter each map, narrow, and add the input where shapes allow."""

    def __init__(self, channels: int, filters: int, kernel: int, stride: int, widening: int) -> None:
        super().__init__()
        wide = channels * widening
        self.expand = unit(channels, wide, 1) if widening > 1 else nn.Identity()
        self.depthwise = unit(wide, wide, kernel, stride, groups=wide)
        self.project = unit(wide, filters, 1, bounded=False)
        self.adds = stride == 1 and channels == filters

    def forward(self, x: Tensor) -> Tensor:
        """Return the maps (N, filters, ceil(H / stride), ceil(W / stride)) of ``x`` (N, channels, H, W)."""
        out = self.project(self.depthwise(self.expand(x)))
        return x + out if self.adds else out


class EfficientNetLite(nn.Sequential):
    """Scores (N, classes) of images (N, 3, H, W), as (value - 127) / 128: stem, block1 ..., head, pool, fc.

    Lite0 has 16 blocks, lite1 has 21.
    """

    def __init__(self, name: str = "efficientnet_lite0", classes: int = 1000) -> None:
        super().__init__()
        self.add_module("stem", unit(3, STEM, 3, 2))
        channels, count = STEM, 0
        for blocks, (kernel, stride, widening, filters) in zip(BLOCKS[name], STAGES, strict=True):
            for block in range(blocks):
                count += 1
                options = (channels, filters, kernel, 1 if block else stride, widening)
                self.add_module(f"block{count}", Bottleneck(*options))
                channels = filters
        self.add_module("head", unit(channels, HEAD, 1))
        self.add_module("pool", nn.AdaptiveAvgPool2d(1))
        self.add_module("flatten", nn.Flatten())
        self.add_module("dropout", nn.Dropout(0.2))
        self.add_module("fc", nn.Linear(HEAD, classes))


def renamed(published: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of the package efficientnet-lite-pytorch under the names of this model.

    There a block's parts are numbered: _bn0, _bn1 and _bn2 belong to _expand_conv, _depthwise_conv and _project_conv;
    outside of blocks _bn0 belongs to the stem and _bn1 to the head.
    """
    inside = {"_expand_conv": "expand.conv", "_depthwise_conv": "depthwise.conv", "_project_conv": "project.conv"}
    inside |= {"_bn0": "expand.norm", "_bn1": "depthwise.norm", "_bn2": "project.norm"}
    outside = {"_conv_stem": "stem.conv", "_bn0": "stem.norm", "_conv_head": "head.conv", "_bn1": "head.norm"}
    outside |= {"_fc": "fc"}
    names = {}
    for name in published:
        parts = name.split(".")
        if parts[0] == "_blocks":
            names[name] = ".".join([f"block{int(parts[1]) + 1}", inside[parts[2]], *parts[3:]])
        else:
            names[name] = ".".join([outside[parts[0]], *parts[1:]])
    return {names[name]: value for name, value in published.items()}
