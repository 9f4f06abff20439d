"""The frozen trunk: each frame is looked at once, and what was seen is all that the last layer is trained on."""

import time

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.device import pick_device
from utils.labs.plan import short_type
from utils.labs.transfer import Range, Transfer, transfer
from utils.labs.transfer_tuning import Frames, Tuned
from utils.labs.transfer_views import plain, seen
from utils.labs.trunks import Trunk
from utils.reference.border import labels as checked_labels
from utils.reference.border import number
from utils.reference.losses import log_loss

DECAYS = (0.01, 0.03, 0.1, 0.3, 1.0)
"""How much the weights of the last layer may be held down; validation chooses."""


def frozen_trunk(
    trunk: Trunk,
    frames: Frames,
    validation: Frames,
    size: int,
    fed: Range | None = None,
    classes: int = 8,
    device: torch.device | str | None = None,
) -> Tuned:
    """Train the last layer of ``trunk`` alone on ``frames``, with the one of DECAYS that does best in ``validation``.

    Nothing is drawn at random. ``size`` and ``fed`` are those of ``Tuning``.
    """
    begun = time.process_time()
    model = transfer(trunk, classes, fed=fed).to(pick_device(None if device is None else str(device)))
    model.to(memory_format=torch.channels_last).eval()
    known, asked = (features(model, some, size) for some in (frames, validation))
    layers = [logistic(known, frames.labels.numpy(), classes, decay) for decay in DECAYS]
    losses = [log_loss(answers(layer, asked), validation.labels.numpy()) for layer in layers]
    model.classifier[-1].load_state_dict(layers[int(np.argmin(losses))].state_dict())
    return Tuned(model, [], time.process_time() - begun)


def features(model: Transfer, frames: Frames, size: int, batch: int = 64) -> np.ndarray:
    """Return (N, D) float32: the mean of every last map of ``model``, of every frame as it is.

    Computed in evaluation mode, and in the short type where the device has one.
    """
    device, found = model.mean.device, []
    short = short_type(device)
    with torch.no_grad(), torch.autocast(device.type, short, enabled=short is not None):
        for rows in torch.arange(len(frames)).split(batch):
            images, _ = frames[rows]
            x = seen(images.to(device), plain(len(images)), size)
            found.append(model.eval().pooled(x).float().cpu())
    return torch.cat(found).numpy()


def logistic(features: np.ndarray, labels: np.ndarray, classes: int, decay: float, steps: int = 100) -> nn.Linear:
    """Return the layer with the least mean cross-entropy + ``decay``/2 |W|^2 on ``features`` (N, D) float32.

    Features are standardised first, and the layer takes that back: W of the standardised ones is what decays. The
    objective is convex, so that L-BFGS finds the same layer whatever the seed. Source: Nocedal (1980). Raises
    ValueError for labels that are none, and for a decay below 0.
    """
    x = torch.tensor(np.asarray(features, np.float64))
    y = torch.tensor(checked_labels("labels", labels, len(x), classes))
    mean, spread = x.mean(0), x.std(0, correction=0).clamp(min=1e-6)
    x, decay = (x - mean) / spread, number("decay", decay, 0)
    layer = nn.Linear(x.shape[1], classes, dtype=torch.float64)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def objective() -> Tensor:
        optimiser.zero_grad()
        value = nn.functional.cross_entropy(layer(x), y) + decay / 2 * layer.weight.square().sum()
        value.backward()
        return value

    optimiser.step(objective)
    with torch.no_grad():
        layer.weight /= spread
        layer.bias -= layer.weight @ mean
    return layer.float()


def answers(layer: nn.Linear, features: np.ndarray) -> np.ndarray:
    """Return the softmax (N, classes) float32 that ``layer`` makes of ``features`` (N, D) float32."""
    with torch.no_grad():
        return layer(torch.tensor(features)).softmax(1).numpy()
