"""What a test may ask of a student's PyTorch model: build it, describe it, load its checkpoint, predict.

Runs where the model lives: in the student's notebook, and in grading inside the sandbox. Whoever asks gets numbers and
words, never a module or a tensor. Stands alone, and imports torch only when asked.
"""

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

CHECKPOINT_BYTES = 20 << 20
"""The largest checkpoint, in bytes: of the file, and of what it unpacks to."""

_models: dict[int, object] = {}


class BadCheckpoint(AssertionError):
    """A checkpoint that cannot be used; the message says why in one line."""


def build(factory: object, inputs: Sequence) -> int:
    """Call a class or function that makes a model; return the number under which the model is kept here.

    Raises AssertionError where it makes anything but a torch.nn.Module.
    """
    from torch import nn  # noqa: PLC0415 - seconds that no other homework should pay

    model = factory(*inputs)
    if not isinstance(model, nn.Module):
        raise AssertionError(f"expected a torch.nn.Module, got {type(model).__name__}")
    _models[len(_models)] = model
    return len(_models) - 1


def describe(number: int) -> dict:
    """Return the model's count of parameters, of trainable ones, and its layers: name, type, shapes of parameters."""
    model = _models[number]
    layers = [(name, module) for name, module in model.named_modules() if not any(module.children())]
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "layers": [
            [name, type(m).__name__, [list(p.shape) for p in m.parameters(recurse=False)]] for name, m in layers
        ],
    }


def output_shapes(number: int, x: np.ndarray) -> list[list]:
    """Return [layer's name, shape of its output] in the order of the run on ``x``, for layers that hold no others."""
    model, seen = _models[number], []
    hooks = [
        module.register_forward_hook(lambda m, i, out, name=name: seen.append([name, list(getattr(out, "shape", ()))]))
        for name, module in model.named_modules()
        if not any(module.children())
    ]
    try:
        predict(number, x)
    finally:
        for hook in hooks:
            hook.remove()
    return seen


def predict(number: int, x: np.ndarray) -> object:
    """Return what the model makes of ``x``, in evaluation mode and without gradients, as NumPy arrays."""
    import torch  # noqa: PLC0415

    model = _models[number]
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return _as_numpy(model(torch.as_tensor(x)))
    finally:
        model.train(training)


def _as_numpy(value: object) -> object:
    if hasattr(value, "detach"):
        return value.detach().cpu().numpy()
    if isinstance(value, list | tuple):
        return [_as_numpy(part) for part in value]
    return {key: _as_numpy(part) for key, part in value.items()} if isinstance(value, dict) else value


def load(number: int, name: str) -> int:
    """Load the checkpoint ``name`` of the working folder into the model; return how many numbers it holds.

    Raises BadCheckpoint, in one line, where it is missing, too large, damaged, not plain weights (nothing in it is ever
    run), made for another model, or holds nan or inf.
    """
    weights = _weights(name)
    model = _models[number]
    wanted = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    found = {key: tuple(value.shape) for key, value in weights.items()}
    for key in sorted(wanted.keys() | found.keys()):
        if key not in found:
            raise BadCheckpoint(f"{name} has no {key}, which the model needs: was a layer renamed?")
        if key not in wanted:
            raise BadCheckpoint(f"{name} has {key:.60}, which the model does not know: was a layer renamed?")
        if wanted[key] != found[key]:
            raise BadCheckpoint(f"{name} has {key} of shape {found[key]}, the model needs {wanted[key]}")
    if not all(bool(value.isfinite().all()) for value in weights.values()):
        raise BadCheckpoint(f"{name} holds nan or inf")
    model.load_state_dict(weights)
    return sum(math.prod(shape) for shape in found.values())


def _weights(name: str) -> dict:
    """Return the tensors of a checkpoint by their names, read with weights_only=True."""
    import torch  # noqa: PLC0415

    _check_file(name)
    try:
        weights = torch.load(name, map_location="cpu", weights_only=True)
    except Exception as error:  # noqa: BLE001 - a damaged file fails in any way there is
        plain = "weights_only" not in str(error) and "Unsupported" not in str(error)
        why = "is damaged" if plain else "holds more than weights, and nothing in it was run"
        raise BadCheckpoint(f"{name} {why}: save it again with torch.save(model.state_dict(), {name!r})") from None
    if not isinstance(weights, dict) or not all(isinstance(value, torch.Tensor) for value in weights.values()):
        raise BadCheckpoint(f"{name} must hold the weights alone: torch.save(model.state_dict(), {name!r})")
    if sum(value.numel() * value.element_size() for value in weights.values()) > CHECKPOINT_BYTES:
        raise BadCheckpoint(f"{name} unpacks to more than {CHECKPOINT_BYTES >> 20} MB")
    return weights


def _check_file(name: str) -> None:
    path = Path(name)
    if path.is_symlink() or not path.is_file():
        raise BadCheckpoint(f"{name} is missing: hand it in beside the notebook, under this very name")
    if path.stat().st_size > CHECKPOINT_BYTES:
        raise BadCheckpoint(
            f"{name} has {path.stat().st_size / 2**20:.0f} MB, at most {CHECKPOINT_BYTES >> 20} are taken"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (OSError, ValueError, zipfile.BadZipFile):
        raise BadCheckpoint(f"{name} is damaged: save it again with torch.save(model.state_dict(), {name!r})") from None
    if size > CHECKPOINT_BYTES:
        raise BadCheckpoint(f"{name} unpacks to more than {CHECKPOINT_BYTES >> 20} MB")


def _build_by_name(student: dict[str, object], name: str, inputs: tuple) -> int:
    if name not in student:
        raise NameError(f"name '{name}' is not defined", name=name)
    return build(student[name], inputs)


MODEL_QUESTIONS = {
    "build": _build_by_name,
    "describe": lambda student, name, inputs: describe(*inputs),
    "output_shapes": lambda student, name, inputs: output_shapes(*inputs),
    "predict": lambda student, name, inputs: predict(*inputs),
    "load": lambda student, name, inputs: load(*inputs),
}
"""What a request may ask, each a function of the student's names, the name of the factory, and the inputs."""
