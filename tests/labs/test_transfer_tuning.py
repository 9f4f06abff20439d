"""Does fine-tuning learn, repeat itself, keep its best epoch, and answer in the order of the frames?"""

import numpy as np
import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.labs import transfer_tuning
from utils.labs.plan import Plan
from utils.labs.transfer import transfer
from utils.labs.transfer_tuning import Frames, Tuning, probabilities, tune
from utils.labs.transfer_views import PLAIN, Augmentation, drawn
from utils.reference.losses import log_loss

torch.set_num_threads(1)
PLAN = Plan(2, 8, 1e-3, "adamw", channels_last=True, rates=(("classifier.", 5.0),))
SHORT = Tuning("block16", PLAN, Augmentation(turn=5.0, mirror=True), dropout=0.1, size=32)


@pytest.fixture(scope="module")
def trunk():
    return small_trunk()


@pytest.fixture(scope="module")
def data():
    return fish()


def frames(data, rows=None):
    return Frames(data.images, data.labels, rows)


def test_frames_are_the_images_at_their_rows_whether_in_memory_or_in_files(data):
    rows = np.array([5, 2, 11])
    for images in (data.images, list(data.images)):
        some = Frames(images, data.labels, rows)
        x, y = some[torch.tensor([2, 0])]
        assert len(some) == 3
        assert x.dtype == torch.uint8
        np.testing.assert_array_equal(x.permute(0, 2, 3, 1), data.images[[11, 5]])
        assert x.is_contiguous(memory_format=torch.channels_last)
        assert y.tolist() == data.labels[[11, 5]].tolist()
    with pytest.raises(ValueError, match="labels must hold one label for each of 24 rows"):
        Frames(data.images, data.labels[:5])


def test_a_card_keeps_the_frames_and_a_processor_reads_them(data):
    some = Frames(data.images, data.labels, np.array([3, 1, 2]))
    assert some.near(torch.device("cpu")) is some
    images, labels = some.near(torch.device("meta"))[torch.tensor([2, 0])]  # a device that keeps shapes and no values
    assert (images.device.type, labels.device.type) == ("meta", "meta")
    assert images.shape == some[torch.tensor([2, 0])][0].shape
    assert len(some.near(torch.device("meta"))) == 3


def test_a_small_set_is_learnt_by_the_last_blocks_alone(trunk, data):
    plan = PLAN._replace(epochs=12, lr=2e-3)
    tuned = tune(
        trunk, frames(data), None, SHORT._replace(plan=plan, dropout=0.0, augmentation=PLAIN), show="", classes=3
    )
    assert tuned.history[-1].loss < tuned.history[0].loss / 2
    assert log_loss(probabilities(tuned.model, frames(data), 32), data.labels) < np.log(3) / 2
    assert tuned.seconds > 0
    assert not tuned.model.training


def test_a_seed_fixes_the_run_and_another_does_not(trunk, data):
    one, again = (tune(trunk, frames(data), frames(data), SHORT, show="", classes=3) for _ in range(2))
    other = tune(trunk, frames(data), None, SHORT._replace(plan=PLAN._replace(seed=1)), show="", classes=3)
    assert [epoch[:-1] for epoch in one.history] == [epoch[:-1] for epoch in again.history]
    assert torch.equal(one.model.classifier[1].weight, again.model.classifier[1].weight)
    assert not torch.equal(one.model.classifier[1].weight, other.model.classifier[1].weight)


def test_the_score_is_minus_the_log_loss_of_validation_and_the_best_epoch_is_kept(trunk, data):
    half = np.arange(12)
    validation = frames(data, half + 12)
    tuned = tune(trunk, frames(data, half), validation, SHORT, show="", classes=3)
    best = max(epoch.score for epoch in tuned.history)
    found = log_loss(probabilities(tuned.model, validation, 32), validation.labels.numpy())
    assert best == pytest.approx(-found, abs=1e-5)


class Impatience:
    """Views whose owner presses stop at the fifth batch, in the middle of the second epoch."""

    def __init__(self):
        self.asked = 0

    def __call__(self, augmentation, count):
        self.asked += 1
        if self.asked == 5:
            raise KeyboardInterrupt
        return drawn(augmentation, count)


def test_an_interrupt_returns_what_there_is_and_its_folder_goes_on(trunk, data, monkeypatch, tmp_path):
    whole = tune(trunk, frames(data), frames(data), SHORT, show="", classes=3)
    monkeypatch.setattr(transfer_tuning, "drawn", Impatience())
    stopped = tune(trunk, frames(data), frames(data), SHORT, tmp_path, show="", classes=3)
    assert [epoch[:-1] for epoch in stopped.history] == [epoch[:-1] for epoch in whole.history[:1]]
    found = log_loss(probabilities(stopped.model, frames(data), 32), data.labels)
    assert stopped.history[0].score == pytest.approx(-found, abs=1e-5)
    resumed = tune(trunk, frames(data), frames(data), SHORT, tmp_path, show="", classes=3)
    assert [epoch[:-1] for epoch in resumed.history] == [epoch[:-1] for epoch in whole.history]
    assert torch.equal(resumed.model.classifier[1].weight, whole.model.classifier[1].weight)


def test_answers_stand_in_the_order_of_the_frames_whatever_the_batch(trunk, data):
    model = transfer(trunk, 3)
    torch.nn.init.normal_(model.classifier[1].weight)
    views = drawn(Augmentation(turn=20.0, light=0.2), 24, torch.Generator().manual_seed(0))
    together = probabilities(model, frames(data), 32, views)
    np.testing.assert_allclose(probabilities(model, frames(data), 32, views, batch=5), together, atol=2e-2)
    order = np.array([7, 3, 20])
    np.testing.assert_allclose(
        probabilities(model, frames(data, order), 32, type(views)(*(part[order] for part in views))),
        together[order],
        atol=2e-2,
    )
    assert together.dtype == np.float32
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-3)
