"""Trunks: what their maps are, and what stays as it was trained."""

import pytest
import torch

from tests.labs.toys import small_trunk
from utils.labs.detection import trunk as module
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.ssd import SSD
from utils.labs.detection.trunk import NARROW, LiteTrunk, SmallTrunk, narrowed, normalised


@pytest.fixture
def untrained(monkeypatch):
    """EfficientNet-lite0 without its weights: no download."""
    monkeypatch.setattr(module, "pretrained_trunk", lambda device: small_trunk())


@pytest.mark.parametrize("make", [SmallTrunk, LiteTrunk])
def test_maps_have_the_strides_and_channels_that_are_promised(make, untrained):
    trunk = make().eval()
    maps = trunk(torch.zeros(2, 3, 64, 96, dtype=torch.uint8))
    for found, stride, channels in zip(maps, trunk.strides, trunk.channels, strict=True):
        assert found.shape == (2, channels, 64 // stride, 96 // stride)


@pytest.mark.parametrize(("level", "sees"), [(0, 86), (1, 86), (2, 118)])
def test_a_cell_of_the_small_trunk_sees_as_much_as_its_docstring_says(level, sees):
    x = torch.zeros(1, 3, 256, 256, requires_grad=True)
    found = SmallTrunk().eval()(x)[level]
    middle = found.shape[2] // 2
    found[0, :, middle, middle].sum().backward()
    assert int((x.grad.abs().sum((0, 1)) > 0).any(0).sum()) == sees
    assert f"{sees}" in SmallTrunk.forward.__doc__


def test_lite0_learns_from_its_sixth_block_on_and_keeps_what_is_before(untrained):
    trunk = LiteTrunk().train()
    sum(each.mean() for each in trunk(torch.rand(2, 3, 64, 64) * 255)).backward()
    assert all(weight.grad is None for weight in trunk.near.parameters())
    assert all(weight.grad is not None for weight in [*trunk.middle.parameters(), *trunk.far.parameters()])
    assert list(dict(trunk.near.named_children()))[-1] == "block5"


def test_lite0s_maps_are_those_of_its_blocks_each_with_the_next_one_enlarged(untrained, monkeypatch):
    monkeypatch.setattr(module, "short_type", lambda device: None)
    x = torch.rand(1, 3, 64, 64) * 255
    blocks = dict(small_trunk().model.named_children())
    near, middle, far = LiteTrunk()(x)
    own, y = {}, normalised(x)
    for name in small_trunk().blocks:
        y = own[name] = blocks[name](y)
    for found, tap in ((near[:, :40], "block5"), (middle[:, :112], "block11"), (far, "block16")):
        torch.testing.assert_close(found, own[tap], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(near[0, 40:].mean((1, 2)), middle[0, :112].mean((1, 2)), rtol=1e-3, atol=1e-4)
    assert narrowed(middle.shape[1])(middle).shape == (1, NARROW, 4, 4)
    assert narrowed(NARROW)(middle) is middle


@pytest.mark.parametrize("system", [SSD, FasterRCNN])
def test_detectors_take_either_trunk(system, untrained):
    detector = system(("fish",), 64, trunk="lite0")
    losses = detector(torch.zeros(1, 3, 64, 64), torch.tensor([[[3.0, 3, 30, 30]]]), torch.tensor([[1]]))
    assert all(value.isfinite() for value in losses.values())
