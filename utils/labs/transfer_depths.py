"""A trunk block by block: what each costs, what its maps are about, and which frames look alike to it."""

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.transfer import stages, transfer
from utils.labs.transfer_tuning import Frames
from utils.labs.transfer_views import plain, seen
from utils.labs.trunks import Trunk
from utils.reference.border import floats
from utils.shapes.cuts import Block

NEW = "new layer"


def block_costs(trunk: Trunk, classes: int, size: int) -> list[Block]:
    """Return the blocks of ``trunk`` and its new last layer, as ``transfer`` trains them: folded, on ``size`` pixels.

    Multiply-adds are those of convolutions and of the last layer; biases, activations and sums are left out.
    """
    first, _ = next(stages(trunk).named_children())
    model = transfer(trunk, classes, start=first)
    parts = dict(model.body.named_children()) | {NEW: model.classifier}
    work = dict.fromkeys(parts, 0)

    def counting(name: str):
        def hook(module: nn.Module, inputs: tuple, out: Tensor) -> None:
            work[name] += out[0].numel() * module.weight[0].numel()

        return hook

    for name, part in parts.items():
        for module in part.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                module.register_forward_hook(counting(name))
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, size, size, device=model.mean.device))
    weights = {name: sum(weight.numel() for weight in part.parameters()) for name, part in parts.items()}
    return [Block(name, weights[name], work[name]) for name in parts]


def pooled_by_block(trunk: Trunk, frames: Frames, size: int, batch: int = 50) -> dict[str, np.ndarray]:
    """Return what each block says of every frame, by its name: the mean of each of its maps, (N, C) float32."""
    found: dict[str, list[Tensor]] = {}
    mean, spread = (torch.tensor(colour).view(3, 1, 1) for colour in (trunk.prepare.mean, trunk.prepare.spread))
    device = next(trunk.parameters()).device
    with torch.no_grad():
        for rows in torch.arange(len(frames)).split(batch):
            images, _ = frames[rows]
            x = (seen(images, plain(len(images)), size) - mean) / spread
            for name, maps in trunk.features(x.to(device)).items():
                found.setdefault(name, []).append(maps.mean((2, 3)).cpu())
    return {name: torch.cat(parts).numpy() for name, parts in found.items()}


def nearest(features: np.ndarray, apart: np.ndarray | None = None) -> np.ndarray:
    """Return for each row of ``features`` (N, D) float32 the number (N,) of the other row that is most like it.

    Features are standardised; alike is what points the same way, by the cosine. With ``apart`` (N,), say boats, rows of
    the same one do not count. Raises ValueError where a row has no other to be compared with.
    """
    features = floats("features", features, "N, D")
    x = (features - features.mean(0)) / np.maximum(features.std(0), 1e-6)
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6)
    alike = x @ x.T
    groups = np.arange(len(x)) if apart is None else np.asarray(apart)
    alike[groups[:, None] == groups[None, :]] = -np.inf
    if not np.isfinite(alike).any(axis=1).all():
        raise ValueError("features must hold for each row another that it may be compared with, got a row without one")
    return alike.argmax(axis=1)
