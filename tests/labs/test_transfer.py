"""Is the cut trunk still the trunk, at every block, and is only what should be trained trained?"""

import numpy as np
import pytest
import torch
from torch import nn

from tests.labs.test_trunks import fake_torchvision
from tests.labs.toys import fish, small_trunk
from utils.labs.architectures import build
from utils.labs.transfer import RANGES, Range, folded, own_range, stages, transfer
from utils.labs.trunks import Trunk, pretrained_trunk
from utils.shapes import architectures

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def trunk():
    return small_trunk()


@pytest.fixture
def exact(monkeypatch):
    """No device has a short type."""
    monkeypatch.setattr("utils.labs.transfer.short_type", lambda device: None)


def photos(count=4, size=48):
    return torch.from_numpy(fish(count, size).images).permute(0, 3, 1, 2).float()


@pytest.mark.parametrize("start", ["stem", "block1", "block6", "block16", "head", None])
def test_wherever_it_is_cut_its_features_are_the_trunks(trunk, start, exact):
    x = photos()
    with torch.no_grad():
        expected = trunk.features((x - 127) / 128)["head"].mean((2, 3))
        for live in (False, True):
            model = transfer(trunk, 3, start, live_norms=live).eval()
            torch.testing.assert_close(model.pooled(x), expected, rtol=1e-3, atol=1e-4)


def test_in_a_short_type_the_frozen_part_says_nearly_the_same(trunk, exact, monkeypatch):
    model, x = transfer(trunk, 3, "block6").eval(), photos()
    whole = model.kept(x)
    monkeypatch.setattr("utils.labs.transfer.short_type", lambda device: torch.bfloat16)
    short = model.kept(x)
    assert short.dtype == torch.float32
    assert float((short - whole).norm() / whole.norm()) < 0.03


def test_only_what_comes_from_the_start_on_is_trained_and_its_first_answer_is_that_nothing_is_known(trunk):
    model = transfer(trunk, 3, "block15")
    trained = {
        name.split(".")[0] + "." + name.split(".")[1]
        for name, weight in model.named_parameters()
        if weight.requires_grad
    }
    assert trained == {"body.block15", "body.block16", "body.head", "classifier.1"}
    assert model(photos()).abs().max() == 0
    nn.functional.cross_entropy(model(photos()), torch.tensor([0, 1, 2, 0])).backward()
    assert all(weight.grad is None for weight in model.frozen.parameters())
    assert model.classifier[1].weight.grad.abs().max() > 0


def test_the_trunk_itself_is_never_changed(trunk):
    before = {name: value.clone() for name, value in trunk.model.state_dict().items()}
    model = transfer(trunk, 3, "block6", live_norms=True).train()
    with torch.no_grad():
        model(photos())
        for weight in model.parameters():
            weight.zero_()
    for name, value in trunk.model.state_dict().items():
        assert torch.equal(value, before[name])


def test_live_norms_see_the_batch_and_frozen_blocks_never_do(trunk):
    model = transfer(trunk, 3, "block16", live_norms=True).train()
    assert not any(module.training for module in model.frozen.modules())
    assert not any(isinstance(module, nn.BatchNorm2d) for module in model.frozen.modules())
    norm = next(module for module in model.body.modules() if isinstance(module, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    model(photos())
    assert not torch.equal(norm.running_mean, before)


def test_folding_is_exact_and_leaves_no_normalisation():
    torch.manual_seed(0)
    blocks = nn.Sequential(nn.Conv2d(2, 3, 3, bias=False), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 2, 1)).eval()
    nn.init.normal_(blocks[1].running_mean)
    nn.init.uniform_(blocks[1].running_var, 0.1, 3)
    nn.init.normal_(blocks[1].weight)
    nn.init.normal_(blocks[1].bias)
    x = torch.randn(2, 2, 7, 7)
    expected = blocks(x)
    torch.testing.assert_close(folded(blocks)(x), expected, rtol=1e-4, atol=1e-5)
    assert isinstance(blocks[1], nn.Identity)


def test_the_first_layer_brings_images_into_the_range_that_is_asked_for(trunk):
    x = torch.tensor([0.0, 127.5, 255.0]).view(1, 3, 1, 1)
    for name, expected in [
        ("from -1 to 1", [-1, 0, 1]),
        ("from 0 to 1", [0, 0.5, 1]),
        ("from 0 to 255", [0, 127.5, 255]),
    ]:
        model = transfer(trunk, 2, "stem", fed=RANGES[name])
        assert model.kept(x).flatten().tolist() == expected
    assert own_range(trunk) == Range((127.0,) * 3, (128.0,) * 3)


def test_a_trunk_of_torchvision_can_be_cut_too_and_keeps_its_own_range(monkeypatch, tmp_path, exact):
    fake_torchvision(monkeypatch, tmp_path, build(architectures["resnet18"], (3, 224, 224)))
    trunk = pretrained_trunk("resnet18", "cpu")
    x = photos(2, 64)
    last = list(stages(trunk).named_children())[-1][0]
    prepared = (x - own_range(trunk).mean[0]) / own_range(trunk).spread[0]
    with torch.no_grad():
        maps = stages(trunk).eval()(prepared)
        torch.testing.assert_close(maps, trunk.features(prepared)[last])
        assert transfer(trunk, 2).classifier[1].in_features == maps.shape[1]
    trunk.model.transform_input = True
    assert own_range(trunk) == RANGES["from -1 to 1"]


def test_heads_that_only_help_training_are_left_out(trunk):
    helped = Trunk(trunk.model, (*trunk.blocks, "AuxLogits"), trunk.prepare)
    assert [name for name, _ in stages(helped).named_children()] == list(trunk.blocks)


def test_bad_settings_are_answered_with_one_sentence(trunk):
    for options, message in [
        ({"start": "block17"}, "start must be None or one of stem, block1, .*, head, got 'block17'"),
        ({"dropout": 1.5}, "dropout must be a finite number from 0 to 1, got 1.5"),
        ({"classes": 0}, "classes must be a whole number of at least 1, got 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            transfer(trunk, **({"classes": 3} | options))


@pytest.mark.slow
def test_the_wrong_range_changes_what_a_trained_trunk_sees():
    trunk = pretrained_trunk("efficientnet_lite0", "cpu")
    x = photos(8, 96)
    with torch.no_grad():
        right = transfer(trunk, 2).eval().pooled(x)
        wrong = transfer(trunk, 2, fed=RANGES["from 0 to 1"]).eval().pooled(x)
    assert float((right - wrong).norm() / right.norm()) > 0.3
    assert np.isfinite(wrong.numpy()).all()
