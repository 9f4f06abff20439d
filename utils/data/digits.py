"""A few hundred real handwritten digits that travel with the course: no download, no waiting.

They are 600 of the 1,797 test images of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak
(UCI Machine Learning Repository, 1998, doi:10.24432/C50P49), licence CC BY 4.0: of each digit the first 30 and the
last 30 images of the copy in scikit-learn 1.9 (`sklearn.datasets.load_digits`), otherwise unchanged. A pixel counts,
from 0 to 16, how many of 4x4 dots of the scanned form were inked.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

INK = 16
"""The count of a fully inked pixel."""

_FILE = Path(__file__).with_name("digits.npz")


class Digits(NamedTuple):
    """Images (N, 1, 8, 8) float32, 0 paper to 1 ink, and their labels (N,) int64, 0 to 9."""

    images: np.ndarray
    labels: np.ndarray


def load_digits_sample() -> tuple[Digits, Digits]:
    """Return two samples that share no image: the early 300 digits, 30 of each, and the late 300.

    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998 (CC BY 4.0).
    """
    with np.load(_FILE) as stored:
        images, labels = stored["images"], stored["labels"].astype(np.int64)
    images = (images / np.float32(INK)).astype(np.float32)[:, None]
    half = len(images) // 2
    return Digits(images[:half], labels[:half]), Digits(images[half:], labels[half:])
