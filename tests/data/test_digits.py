import zipfile
from pathlib import Path

import numpy as np

from utils.data import digits


def test_there_are_thirty_of_each_digit_in_either_sample():
    for sample in digits.load_digits_sample():
        assert sample.images.shape == (300, 1, 8, 8)
        np.testing.assert_array_equal(np.bincount(sample.labels), np.full(10, 30))


def test_ink_goes_from_zero_to_one_in_sixteenths():
    for sample in digits.load_digits_sample():
        assert sample.images.dtype == np.float32
        assert sample.labels.dtype == np.int64
        counts = sample.images * digits.INK
        np.testing.assert_array_equal(counts, counts.round())
        assert (counts.min(), counts.max()) == (0, 16)


def test_the_first_image_is_the_famous_zero():
    early, _ = digits.load_digits_sample()
    top = (early.images[0, 0, :2] * digits.INK).astype(int)
    assert early.labels[0] == 0
    assert top.tolist() == [[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0]]


def test_no_image_is_in_both_samples():
    early, late = ({image.tobytes() for image in sample.images} for sample in digits.load_digits_sample())
    assert not early & late


def test_digits_are_told_apart_by_their_nearest_neighbour():
    early, late = digits.load_digits_sample()
    known, asked = early.images.reshape(300, 64), late.images.reshape(300, 64)
    nearest = ((asked[:, None] - known[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert (early.labels[nearest] == late.labels).mean() > 0.85


def test_the_file_is_small_and_loads_without_pickle():
    path = Path(digits.__file__).with_name("digits.npz")
    assert path.stat().st_size < 60_000
    assert sorted(zipfile.ZipFile(path).namelist()) == ["images.npy", "labels.npy"]
    assert np.load(path, allow_pickle=False)["images"].dtype == np.uint8
