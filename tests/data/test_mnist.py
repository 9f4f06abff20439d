import time

import numpy as np
import pytest

from utils.data import mnist, store
from utils.data.idx import read_idx
from utils.data.sources import Mirror


def idx(array):
    """Return an array of bytes as an idx file."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


@pytest.mark.parametrize("shape", [(7,), (5, 28, 28), (2, 3, 4, 5), (0, 28, 28)])
def test_an_idx_file_gives_back_the_array_that_was_written(tmp_path, shape):
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    (tmp_path / "file").write_bytes(idx(array))
    read = read_idx(tmp_path / "file")
    np.testing.assert_array_equal(read, array)
    assert read.dtype == np.uint8


def test_an_array_is_mapped_into_memory_and_cannot_be_written(tmp_path):
    (tmp_path / "file").write_bytes(idx(np.ones((2, 3), np.uint8)))
    read = read_idx(tmp_path / "file")
    assert isinstance(read.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        read[0, 0] = 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"file must be an idx file of unsigned bytes, got one that begins b''"),
        (b"\x1f\x8b\x08\x00more", "got one that begins"),
        (b"\0\0\x0d\1\0\0\0\1....", "got one that begins"),
        (idx(np.ones((2, 3), np.uint8))[:-1], r"file must have 18 bytes for the shape \(2, 3\), got 17"),
        (idx(np.ones((2, 3), np.uint8)) + b"!", r"file must have 18 bytes for the shape \(2, 3\), got 19"),
        (b"\0\0\x08\3\0\0\0\1", r"file must have"),
    ],
)
def test_what_is_no_idx_file_is_said_in_one_sentence(tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=message) as error:
        read_idx(tmp_path / "file")
    assert "\n" not in str(error.value)


@pytest.fixture(params=[mnist.MNIST, mnist.FASHION_MNIST], ids=lambda data: data.title)
def data(request):
    return request.param


def test_public_mirrors_are_asked_before_a_registry(data):
    kinds = [isinstance(source, Mirror) for source in data.sources]
    assert kinds == sorted(kinds, reverse=True)
    assert kinds.count(False) == 1


def test_all_files_have_whole_hashes_and_sizes(data):
    assert all(len(file.sha256) == 64 and file.size for file in data.files)
    assert sum(file.size for file in data.files) == 70_000 * (28 * 28 + 1) + 2 * (16 + 8)


@pytest.mark.slow
def test_all_seventy_thousand_come_from_a_registry_and_load_at_once(data, monkeypatch, capsys):
    registry = data._replace(sources=data.sources[-1:])
    name, load = {"MNIST": ("MNIST", mnist.load_mnist)}.get(data.title, ("FASHION_MNIST", mnist.load_fashion_mnist))
    monkeypatch.setattr(mnist, name, registry)
    train, test = load()
    assert f"{data.title}: 55.0 MB from {data.sources[-1]}." in capsys.readouterr().err
    assert (train.images.shape, test.images.shape) == ((60_000, 1, 28, 28), (10_000, 1, 28, 28))
    assert train.images.dtype == np.uint8
    assert train.labels.dtype == np.int64
    assert sorted(set(train.labels.tolist())) == list(range(10))
    assert np.bincount(test.labels).sum() == 10_000
    monkeypatch.setattr(store, "_fetch", None)
    begun = time.perf_counter()
    load()
    assert time.perf_counter() - begun < 0.05


@pytest.mark.slow
def test_the_registry_s_mnist_is_the_one_that_everybody_knows(monkeypatch):
    monkeypatch.setattr(mnist, "MNIST", mnist.MNIST._replace(sources=mnist.MNIST.sources[-1:]))
    train, test = mnist.load_mnist()
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert train.images.mean() == pytest.approx(33.318, abs=1e-3)
