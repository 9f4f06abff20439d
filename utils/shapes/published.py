"""Published architectures as data, layer by layer, with the sources of their counts.

- alexnet: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks" (2012).
  Both towers in one list: conv2, conv4 and conv5 have two groups, as each tower reads its own half. 60,965,224
  parameters; the paper says "60 million". One tower without groups would hold 62,378,344. Its input is 3x227x227: the
  printed 224 does not fit conv1.
- vgg16: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition" (2015), table 1,
  configuration D. 138,357,544 parameters; table 2 says "138 million". Its input is 3x224x224.

Dropout belongs to training and stands in no list.
"""

from utils.shapes.layers import Architecture, Conv, Dense, LocalNorm, Pool, Relu


def _alexnet() -> Architecture:
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
    "alexnet": _alexnet(),
    "vgg16": _vgg((2, 2, 3, 3, 3)),
}
