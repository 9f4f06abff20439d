import sys
import types

import numpy as np
import pytest
import torch
from torch import nn

from utils.data.photos import load_photo
from utils.data.store import DataNotFound
from utils.labs import trunks
from utils.labs.architectures import build
from utils.labs.efficientnet_lite import EfficientNetLite, SameConv2d
from utils.labs.trunks import pretrained_trunk
from utils.shapes import architectures

ESPRESSO, TIGER_CAT, EGYPTIAN_CAT, MISSILE, SPACE_SHUTTLE = 967, 282, 285, 657, 812


@pytest.fixture
def nothing_cached(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def test_efficientnet_lite0_has_the_published_number_of_weights_and_halves_five_times():
    model = EfficientNetLite()
    assert sum(weight.numel() for weight in model.parameters()) == 4_652_008
    trunk = trunks.Trunk(model.eval(), ("stem", "block1", "block3", "block16", "head"), None)
    with torch.no_grad():
        maps = trunk.features(torch.zeros(1, 3, 65, 97))
    shapes = {name: tuple(found.shape[1:]) for name, found in maps.items()}
    assert shapes["stem"] == (32, 33, 49)
    assert shapes["block3"] == (24, 17, 25)
    assert shapes["head"] == (1280, 3, 4)


def test_efficientnet_lite1_has_five_blocks_more():
    model = EfficientNetLite("efficientnet_lite1")
    assert sum(weight.numel() for weight in model.parameters()) == 5_416_680
    assert [name for name, _ in model.named_children()][21:23] == ["block21", "head"]


@pytest.mark.parametrize(("kernel", "stride", "size"), [(3, 2, 224), (3, 2, 15), (5, 2, 7), (5, 1, 9), (1, 1, 4)])
def test_same_padding_puts_the_odd_pad_last_as_tensorflow_does(kernel, stride, size):
    conv = SameConv2d(1, 1, kernel, stride, bias=False)
    x = torch.randn(1, 1, size, size)
    out = conv(x)
    assert out.shape[2:] == (-(-size // stride),) * 2
    total = max((out.shape[2] - 1) * stride + kernel - size, 0)
    before, after = total // 2, total - total // 2
    padded = nn.functional.pad(x, (before, after, before, after))
    torch.testing.assert_close(out, nn.functional.conv2d(padded, conv.weight, stride=stride))


@pytest.mark.slow
def test_the_trained_trunk_sees_the_cat_the_coffee_and_the_rocket():
    trunk = pretrained_trunk("efficientnet_lite0", "cpu")
    assert not trunk.training
    x = trunk.prepare([load_photo(name) for name in ("cat", "coffee", "rocket")])
    assert (x.shape, x.dtype) == ((3, 3, 224, 224), torch.float32)
    assert -127 / 128 <= float(x.min()) < float(x.max()) <= 1
    with torch.no_grad():
        best = trunk(x).softmax(1).max(1)
        maps = trunk.features(x)
    assert best.indices.tolist() == [TIGER_CAT, ESPRESSO, MISSILE]
    published = [0.385, 0.951, 0.286]  # by efficientnet-lite-pytorch 0.1.0, on the same prepared images
    np.testing.assert_allclose(best.values, published, atol=2e-3)
    assert list(maps) == list(trunk.blocks) == ["stem", *(f"block{k}" for k in range(1, 17)), "head"]


@pytest.mark.audit
def test_the_deeper_trunk_sees_a_cat_coffee_and_something_that_flies_to_space():
    trunk = pretrained_trunk("efficientnet_lite1", "cpu")
    x = trunk.prepare([load_photo(name) for name in ("cat", "coffee", "rocket")])
    assert x.shape == (3, 3, 240, 240)
    with torch.no_grad():
        assert trunk(x).argmax(1).tolist() == [EGYPTIAN_CAT, ESPRESSO, SPACE_SHUTTLE]
    assert trunk.blocks[-2:] == ("block21", "head")


def test_without_weights_there_is_no_trunk(nothing_cached, monkeypatch):
    data = trunks.WEIGHTS["efficientnet_lite0"]
    monkeypatch.setitem(trunks.WEIGHTS, "efficientnet_lite0", data._replace(sources=()))
    with pytest.raises(DataNotFound, match="What to do"):
        pretrained_trunk("efficientnet_lite0", "cpu")


def test_weights_that_do_not_fit_are_refused(tmp_path, monkeypatch):
    torch.save({"_fc.weight": torch.zeros(1000, 1280)}, tmp_path / "some.pth")
    monkeypatch.setattr(trunks, "find_weights", lambda name: tmp_path / "some.pth")
    with pytest.raises(RuntimeError, match="Missing key"):
        pretrained_trunk("efficientnet_lite0", "cpu")


def fake_torchvision(monkeypatch, tmp_path, stored):
    """Put a torchvision in place that builds ResNet-18 by ``utils.labs.architectures``, and weights of another one."""
    models = types.ModuleType("torchvision.models")
    models.resnet18 = lambda weights: build(architectures["resnet18"], (3, 224, 224))
    package = types.ModuleType("torchvision")
    package.__spec__ = types.SimpleNamespace(name="torchvision")
    monkeypatch.setitem(sys.modules, "torchvision", package)
    monkeypatch.setitem(sys.modules, "torchvision.models", models)
    torch.save(stored.state_dict(), tmp_path / "resnet18.pth")
    monkeypatch.setattr(trunks, "find_weights", lambda name: tmp_path / f"{name}.pth")


def test_a_trunk_of_torchvision_has_the_weights_of_the_file_and_its_preparation(monkeypatch, tmp_path):
    stored = build(architectures["resnet18"], (3, 224, 224))
    fake_torchvision(monkeypatch, tmp_path, stored)
    trunk = pretrained_trunk("resnet18", "cpu")
    for name, value in trunk.model.state_dict().items():
        torch.testing.assert_close(value, stored.state_dict()[name])
    grey = trunk.prepare([np.full((300, 500, 3), (124, 116, 104), np.uint8)])
    assert grey.shape == (1, 3, 224, 224)
    assert grey.abs().max() < 0.02, "the mean colour of ImageNet"
    with torch.no_grad():
        maps = trunk.features(grey)
    assert next(iter(maps)) == "conv1"
    assert "fc" not in maps
    assert all(found.ndim == 4 for found in maps.values())


def test_a_trunk_that_needs_torchvision_says_so(monkeypatch):
    monkeypatch.setattr(trunks.util, "find_spec", lambda name: None)
    with pytest.raises(
        ModuleNotFoundError,
        match="one of efficientnet_lite0, efficientnet_lite1 where torchvision is not installed, got 'vgg16'",
    ):
        pretrained_trunk("vgg16")


def test_the_middle_is_cut_out_whatever_the_shape():
    photo = np.zeros((100, 300, 3), np.uint8)
    photo[:, 100:200] = 255
    prepare = trunks.Preparation(50, 1.0, (0.0,) * 3, (255.0,) * 3, trunks.Image.Resampling.BILINEAR)
    for turned in (photo, photo.transpose(1, 0, 2)):
        assert float(prepare([turned])[:, :, 1:-1, 1:-1].min()) == 1.0


@pytest.mark.parametrize("photo", [np.zeros((5, 5), np.uint8), np.zeros((5, 5, 3)), np.zeros((3, 5, 5), np.uint8)])
def test_what_is_no_photo_is_refused(photo):
    prepare = trunks.Preparation(50, 1.0, (0.0,) * 3, (255.0,) * 3, trunks.Image.Resampling.BILINEAR)
    with pytest.raises(ValueError, match=r"photos must be \(H, W, 3\) uint8, got"):
        prepare([photo])


def test_another_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"name must be one of efficientnet_lite0, .*, got 'lenet'"):
        pretrained_trunk("lenet")
