"""What a model really leaves behind: the shapes of its outputs, and the memory of a forward and a backward pass."""

import weakref
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from utils.shapes import Shape


class Memory(NamedTuple):
    """Bytes of one training step: weights, what forward keeps for backward (values, indices), gradients, and peaks.

    The peaks are the most that was alive at once beyond the weights, in inference and in the whole training step.
    """

    weights: int
    saved_values: int
    saved_indices: int
    gradients: int
    inference_peak: int
    training_peak: int


def row_shapes(model: nn.Module, x: Tensor) -> dict[str, Shape]:
    """Return the (C, H, W) that each module puts out for the batch ``x`` (N, C, H, W), by its path, seen by hooks."""
    shapes: dict[str, Shape] = {}

    def note(path: str) -> Callable:
        return lambda _module, _inputs, out: shapes.__setitem__(path, (*out.shape[1:], 1, 1)[:3])

    hooks = [module.register_forward_hook(note(path)) for path, module in model.named_modules() if path]
    try:
        with torch.no_grad():
            model(x)
    finally:
        for hook in hooks:
            hook.remove()
    return shapes


def memory(model: nn.Module, x: Tensor, y: Tensor) -> Memory:
    """Return the measured memory of inference and of one training step on ``x`` (N, C, H, W), labels ``y`` (N,) int64.

    Every storage is counted once, however many operations keep it, and the images ``x`` count as a saved value; on the
    device "meta" nothing is computed and all is counted. The model's gradients are None before and after.
    """
    model.zero_grad()
    weights = list(model.parameters())
    with torch.no_grad(), Ledger([x, y, *weights]) as inference:
        model(x)
    kept: dict[int, Tensor] = {}
    with Ledger([x, y, *weights]) as training:
        with torch.autograd.graph.saved_tensors_hooks(lambda saved: _keep(kept, saved), lambda saved: saved):
            loss = functional.cross_entropy(model(x), y)
        own = {weight.untyped_storage()._cdata for weight in weights}
        saved = [tensor for key, tensor in kept.items() if key not in own]
        values = sum(_bytes(tensor) for tensor in saved if tensor.is_floating_point())
        indices = sum(_bytes(tensor) for tensor in saved if not tensor.is_floating_point() and tensor is not y)
        kept.clear()
        saved.clear()
        loss.backward()
    gradients = sum(_bytes(weight.grad) for weight in weights)
    model.zero_grad()
    return Memory(sum(map(_bytes, weights)), values, indices, gradients, inference.peak, training.peak)


def gradient_lengths(model: nn.Module, x: Tensor, y: Tensor) -> list[float]:
    """Return the length of the loss's gradient for the weights of each convolution, in order, on one batch."""
    model.zero_grad()
    functional.cross_entropy(model(x), y).backward()
    found = [module.weight.grad.norm().item() for module in model.modules() if isinstance(module, nn.Conv2d)]
    model.zero_grad()
    return found


class Ledger(TorchDispatchMode):
    """Counts the bytes of all storages that operations make and that are alive at once; ``known`` ones do not count."""

    def __init__(self, known: Iterable[Tensor]) -> None:
        super().__init__()
        self.live, self.peak = 0, 0
        self.known = {tensor.untyped_storage()._cdata for tensor in known}

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Run the operation and enter what it made."""
        out = func(*args, **(kwargs or {}))
        for made in tree_leaves(out):
            if isinstance(made, Tensor):
                self._enter(made.untyped_storage())
        return out

    def _enter(self, storage: torch.UntypedStorage) -> None:
        key, size = storage._cdata, storage.nbytes()
        if key in self.known:
            return
        self.known.add(key)
        self.live += size
        self.peak = max(self.peak, self.live)
        weakref.finalize(storage, self._leave, key, size)

    def _leave(self, key: int, size: int) -> None:
        self.known.discard(key)
        self.live -= size


def _keep(kept: dict[int, Tensor], tensor: Tensor) -> Tensor:
    kept.setdefault(tensor.untyped_storage()._cdata, tensor)
    return tensor


def _bytes(tensor: Tensor) -> int:
    return tensor.untyped_storage().nbytes()
