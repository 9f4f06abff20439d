"""The frozen trunk: each frame is looked at once, and what was seen is all that the last layer is trained on."""

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.plan import short_type
from utils.labs.transfer import Transfer
from utils.labs.transfer_tuning import Frames
from utils.labs.transfer_views import plain, seen
from utils.reference.border import labels as checked_labels
from utils.reference.border import number


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


def logistic(features: np.ndarray, labels: np.ndarray, classes: int, decay: float, steps: int = 200) -> nn.Linear:
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
