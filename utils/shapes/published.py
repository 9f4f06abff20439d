"""Published architectures as data, layer by layer.

LeNet-5, AlexNet, ZF-Net and the VGG networks stand here, the others in modules of their own;
``utils.shapes.sources`` holds, for each, the paper, the input, the counts that were published and why ours differ.
Dropout belongs to training and stands in no list; auxiliary heads neither.
"""

from utils.shapes.googlenet import googlenet
from utils.shapes.inception_v3 import inception_v3
from utils.shapes.inception_v4 import inception_v4
from utils.shapes.layers import Architecture, Conv, Dense, LocalNorm, Pool, Relu
from utils.shapes.resnet import resnet


def _lenet5() -> Architecture:
    """Return the network for digits of figure 2 as it is built today; ``utils.shapes.sources`` says what differs."""
    return (
        Conv("conv1", 1, 6, 5),
        Relu("relu1"),
        Pool("pool1", 2, kind="average"),
        Conv("conv2", 6, 16, 5),
        Relu("relu2"),
        Pool("pool2", 2, kind="average"),
        Conv("conv3", 16, 120, 5),
        Relu("relu3"),
        Dense("fc4", 120, 84),
        Relu("relu4"),
        Dense("fc5", 84, 10),
    )


def _alexnet() -> Architecture:
    """Return both towers in one list: conv2, conv4 and conv5 have two groups, as each tower reads its own half."""
    return (
        Conv("conv1", 3, 96, 11, stride=4),
        Relu("relu1"),
        LocalNorm("norm1"),
        Pool("pool1", 3, 2),
        Conv("conv2", 96, 256, 5, padding=2, groups=2),
        Relu("relu2"),
        LocalNorm("norm2"),
        Pool("pool2", 3, 2),
        Conv("conv3", 256, 384, 3, padding=1),
        Relu("relu3"),
        Conv("conv4", 384, 384, 3, padding=1, groups=2),
        Relu("relu4"),
        Conv("conv5", 384, 256, 3, padding=1, groups=2),
        Relu("relu5"),
        Pool("pool5", 3, 2),
        *_head(256 * 6 * 6),
    )


def _zfnet() -> Architecture:
    """Return the network of figure 3; 110, 55 and 13 take a padded first layer and pools whose last window hangs."""
    return (
        Conv("conv1", 3, 96, 7, stride=2, padding=1, floor=True),
        Relu("relu1"),
        Pool("pool1", 3, 2, ceil=True),
        LocalNorm("norm1"),
        Conv("conv2", 96, 256, 5, stride=2),
        Relu("relu2"),
        Pool("pool2", 3, 2, ceil=True),
        LocalNorm("norm2"),
        Conv("conv3", 256, 384, 3, padding=1),
        Relu("relu3"),
        Conv("conv4", 384, 384, 3, padding=1),
        Relu("relu4"),
        Conv("conv5", 384, 256, 3, padding=1),
        Relu("relu5"),
        Pool("pool5", 3, 2),
        *_head(256 * 6 * 6),
    )


def _vgg(convolutions: tuple[int, ...]) -> Architecture:
    """Return five blocks of 3x3 convolutions, each closed by a pool, and the fully connected head."""
    layers: list = []
    channels = 3
    for block, (count, filters) in enumerate(zip(convolutions, (64, 128, 256, 512, 512), strict=True), start=1):
        for place in range(1, count + 1):
            layers += [Conv(f"conv{block}_{place}", channels, filters, 3, padding=1), Relu(f"relu{block}_{place}")]
            channels = filters
        layers.append(Pool(f"pool{block}", 2))
    return (*layers, *_head(512 * 7 * 7))


def _head(inputs: int) -> Architecture:
    return (
        Dense("fc6", inputs, 4096),
        Relu("relu6"),
        Dense("fc7", 4096, 4096),
        Relu("relu7"),
        Dense("fc8", 4096, 1000),
    )


architectures: dict[str, Architecture] = {
    "lenet5": _lenet5(),
    "alexnet": _alexnet(),
    "zfnet": _zfnet(),
    "vgg11": _vgg((1, 1, 2, 2, 2)),
    "vgg13": _vgg((2, 2, 2, 2, 2)),
    "vgg16": _vgg((2, 2, 3, 3, 3)),
    "vgg19": _vgg((2, 2, 4, 4, 4)),
    "googlenet": googlenet(),
    "resnet18": resnet((2, 2, 2, 2), bottleneck=False),
    "resnet34": resnet((3, 4, 6, 3), bottleneck=False),
    "resnet50": resnet((3, 4, 6, 3), bottleneck=True),
    "resnet101": resnet((3, 4, 23, 3), bottleneck=True),
    "resnet152": resnet((3, 8, 36, 3), bottleneck=True),
    "inception_v3": inception_v3(),
    "inception_v4": inception_v4(),
}
