"""How much of the time goes into the trunk itself: images a second of training beside bare forward and backward."""

import time
from typing import NamedTuple

import torch
from torch.nn import functional

from utils.labs.device import pick_device
from utils.labs.plan import precision_on
from utils.labs.training import fit
from utils.labs.transfer import Transfer, transfer
from utils.labs.transfer_tuning import Frames, Tuning, of_views
from utils.labs.transfer_views import plain, seen
from utils.labs.trunks import Trunk


class Speed(NamedTuple):
    """Images a second of the model's forward and backward pass on a batch that lies ready, and of real training."""

    bare: float
    training: float

    @property
    def share(self) -> float:
        """Return the share of the bare speed that training keeps."""
        return self.training / self.bare


def speed(
    trunk: Trunk, frames: Frames, tuning: Tuning, device: torch.device | str | None = None, steps: int = 4
) -> Speed:
    """Return both speeds of ``tuning``, of the best of three times ``steps`` steps each, taken in turns.

    Training reads frames, moves them to the device, draws views and takes the optimiser's step as well. On a processor
    its own seconds are counted, so that other programs do not count.
    """
    device = pick_device(None if device is None else str(device))
    plan = tuning.plan._replace(epochs=steps, batch=min(tuning.plan.batch, len(frames)), steps=steps)
    model = transfer(trunk, 8, tuning.start, tuning.dropout, tuning.fed, tuning.live_norms)
    layout = torch.channels_last if plan.channels_last else torch.preserve_format
    model.to(device, memory_format=layout).train()
    tuning = tuning._replace(plan=plan)
    frames = frames.near(device)
    _passes(model, frames, tuning, 1)
    bare, training = [], []
    for _ in range(3):
        begun = _now(device)
        _passes(model, frames, tuning, steps)
        bare.append(_now(device) - begun)
        begun = _now(device)
        fit(model, frames, of_views(tuning.augmentation, tuning.size), plan, device=device, show="")
        training.append(_now(device) - begun)
    return Speed(*(steps * plan.batch / min(seconds) for seconds in (bare, training)))


def _passes(model: Transfer, frames: Frames, tuning: Tuning, steps: int) -> None:
    """Take ``steps`` forward and backward passes of one batch that is made ready before."""
    device = model.mean.device
    images, labels = (part.to(device) for part in frames[torch.arange(tuning.plan.batch)])
    x, short = seen(images, plain(len(images)), tuning.size), precision_on(tuning.plan, device)
    for _ in range(steps):
        with torch.autocast(device.type, short, enabled=short is not None):
            value = functional.cross_entropy(model(x), labels)
        model.zero_grad()
        value.backward()


def _now(device: torch.device) -> float:
    if device.type == "cpu":
        return time.process_time()
    torch.accelerator.synchronize(device)
    return time.perf_counter()
