"""Fine-tuning: which part of a trunk is trained, how fast, on what views; and what the result answers."""

import copy
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.device import pick_device
from utils.labs.plan import Plan, short_type
from utils.labs.seeding import seed_everything
from utils.labs.training import Batch, Epoch, Loss, fit
from utils.labs.transfer import Range, Transfer, transfer
from utils.labs.transfer_views import Augmentation, Views, drawn, plain, seen
from utils.labs.trunks import Trunk
from utils.reference.border import labels as checked_labels
from utils.reference.losses import log_loss


class Frames:
    """Photos (H, W, 3) uint8 of one size with their labels, of which only those at ``rows`` are used, all without."""

    def __init__(self, images: Sequence[np.ndarray], labels: np.ndarray, rows: np.ndarray | None = None) -> None:
        """Take ``images``, an array (N, H, W, 3) or files that are read when asked; ValueError without a label each."""
        labels = checked_labels("labels", labels, len(images), np.iinfo(np.int64).max)
        self.images, self.rows = images, np.arange(len(images)) if rows is None else np.asarray(rows)
        self.labels = torch.tensor(labels[self.rows])
        self._near: tuple[Tensor, Tensor] | None = None

    def near(self, device: torch.device) -> "Frames":
        """Return the same frames, on a card read once and kept there: it would wait for a processor that reads them."""
        if device.type == "cpu":
            return self
        kept = copy.copy(self)
        kept._near = tuple(part.to(device) for part in self[torch.arange(len(self))])
        return kept

    @property
    def on_a_card(self) -> bool:
        """Tell whether batches come from a card, and need not be brought there."""
        return self._near is not None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """Return the images at ``indices`` (B,) as (B, 3, H, W) uint8, laid out colours last, and their labels."""
        if self._near is not None:
            images, labels = self._near
            return images[indices.to(images.device)], labels[indices.to(labels.device)]
        photos = np.stack([self.images[row] for row in self.rows[indices.numpy()]])
        return torch.from_numpy(photos).permute(0, 3, 1, 2), self.labels[indices]


class Tuning(NamedTuple):
    """All settings of fine-tuning; those that are there by default do well on the fisheries."""

    start: str | None = "block6"
    """The first block that is trained; None: only the new last layer."""
    plan: Plan = Plan(
        3, 32, 7e-4, "adamw", precision="cards", channels_last=True, rates=(("classifier.", 4e-3 / 7e-4),)
    )
    augmentation: Augmentation = Augmentation(turn=20.0, zoom=0.2, shift=0.05, mirror=True, light=0.2)
    dropout: float = 0.3
    size: int = 128
    """Rows and columns of what the network is given."""
    fed: Range | None = None
    """The range of its inputs; None: what the trunk was trained on."""
    live_norms: bool = False


class Tuned(NamedTuple):
    """A fine-tuned network, the log of its training, and the seconds of processor time that this took."""

    model: Transfer
    history: list[Epoch]
    seconds: float


def tune(
    trunk: Trunk,
    frames: Frames,
    validation: Frames | None = None,
    tuning: Tuning | None = None,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
    classes: int = 8,
) -> Tuned:
    """Fine-tune a copy of ``trunk`` on ``frames``; with ``validation``, it ends with the least log-loss seen on those.

    The log's score is minus that log-loss. An interrupt returns what there is. ``folder``, ``device`` and ``show`` are
    those of ``fit``. Raises what ``transfer`` and ``fit`` raise.
    """
    tuning = Tuning() if tuning is None else tuning
    begun = time.process_time()
    seed_everything(tuning.plan.seed)
    model = transfer(trunk, classes, tuning.start, tuning.dropout, tuning.fed, tuning.live_norms)
    validate = None
    if validation is not None:
        truth = validation.labels.numpy()
        validate = lambda model: -log_loss(probabilities(model, validation, tuning.size), truth)  # noqa: E731
    loss = of_views(tuning.augmentation, tuning.size)
    device = pick_device(None if device is None else str(device))
    history = fit(model, frames.near(device), loss, tuning.plan, validate, folder, device, show, stoppable=True)
    return Tuned(model.eval(), history, time.process_time() - begun)


def of_views(augmentation: Augmentation, size: int) -> Loss:
    """Return the cross-entropy of views, drawn anew for every batch (images, labels)."""

    def loss(model: nn.Module, batch: Batch) -> Tensor:
        images, labels = batch
        views = drawn(augmentation, len(images))
        return functional.cross_entropy(model(seen(images, views, size)), labels)

    return loss


def probabilities(
    model: Transfer, frames: Frames, size: int, views: Views | None = None, batch: int = 64
) -> np.ndarray:
    """Return (N, classes) float32, the model's softmax of one view of every frame, in the frames' order.

    ``views`` has one for each frame; without, frames are seen as they are. The model is asked in evaluation mode, in
    the short type where its device has one, and left in the mode it was in.
    """
    device, training = model.mean.device, model.training
    views = plain(len(frames)) if views is None else views
    short, found = short_type(device), []
    model.eval()
    with torch.no_grad(), torch.autocast(device.type, short, enabled=short is not None):
        for rows in torch.arange(len(frames)).split(batch):
            images, _ = frames[rows]
            x = seen(images.to(device), Views(views.maps[rows], views.gains[rows]), size)
            found.append(model(x).float().softmax(1).cpu())
    model.train(training)
    return torch.cat(found).numpy()
