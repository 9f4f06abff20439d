import numpy as np
import pytest

from utils.data.competition import CLASSES, COUNTS
from utils.data.deckcam.plan import Order, checked, plan

TRAIN, HIDDEN = Order("train", 160, 1.0, 0), Order("hidden", 160, 1.0, 0)
TRAIN_LABELS = [6, 0, 1, 0, 4, 1, 7, 1, 0, 0, 0, 0]
TRAIN_BOATS = [2, 4, 1, 1, 11, 1, 44, 29, 34, 5, 6, 9]
SECRET = 0xC0FFEE_0123456789ABCDEF_FEEDFACE


def agreement(one, other) -> float:
    return (one.labels == other.labels).mean()


def chance(labels) -> float:
    return ((np.bincount(labels) / len(labels)) ** 2).sum()


def test_the_training_set_has_the_competitions_counts_on_48_boats():
    frames = plan(TRAIN)
    assert dict(zip(CLASSES, np.bincount(frames.labels).tolist(), strict=True)) == COUNTS
    assert np.unique(frames.boats).tolist() == list(range(48))


def test_the_hidden_set_has_1512_frames_of_24_other_boats():
    frames = plan(HIDDEN)
    assert len(frames.labels) == 1512
    assert np.unique(frames.boats).tolist() == list(range(48, 72))


def test_labels_and_boats_are_the_ones_that_every_machine_has():
    assert plan(TRAIN).labels[:12].tolist() == TRAIN_LABELS
    assert plan(TRAIN).boats[:12].tolist() == TRAIN_BOATS


def test_a_share_takes_as_many_boats_and_images_but_two_images_of_every_class():
    frames = plan(TRAIN._replace(scale=0.25))
    assert len(np.unique(frames.boats)) == 12
    assert abs(len(frames.labels) - 3777 / 4) < 8
    assert np.bincount(plan(TRAIN._replace(scale=0.001)).labels).tolist() == [2] * 8


def test_boats_catch_different_things():
    frames = plan(TRAIN)
    shares = [np.mean(frames.labels[frames.boats == boat] == 0) for boat in range(48)]
    assert min(shares) < 0.25 < 0.65 < max(shares)


@pytest.mark.parametrize("seed", [0, SECRET])
def test_the_place_of_a_frame_says_nothing_about_its_class_or_boat(seed):
    frames = plan(HIDDEN._replace(seed=seed))
    count = len(frames.labels)
    for values in frames:
        centred = (values - values.mean()) / values.std()
        assert abs(centred[1:] @ centred[:-1]) / count < 4 / np.sqrt(count)
        assert abs(centred @ np.linspace(-1, 1, count)) / count < 4 / np.sqrt(count)


def test_other_seeds_are_other_worlds_though_they_differ_in_one_bit_of_128():
    mine = plan(HIDDEN._replace(seed=SECRET))
    for seed in (SECRET ^ 1, SECRET ^ 1 << 127, SECRET & 0xFFFFFFFF, 0):
        assert agreement(mine, plan(HIDDEN._replace(seed=seed))) < chance(mine.labels) + 0.06


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"split": "test"}, "split must be train or hidden, got 'test'"),
        ({"size": 16}, "size must be 32 to 320 pixels, got 16"),
        ({"size": 321}, "size must be 32 to 320 pixels, got 321"),
        ({"size": 160.5}, "size must be a whole number, got 160.5"),
        ({"scale": 0}, "scale must be above 0 and at most 1, got 0"),
        ({"scale": float("nan")}, "scale must be above 0 and at most 1, got nan"),
        ({"seed": -1}, "seed must be a whole number of at most 128 bits, got -1"),
        ({"seed": 1 << 128}, "seed must be a whole number of at most 128 bits, got"),
        ({"seed": "secret"}, "seed must be a whole number, got 'secret'"),
    ],
)
def test_what_cannot_be_rendered_is_refused_in_one_sentence(wrong, message):
    with pytest.raises(ValueError, match=message):
        checked(TRAIN._replace(**wrong))
