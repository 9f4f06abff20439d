"""Trunks: what their maps are, and what stays as it was trained."""

import pytest
import torch

from utils.labs.detection import trunk as module
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.ssd import SSD
from utils.labs.detection.trunk import LiteTrunk, SmallTrunk
from utils.labs.efficientnet_lite import EfficientNetLite
from utils.labs.trunks import Trunk


@pytest.fixture
def untrained(monkeypatch):
    """EfficientNet-lite0 without its weights: no download."""
    monkeypatch.setattr(module, "pretrained_trunk", lambda device: Trunk(EfficientNetLite(), (), None))


@pytest.mark.parametrize("make", [SmallTrunk, LiteTrunk])
def test_maps_have_the_strides_and_channels_that_are_promised(make, untrained):
    trunk = make().eval()
    maps = trunk(torch.zeros(2, 3, 64, 96, dtype=torch.uint8))
    for found, stride, channels in zip(maps, trunk.strides, trunk.channels, strict=True):
        assert found.shape == (2, channels, 64 // stride, 96 // stride)


@pytest.mark.parametrize(("level", "sees"), [(1, 86), (2, 118)])
def test_a_cell_of_the_small_trunk_sees_as_much_as_its_docstring_says(level, sees):
    x = torch.zeros(1, 3, 256, 256, requires_grad=True)
    found = SmallTrunk().eval()(x)[level]
    middle = found.shape[2] // 2
    found[0, :, middle, middle].sum().backward()
    assert int((x.grad.abs().sum((0, 1)) > 0).any(0).sum()) == sees
    assert f"{sees}" in SmallTrunk.forward.__doc__


def test_lite0s_batch_normalisation_stays_as_it_was_trained_while_its_filters_learn(untrained):
    trunk = LiteTrunk().train()
    before = trunk.state_dict()["parts.0.0.norm.running_mean"].clone()
    sum(each.mean() for each in trunk(torch.rand(2, 3, 64, 64) * 255)).backward()
    assert torch.equal(trunk.state_dict()["parts.0.0.norm.running_mean"], before)
    assert trunk.parts[0][0].conv.weight.grad is not None


@pytest.mark.parametrize("system", [SSD, FasterRCNN])
def test_detectors_take_either_trunk(system, untrained):
    detector = system(("fish",), 64, trunk="lite0")
    losses = detector(torch.zeros(1, 3, 64, 64), torch.tensor([[[3.0, 3, 30, 30]]]), torch.tensor([[1]]))
    assert all(value.isfinite() for value in losses.values())
