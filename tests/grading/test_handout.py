"""A handout tells what its frames show and nothing else; the key stays, and is the same for the same secret."""

import io
import itertools
import stat
import zipfile

import numpy as np
import pytest

from utils.data.deckcam.plan import Order, plan
from utils.data.fisheries import CLASSES, Fisheries, deckcam
from utils.data.handout import IMAGES, SAMPLE, look_alikes, read_handout
from utils.data.store import DataNotFound, data_folder
from utils.grading import handout
from utils.grading.handout import hand_out, render, shuffled, write_zip
from utils.grading.keys import read_key, write_key
from utils.grading.runner import Class
from utils.grading.seeds import hidden_number, secret_seed
from utils.grading.settings import Settings

SECRET = 0x5EC_2E7_0DEC
"""The demonstration secret of these tests; no class has it."""
SMALL = {"size": 32, "scale": 0.02}


def small(seed, folder):
    """Return what a renderer returns, noise for frames: labels and boats as the real one plans them."""
    frames, rng = plan(Order("hidden", 32, 0.1, seed)), np.random.default_rng(seed)
    images = rng.integers(256, size=(len(frames.labels), 32, 32, 3), dtype=np.uint8)
    return Fisheries("noise", images, frames.labels, frames.boats, (), ())


def room(folder, secret=SECRET):
    return Class(folder, "hw2", Settings(secret), {})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class with its handout, and the frames that it was made of."""
    at = room(tmp_path_factory.mktemp("course"))
    path = hand_out(at, small)
    with secret_seed(SECRET):
        frames = small(hidden_number("hw2, boats"), tmp_path_factory.mktemp("again"))
    return at, path, frames


def unpacked(path):
    with zipfile.ZipFile(path) as archive:
        files = {name.split("/")[1]: archive.read(name) for name in archive.namelist()}
        return archive.infolist(), files


def test_frames_and_labels_belong_together_as_they_were_rendered(made):
    at, path, frames = made
    key, (_, files) = read_key(at.key), unpacked(path)
    images = np.load(io.BytesIO(files[IMAGES]))
    where = [next(n for n, old in enumerate(frames.images) if np.array_equal(old, image)) for image in images]
    assert sorted(where) == list(range(len(frames.labels)))
    assert np.array_equal(key.labels, frames.labels[where])
    assert np.array_equal(key.boats, frames.boats[where])
    assert [line.split(",")[0] for line in files[SAMPLE].decode().splitlines()[1:]] == list(key.names)


def test_the_zip_holds_three_files_of_one_date_and_nothing_of_the_key(made):
    at, path, _ = made
    entries, files = unpacked(path)
    assert set(files) == {"README.txt", SAMPLE, IMAGES}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(entry.comment or entry.extra for entry in entries)
    assert len(set(files[SAMPLE].decode().splitlines()[1].split(",")[1:])) == 1
    assert len({line.partition(",")[2] for line in files[SAMPLE].decode().splitlines()[1:]}) == 1
    assert np.load(io.BytesIO(files[IMAGES]), allow_pickle=False).dtype == np.uint8
    assert stat.S_IMODE(at.key_path.stat().st_mode) == 0o600


def test_a_secret_makes_the_same_bytes_again_and_another_one_other_names_boats_and_parts(made, tmp_path):
    at, path, _ = made
    again, other = room(tmp_path / "again"), room(tmp_path / "other", SECRET + 1)
    assert hand_out(again, small).read_bytes() == path.read_bytes()
    assert again.key == at.key
    hand_out(other, small)
    mine, theirs = read_key(at.key), read_key(other.key)
    assert not set(mine.names) & set(theirs.names)
    assert not np.array_equal(mine.labels, theirs.labels)


def test_what_is_there_is_not_rendered_again_and_a_lost_zip_comes_back_only_if_it_fits(made, tmp_path):
    at = room(tmp_path)
    path = hand_out(at, small)
    before = path.read_bytes()
    assert hand_out(at, lambda seed, folder: pytest.fail("rendered again")) == path
    path.unlink()
    assert hand_out(at, small).read_bytes() == before
    path.unlink()
    with pytest.raises(ValueError, match="the course's renderer has changed since"):
        hand_out(at, lambda seed, folder: small(seed + 1, folder))
    assert not path.exists()


@pytest.mark.slow
def test_rendering_leaves_nothing_where_a_sandbox_looks(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(handout, "deckcam", lambda split, **options: deckcam(split, **options, **SMALL))
    at = room(tmp_path / "course")
    hand_out(at)
    assert render.__module__ == "utils.grading.handout"
    assert not list(data_folder().rglob("*.*")) if data_folder().exists() else True
    assert {path.name for path in at.grading.rglob("*") if path.is_file()} == {"hw2-handout.zip", "hw2.csv"}


def worth(guess: np.ndarray, labels: np.ndarray) -> float:
    """Return which share of the labels a guess of each image's class gets right."""
    return float((guess == labels).mean())


