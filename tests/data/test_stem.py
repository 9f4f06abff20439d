import zipfile
from pathlib import Path

import numpy as np

from utils.data import stem


def test_the_filters_are_those_of_the_package_letter_by_letter():
    filters = stem.load_stem_filters()
    assert filters.shape == (32, 3, 3, 3)
    assert filters.dtype == np.float32
    np.testing.assert_allclose(np.abs(filters).sum(dtype=np.float64), 387.12, atol=0.005)


def test_four_filters_are_dead_and_the_others_are_not():
    lengths = np.linalg.norm(stem.load_stem_filters().reshape(32, -1), axis=1)
    assert np.flatnonzero(lengths < 1e-3).tolist() == [11, 16, 28, 31]
    assert np.sort(lengths)[4] > 0.5


def test_the_file_is_small_and_loads_without_pickle():
    path = Path(stem.__file__).with_name("stem.npz")
    assert path.stat().st_size < 10_000
    assert zipfile.ZipFile(path).namelist() == ["filters.npy"]
    assert np.load(path, allow_pickle=False)["filters"].dtype == np.float32
