"""Do the lecture's four snippets do what its Keras did, and do they run?"""

import numpy as np
import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.labs import transfer_code
from utils.labs.transfer_code import AUGMENTATION, build, load, plan_of_the_lecture, train

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(transfer_code, "pretrained_trunk", lambda name: small_trunk())


def test_the_network_has_eight_scores_and_no_layer_that_is_not_trained():
    model = build("efficientnet_lite0")
    assert all(weight.requires_grad for weight in model.parameters())
    assert model(torch.zeros(2, 3, 64, 64)).shape == (2, 8)
    assert model.kept(torch.full((1, 3, 1, 1), 255.0)).flatten().tolist() == [1, 1, 1]
    right = build("efficientnet_lite0", fed_as_in_the_lecture=False)
    assert right.kept(torch.full((1, 3, 1, 1), 255.0)).flatten().tolist() == [1, 1, 1]
    assert right.kept(torch.zeros(1, 3, 1, 1)).min() == pytest.approx(-127 / 128)


def test_the_split_is_by_boat_and_the_optimiser_the_lectures():
    fisheries = fish(30)
    data = load(fisheries)
    assert len(data.train) + len(data.validation) == 30
    assert not set(fisheries.boats[data.train.rows]) & set(fisheries.boats[data.validation.rows])
    plan = plan_of_the_lecture()
    assert (plan.optimiser, plan.lr, plan.schedule, plan.batch, plan.epochs) == ("sgd", 1e-4, "constant", 32, 50)
    assert AUGMENTATION.shear == pytest.approx(np.degrees(0.1), abs=0.01)


def test_training_keeps_the_best_weights_in_a_file(tmp_path):
    plan = plan_of_the_lecture()._replace(epochs=2, batch=16)
    model = build("efficientnet_lite0")
    history = train(model, load(fish(30)), plan, 32, tmp_path)
    assert len(history) == 2
    stored = torch.load(tmp_path / "best.pt", weights_only=True)
    for name, value in model.state_dict().items():
        assert torch.equal(value, stored[name])
