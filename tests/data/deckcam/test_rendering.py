"""A small set, rendered whole, in pieces, by one process and by two: always the same, and never half there."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from utils.data.deckcam import cache, rendering, worker
from utils.data.fisheries import deckcam

SMALL = {"split": "train", "size": 64, "scale": 0.005}
STORED = Path(__file__).with_name("thumbnails.npz")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("deckcam")


@pytest.fixture(scope="module")
def small(place):
    return deckcam(**SMALL, folder=place)


def assert_same(one, other):
    assert (one.images == other.images).all()
    assert all((mine == others).all() for mine, others in zip(one.boxes, other.boxes, strict=True))


def test_a_set_that_is_there_is_opened_and_not_rendered_again(small, place, monkeypatch):
    monkeypatch.setattr(cache, "render_set", None)
    assert_same(deckcam(**SMALL, folder=place), small)


def test_only_whole_sets_lie_in_the_folder_and_nothing_names_the_seed(small, place):
    (found,) = [path for path in place.iterdir() if path.is_dir()]
    assert sorted(path.name for path in found.iterdir()) == ["facts.npz", "images.npy"]
    secret = 0xFEEDFACE_FEEDFACE_FEEDFACE_FEEDFACE
    assert str(secret) not in cache._stem(cache.Order("hidden", 64, 1.0, secret))


def test_several_processes_render_what_one_renders(small, tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "_ALONE", 10)
    monkeypatch.setattr(rendering, "_processors", lambda: 2)
    monkeypatch.setattr(rendering, "render_boats", None)
    assert_same(deckcam(**SMALL, folder=tmp_path), small)


def test_a_rendering_that_is_broken_off_leaves_no_set_and_is_gone_on_with(small, tmp_path, monkeypatch):
    done = []

    def broken(workshop, order, boats):
        for count in worker.render_boats(workshop, order, boats):
            done.append(count)
            yield count
            if len(done) == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(rendering, "render_boats", broken)
    with pytest.raises(KeyboardInterrupt):
        deckcam(**SMALL, folder=tmp_path)
    assert all(path.suffix == ".making" for path in tmp_path.iterdir() if path.is_dir())
    assert_same(deckcam(**SMALL, folder=tmp_path), small)
    assert sum(done) == len(small.labels)


def test_a_process_that_dies_is_told_and_leaves_no_set(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "_ALONE", 10)
    monkeypatch.setattr(rendering, "_processors", lambda: 2)
    monkeypatch.setattr(rendering, "MODULE", "utils.data.deckcam.nowhere")
    with pytest.raises(rendering.RenderingFailed, match="ended with 1"):
        deckcam(**SMALL, folder=tmp_path)
    assert all(path.suffix == ".making" for path in tmp_path.iterdir() if path.is_dir())


def test_another_version_of_the_renderer_takes_the_place_of_the_old_one(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "render_set", lambda workshop, order: (workshop / "made").touch())
    monkeypatch.setattr(cache, "_opened", lambda found: found)
    first = deckcam(**SMALL, folder=tmp_path)
    other = deckcam(**(SMALL | {"seed": 1}), folder=tmp_path)
    monkeypatch.setattr(cache, "_version", lambda: "newer")
    second = deckcam(**SMALL, folder=tmp_path)
    assert second.is_dir()
    assert not first.exists()
    assert other.is_dir()


def test_another_size_is_the_same_frames_and_boxes_shrunk(small, tmp_path):
    half = deckcam(**(SMALL | {"size": 32}), folder=tmp_path)
    assert (half.labels == small.labels).all()
    assert (half.boats == small.boats).all()
    assert all((mine * 2 == others).all() for mine, others in zip(half.boxes, small.boxes, strict=True))
    again = np.asarray(small.images[0]).reshape(32, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(again - half.images[0]).max() <= 1


def test_labels_boats_and_boxes_are_those_of_every_machine_and_pixels_within_one_grey_level(small):
    with np.load(STORED) as stored:
        assert (small.labels == stored["labels"]).all()
        assert (small.boats == stored["boats"]).all()
        assert (np.concatenate(small.boxes) == stored["boxes"]).all()
        assert [len(found) for found in small.boxes] == stored["counts"].tolist()
        thumbnails = np.stack([_thumbnail(image) for image in small.images[: len(stored["thumbnails"])]])
        assert np.abs(thumbnails.astype(int) - stored["thumbnails"]).max() <= 1


def _thumbnail(image):
    return np.asarray(Image.fromarray(image).resize((32, 32), Image.Resampling.BOX))
