"""Where each architecture was published, for which input, which counts were printed, and why ours differ."""

from typing import NamedTuple

from utils.shapes.layers import Shape

MILLION, BILLION = 10**6, 10**9


class Count(NamedTuple):
    """A number somebody printed: of "parameters" or "multiply_adds", to the last digit's place value ``unit``.

    ``where`` is a place in the paper, or the name of another source. ``difference`` says why our count, rounded to
    ``unit``, is another one; it is empty where ours agrees.
    """

    of: str
    value: int
    unit: int
    where: str
    difference: str = ""

    def agrees(self, ours: int) -> bool:
        """Return whether ``ours`` rounds (half up) to what was printed."""
        return (2 * ours + self.unit) // (2 * self.unit) * self.unit == self.value


class Source(NamedTuple):
    """A paper, the input (C, H, W) that its network is counted for, and the counts in print."""

    paper: str
    input: Shape
    counts: tuple[Count, ...] = ()


def _parameters(value: int, where: str, difference: str = "", unit: int = 1) -> Count:
    return Count("parameters", value, unit, where, difference)


def _multiply_adds(tenths: int, where: str, difference: str = "") -> Count:
    """Return a count printed in billions with one decimal."""
    return Count("multiply_adds", tenths * BILLION // 10, BILLION // 10, where, difference)


def _vgg(configuration: str, millions: int, exact: int, *more: Count) -> Source:
    paper = "Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition, ICLR 2015"
    printed = _parameters(millions * MILLION, f"table 2, configuration {configuration} of table 1", unit=MILLION)
    return Source(paper, (3, 224, 224), (printed, _parameters(exact, "torchvision, num_params"), *more))


def _resnet(tenths: int, exact: int, *more: Count, cut: str = "") -> Source:
    paper = "He, Zhang, Ren and Sun, Deep residual learning for image recognition, CVPR 2016"
    printed = _multiply_adds(tenths, "table 1, FLOPs (multiply-adds, section 3.3)", cut)
    return Source(paper, (3, 224, 224), (printed, _parameters(exact, "torchvision, num_params"), *more))


def _later_stride(hundredths: int) -> Count:
    why = "torchvision gives the stride of a bottleneck to its 3x3 convolution, the paper to the 1x1 before it"
    return Count("multiply_adds", hundredths * BILLION // 100, BILLION // 100, "torchvision, GFLOPS", why)


CUT = "cut after the last printed digit, not rounded"

sources: dict[str, Source] = {
    "lenet5": Source(
        "LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, 1998",
        (1, 32, 32),
        (
            _parameters(
                60_000,
                "section II.B, trainable parameters",
                "its second convolution reads chosen maps (900 weights fewer), its poolings have 44 coefficients of "
                "their own, and the 850 weights of its last layer are set by hand; it squashes by hyperbolic tangents "
                "where ours rectifies",
            ),
        ),
    ),
    "alexnet": Source(
        "Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks, NIPS 2012",
        (3, 227, 227),  # the printed 224 does not fit conv1
        (
            _parameters(60 * MILLION, "abstract", CUT, unit=MILLION),
            _parameters(
                61_100_840,
                "torchvision, num_params",
                "one tower of 64, 192, 384, 256, 256 filters (Krizhevsky, One weird trick, 2014); ours are both towers "
                "of 2012, whose conv2, conv4 and conv5 read half of the maps each",
            ),
        ),
    ),
    "zfnet": Source(
        "Zeiler and Fergus, Visualizing and understanding convolutional networks, ECCV 2014, figure 3",
        (3, 224, 224),
    ),
    "vgg11": _vgg("A", 133, 132_863_336),
    "vgg13": _vgg("B", 133, 133_047_848),
    "vgg16": _vgg("D", 138, 138_357_544),
    "vgg19": _vgg("E", 144, 143_667_240, _multiply_adds(196, "He et al. 2016, figure 3")),
    "googlenet": Source(
        "Szegedy et al., Going deeper with convolutions, CVPR 2015, table 1",
        (3, 224, 224),
        (
            _parameters(6_998_552, "the Caffe model bvlc_googlenet without its training heads"),
            _parameters(
                6_624_904,
                "torchvision, num_params",
                "a variant: batch normalisation in place of biases, and 3x3 convolutions in place of 5x5",
            ),
            _multiply_adds(
                15,
                "section 1",
                "table 1 counts the first layer with 2.7K parameters and 34M products; its 7x7x3x64 = 9,408 weights at "
                "112x112 places take 118M",
            ),
        ),
    ),
    "resnet18": _resnet(18, 11_689_512),
    "resnet34": _resnet(36, 21_797_672, cut=CUT),
    "resnet50": _resnet(
        38,
        25_557_032,
        _later_stride(409),
        _parameters(
            25_636_712,
            "Keras, ResNet50",
            "Keras keeps 26,560 convolution biases that batch normalisation cancels, and counts 53,120 running "
            "means and variances, which are measured, not learned",
        ),
        cut=CUT,
    ),
    "resnet101": _resnet(76, 44_549_160, _later_stride(780)),
    "resnet152": _resnet(113, 60_192_808, _later_stride(1151)),
    "inception_v3": Source(
        "Szegedy et al., Rethinking the Inception architecture for computer vision, CVPR 2016",
        (3, 299, 299),
        (
            _parameters(25 * MILLION, "abstract", "printed as an upper bound, less than 25 million", unit=MILLION),
            Count(
                "multiply_adds",
                5 * BILLION,
                BILLION,
                "abstract",
                "the paper's table 1 and the authors' released network, which ours follows, are not the same",
            ),
            Count("multiply_adds", 571 * BILLION // 100, BILLION // 100, "torchvision, GFLOPS"),
            _parameters(
                27_161_264,
                "torchvision, num_params",
                "with the auxiliary head of 3,326,696 parameters; without it torchvision has our 23,834,568",
            ),
            _parameters(
                23_851_784,
                "Keras, InceptionV3",
                "Keras leaves out the 17,216 scales, and counts 34,432 running means and variances",
            ),
        ),
    ),
    "inception_v4": Source(
        "Szegedy et al., Inception-v4, Inception-ResNet and the impact of residual connections, AAAI 2017",
        (3, 299, 299),
        (_parameters(42_679_816, "timm and KerasHub, inception_v4"),),
    ),
}
