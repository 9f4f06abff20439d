"""A test may ask a model for its layers, shapes and predictions, here and in the sandbox; checkpoints are only data."""

import io
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from utils.grading.models import Description, Layer, Model, build
from utils.grading.remote import Failed, Proxy, Remote, boot_text
from utils.grading.sandbox.backend import fork_server
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.limits import Limits

STUDENT = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(4 * 8 * 8, classes)
        self.conv.bias.requires_grad_(False)
    def forward(self, x):
        return self.head(self.drop(torch.relu(self.conv(x)).flatten(1)))
def make_net(): return Net(10).double()
def no_module(): return [Net(10)]
class Wide(nn.Module):
    def forward(self, x): return torch.zeros(len(x), 10**7)
class Words(nn.Module):
    def forward(self, x): return "0.99"
"""
X = np.random.default_rng(0).normal(size=(3, 1, 8, 8))
SHAPES = [("conv", (3, 4, 8, 8)), ("drop", (3, 256)), ("head", (3, 10))]


def local() -> dict[str, object]:
    names: dict[str, object] = {"__name__": "__main__"}
    exec(STUDENT, names)
    return names


def state() -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return local()["make_net"]().state_dict()


class Command:
    def __reduce__(self) -> tuple:
        return os.system, ("touch was-run",)


def zipped(size: int) -> bytes:
    """Return a zip archive that unpacks to much more than it takes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(size))
    return file.getvalue()


def write_checkpoints(folder: Path) -> None:
    torch.save(state(), folder / "good.pt")
    whole = (folder / "good.pt").read_bytes()
    torch.save({**state(), "extra.weight": torch.zeros(1)}, folder / "extra.pt")
    torch.save({k.replace("head", "fc"): v for k, v in state().items()}, folder / "renamed.pt")
    torch.save({**state(), "head.bias": torch.zeros(11)}, folder / "shape.pt")
    torch.save({**state(), "head.bias": torch.full((10,), torch.nan, dtype=torch.float64)}, folder / "nan.pt")
    torch.save(torch.nn.Linear(2, 2), folder / "module.pt")
    torch.save({**state(), "evil": Command()}, folder / "evil.pt")
    torch.save([1, 2], folder / "list.pt")
    torch.save({"w": torch.zeros(1).expand(10**9)}, folder / "expanded.pt")
    (folder / "cut.pt").write_bytes(whole[: len(whole) // 2])
    (folder / "changed.pt").write_bytes(whole[:200] + b"\xff" * 40 + whole[240:])
    (folder / "empty.pt").write_bytes(b"")
    (folder / "text.pt").write_text("the weights are in my other bag")
    (folder / "pickle.pt").write_bytes(pickle.dumps(Command()))
    (folder / "bomb.pt").write_bytes(zipped(200 << 20))
    (folder / "large.pt").write_bytes(bytes((20 << 20) + 1))
    (folder / "folder.pt").mkdir()


BAD = {
    "missing.pt": "missing.pt is missing: hand it in beside the notebook",
    "folder.pt": "folder.pt is missing",
    "extra.pt": "extra.pt has extra.weight, which the model does not know: was a layer renamed",
    "renamed.pt": "renamed.pt has fc.bias, which the model does not know: was a layer renamed",
    "shape.pt": r"shape.pt has head.bias of shape \(11,\), the model needs \(10,\)",
    "nan.pt": "nan.pt holds nan or inf",
    "module.pt": "module.pt holds more than weights, and nothing in it was run",
    "evil.pt": "evil.pt holds more than weights, and nothing in it was run",
    "list.pt": "list.pt must hold the weights alone",
    "expanded.pt": "expanded.pt unpacks to more than 20 MB",
    "cut.pt": "cut.pt is damaged",
    "changed.pt": "changed.pt .*",
    "empty.pt": "empty.pt is damaged",
    "text.pt": "text.pt is damaged",
    "pickle.pt": "pickle.pt is damaged",
    "bomb.pt": "bomb.pt unpacks to more than 20 MB",
    "large.pt": "large.pt has 20 MB, at most 20 are taken",
}


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed-in")
    write_checkpoints(folder)
    with fork_server() as backend, Box(backend, folder, Limits(wall_seconds=200), warm=("numpy", "torch")) as box:
        assert box.run(STUDENT).error is None
        yield Remote(box.serve(boot_text()), 5.0, box.failure)


@pytest.fixture(params=["here", "sandbox"])
def made(request, remote, tmp_path, monkeypatch):
    """Return a function that builds by name, in this process or in the sandbox, with the checkpoints at hand."""
    if request.param == "sandbox":
        return lambda name, *inputs: build(Proxy(remote, name), *inputs)
    write_checkpoints(tmp_path)
    monkeypatch.chdir(tmp_path)
    names = local()
    return lambda name, *inputs: build(names[name], *inputs)


def test_a_model_is_described_by_parameters_layers_and_shapes(made):
    assert made("Net", 10).describe() == Description(
        parameters=40 + 2570,
        trainable=36 + 2570,
        layers=(
            Layer("conv", "Conv2d", ((4, 1, 3, 3), (4,))),
            Layer("drop", "Dropout", ()),
            Layer("head", "Linear", ((10, 256), (10,))),
        ),
    )
    assert made("make_net").output_shapes(X) == SHAPES


def test_a_checkpoint_predicts_in_evaluation_mode_on_data_that_only_the_test_knows(made):
    model = made("make_net").load("good.pt")
    net = local()["make_net"]()
    net.load_state_dict(state())
    expected = net.eval()(torch.as_tensor(X)).detach().numpy()
    for _ in range(2):
        np.testing.assert_allclose(model.predict(X, (3, 10)), expected, rtol=1e-12)


@pytest.mark.parametrize("name", BAD)
def test_a_checkpoint_that_cannot_be_used_is_one_clear_line_and_runs_nothing(made, name):
    model = made("make_net")
    with pytest.raises(Failed, match=f"^{BAD[name]}") as error:
        model.load(name)
    assert "\n" not in str(error.value)
    assert not Path("was-run").exists()
    assert model.predict(X, (3, 10)).shape == (3, 10), "and the part after it goes on"


def test_what_is_no_model_or_no_prediction_is_one_sentence(made):
    with pytest.raises(AssertionError, match=r"expected a torch.nn.Module, got list"):
        made("no_module")
    with pytest.raises(Failed, match=r"make_net must return shape \(3, 9\) for x \(3, 1, 8, 8\), got \(3, 10\)"):
        made("make_net").predict(X, (3, 9))
    with pytest.raises(Failed, match="Words must return a tensor of real numbers, got str"):
        made("Words").predict(X, (3, 10))


def test_an_answer_beyond_the_limit_is_refused(remote):
    with pytest.raises(Failed, match="Wide returned 114 MB, more than 32 MB"):
        build(Proxy(remote, "Wide")).predict(X, (3, 10**7))
    with pytest.raises(Failed, match="absent is not defined"):
        build(Proxy(remote, "absent"))


@pytest.mark.parametrize("told", [None, [], {"parameters": -1, "trainable": 0, "layers": []}, {"parameters": "many"}])
def test_a_description_of_another_form_is_refused(told):
    with pytest.raises(Failed, match="Net could not be described"):
        Model(lambda *question: told, "Net", 0).describe()
