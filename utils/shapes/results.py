"""How famous networks did on ImageNet, as published: quoted with their source, never computed here."""

from typing import NamedTuple


class Result(NamedTuple):
    """A network's top-5 error on the test set, in hundredths of a percent, as ``where`` has it.

    ``network`` is its name in ``utils.shapes.published``; most errors are averages over several networks. ``place`` is
    the rank among the teams of that year's classification task, None where the error quoted is not that of a ranked
    entry; ``error`` is None for a network that was never tried on ImageNet.
    """

    network: str
    label: str
    year: int
    place: int | None
    error: int | None
    where: str


RESULTS: tuple[Result, ...] = (
    Result("lenet5", "LeNet-5", 1998, None, None, "LeCun et al. 1998: digits, before ImageNet"),
    Result("alexnet", "AlexNet", 2012, 1, 1640, "Krizhevsky et al. 2012, table 2: five networks, no extra data"),
    Result("zfnet", "ZF-Net", 2013, None, 1480, "Zeiler and Fergus 2014, table 2: six networks"),
    Result("vgg16", "VGG-16", 2014, 2, 732, "He et al. 2016, table 5: the entry of team VGG"),
    Result("googlenet", "GoogLeNet", 2014, 1, 667, "Szegedy et al. 2015, table 2: seven networks"),
    Result("resnet152", "ResNet-152", 2015, 1, 357, "He et al. 2016, table 5: six networks of different depth"),
    Result("inception_v3", "Inception-v3", 2015, 2, 358, "Szegedy et al. 2016, table 5: four networks"),
    Result(
        "inception_v4", "Inception-v4", 2016, None, 308, "Szegedy et al. 2017, abstract: with three Inception-ResNets"
    ),
)
"""In the order of their years."""

WITH_EXTRA_DATA_2012 = 1530
"""AlexNet's own, with two of seven networks trained on more images (Krizhevsky et al. 2012, table 2)."""

RUNNER_UP_2012 = 2620
"""Top-5 error of the second team of 2012, in hundredths of a percent (Krizhevsky et al. 2012, section 6)."""

WINNER_2013 = "Clarifai"
"""The team that won the classification task of 2013, of Matthew Zeiler (Szegedy et al. 2015, table 2)."""