def test_neither_names_nor_order_nor_sizes_tell_labels(made):
    """The best of many guesses by rule is no better than the best of as many guesses by dice."""
    at, path, frames = made
    key, (_, files) = read_key(at.key), unpacked(path)
    count, rng = len(key.labels), np.random.default_rng(0)
    numbers = np.array([int(name, 16) for name in key.names], dtype=object)
    ranks = {"names": np.array([int(n) for n in numbers % 10**6]), "order": np.arange(count)}
    ranks |= {f"digit {d}": np.array([int(name[d], 16) for name in key.names]) for d in range(16)}
    assert len(files[IMAGES]) == 128 + count * 32 * 32 * 3, "every frame has the same size, and no more is there"
    ordered = np.sort(key.labels)
    by_rule = [worth(ordered[np.argsort(np.argsort(rank, kind="stable"))], key.labels) for rank in ranks.values()]
    by_dice = [worth(rng.permutation(ordered), key.labels) for _ in range(400)]
    assert max(by_rule) <= max(by_dice)
    planned = worth(frames.labels, key.labels)
    assert planned <= max(by_dice), "the order of the renderer is the order of the handout"


def test_guessing_the_secret_gives_no_labels(made, tmp_path):
    """Who guesses small seeds, for the secret or for the renderer itself, gets other names and other boats."""
    at, _, frames = made
    key = read_key(at.key)
    for guess in (None, *range(40), 2026):
        with secret_seed(guess):
            fake = frames._replace(labels=np.zeros_like(frames.labels))
            assert shuffled(fake, "hw2")[1].names != key.names
            assert hidden_number("hw2, boats") != hidden_number("hw2, names")
    for seed in range(3):
        assert not np.array_equal(small(seed, tmp_path).images[0], frames.images[0])


def test_streams_for_names_order_boats_and_parts_say_nothing_of_each_other():
    with secret_seed(SECRET):
        numbers = [hidden_number(f"hw2, {what}") for what in ("boats", "names", "order", "parts")]
    assert len(set(numbers)) == 4
    assert all(1 << 100 < number < 1 << 128 for number in numbers)
    for one, other in itertools.combinations(numbers, 2):
        assert 34 <= (one ^ other).bit_count() <= 94, "half of 128 bits differ, within five standard deviations"


def test_public_boats_are_whole_a_third_and_catch_what_private_boats_catch(made):
    key = read_key(made[0].key)
    assert {bool(key.public[key.boats == boat].all()) for boat in key.boats[key.public]} == {True}
    assert len(set(key.boats[key.public])) == round(len(set(key.boats)) / 3)
    labels, boats = np.repeat(np.arange(8), 90), np.tile(np.arange(24), 30)
    public = handout._public(labels, boats, np.random.default_rng(0))
    assert np.abs(handout._shares(labels[public]) - handout._shares(labels[~public])).sum() < 0.1


def test_a_key_comes_back_as_it_was_written(made):
    key = read_key(made[0].key)
    assert write_key(key) == made[0].key
    assert key.names[0] in made[0].key.decode()
    with pytest.raises(ValueError, match="a key must begin with image,class,boat,part,neighbour"):
        read_key(b"image,label\n")


def test_students_read_what_was_unpacked_beside_their_folder(made, tmp_path, monkeypatch):
    _, path, _ = made
    (tmp_path / "hw2").mkdir()
    monkeypatch.chdir(tmp_path / "hw2")
    with pytest.raises(DataNotFound, match=r"unpack hw2-handout.zip there"):
        read_handout("hw2")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    there = read_handout("hw2")
    assert there.images.shape == (len(there.names), 32, 32, 3)
    (tmp_path / "hw2-handout" / SAMPLE).write_text("image\n")
    with pytest.raises(DataNotFound, match="images and 0 names"):
        read_handout("hw2")
    (tmp_path / "hw2-handout" / IMAGES).unlink()
    with pytest.raises(DataNotFound, match=f"lacks {IMAGES}"):
        read_handout("hw2")


def test_look_alikes_are_the_nearest_other_images():
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(6, 32, 32, 3), dtype=np.uint8)
    images[4] = images[1] ^ 1
    assert look_alikes(images)[[1, 4]].tolist() == [4, 1]
    assert not (look_alikes(images) == np.arange(6)).any()


def test_the_sample_is_in_the_form_that_is_asked_for():
    packed = write_zip(np.zeros((2, 8, 8, 3), np.uint8), ("a", "b"), "hw2")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = archive.read(f"hw2-handout/{SAMPLE}").decode()
    assert text.splitlines() == [",".join(("image", *CLASSES)), "a" + ",0.125" * 8, "b" + ",0.125" * 8]
