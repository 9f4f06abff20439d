"""Do views, folds and models average what they should, and no boat stand on both sides?"""

import numpy as np
import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.labs.ensembles import copies_of, over_models, over_views, splits
from utils.labs.transfer import transfer
from utils.labs.transfer_tuning import Frames, probabilities
from utils.labs.transfer_views import Augmentation, plain
from utils.reference.losses import log_losses

torch.set_num_threads(1)
VIEWS = Augmentation(turn=20.0, mirror=True, light=0.2)


@pytest.fixture(scope="module")
def data():
    return fish()


@pytest.fixture(scope="module")
def models():
    trunk, found = small_trunk(), []
    for seed in range(2):
        model = transfer(trunk, 3)
        torch.manual_seed(seed)
        torch.nn.init.normal_(model.classifier[1].weight)
        found.append(model)
    return found


def test_every_frame_is_validated_on_once_and_never_with_a_boat_that_was_trained_on(data):
    every = splits(data.labels, data.boats, 3)
    assert sorted(np.concatenate([split.validation for split in every]).tolist()) == list(range(24))
    for split in every:
        assert sorted([*split.train, *split.validation]) == list(range(24))
        assert not set(data.boats[split.train]) & set(data.boats[split.validation])


def test_the_first_copy_is_plain_and_a_seed_repeats_the_others():
    one, again, other = ([*copies_of(VIEWS, 5, 3, seed)] for seed in (0, 0, 1))
    assert torch.equal(one[0].maps, plain(5).maps)
    assert all(torch.equal(a.maps, b.maps) for a, b in zip(one, again, strict=True))
    assert not torch.equal(one[1].maps, one[2].maps)
    assert not torch.equal(one[1].maps, other[1].maps)


def test_rows_of_every_copy_are_the_frames_in_their_order(data, models):
    frames = Frames(data.images, data.labels)
    views = over_views(models[0], frames, 32, VIEWS, 3)
    assert views.shape == (3, 24, 3)
    np.testing.assert_array_equal(views[0], probabilities(models[0], frames, 32))
    mixed = views[1][np.random.default_rng(0).permutation(24)]
    assert np.abs(views[0] - views[1]).mean() < np.abs(views[0] - mixed).mean(), "a shuffled copy is another answer"


def test_models_and_their_views_are_averaged_and_no_image_loses_on_average(data, models):
    frames = Frames(data.images, data.labels)
    each = np.stack([over_views(model, frames, 32, VIEWS, 2).mean(axis=0) for model in models])
    together = over_models(models, frames, 32, VIEWS, 2)
    np.testing.assert_allclose(together, each.mean(axis=0), atol=1e-6)
    losses = [log_losses(p, data.labels) for p in each]
    assert (log_losses(together, data.labels) <= np.mean(losses, axis=0) + 1e-6).all()
