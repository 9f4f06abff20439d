"""Images in memory as ``fit`` wants them, small changes that keep their labels, and the judgement of a model."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.reference.border import labels as checked_labels
from utils.reference.border import number
from utils.shapes.integers import whole

Change = Callable[[Tensor], Tensor]
"""From images (N, C, H, W) to changed ones, drawn by PyTorch's global generator."""


class Pictures:
    """Images (N, C, H, W) float32 from 0 to 1 with labels (N,) int64, changed anew whenever they are asked for."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, change: Change | None = None) -> None:
        """Take uint8 ``images`` (N, C, H, W) and their ``labels``; ValueError where they do not fit each other."""
        if images.dtype != np.uint8 or images.ndim != 4:
            raise ValueError(f"images must be (N, C, H, W) uint8, got {images.shape} {images.dtype}")
        self.images = torch.tensor(images).float().div_(255)
        self.labels = torch.tensor(checked_labels("labels", labels, len(images), np.iinfo(np.int64).max))
        self.change = change

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        images = self.images[indices]
        return images if self.change is None else self.change(images), self.labels[indices]


class Normalise(nn.Module):
    """The first layer: (x - mean) / spread with the training images' numbers, so that no other can be forgotten."""

    def __init__(self, mean: float, spread: float) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("spread", torch.tensor(spread))

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised images, of the shape of ``x``."""
        return (x - self.mean) / self.spread


def moved(x: Tensor, down: int, right: int) -> Tensor:
    """Return images (N, C, H, W) moved by whole pixels, black where nothing was."""
    return functional.pad(x, (right, -right, down, -down))


def shifts(most: int) -> Change:
    """Return a change that moves a whole batch by up to ``most`` pixels down or up and right or left: nearly free."""
    whole("most", most, 0)

    def change(x: Tensor) -> Tensor:
        down, right = torch.randint(-most, most + 1, (2,)).tolist()
        return moved(x, down, right)

    return change


def distortions(turn: float, stretch: float, most: float) -> Change:
    """Return a change that turns, stretches and moves every image by itself.

    The angle is drawn up to ``turn`` degrees either way, height and width are stretched by up to the share
    ``stretch``, and the middle is moved by up to ``most`` pixels; what was outside counts as the edge.
    """
    angle, stretch, most = (number(*pair, 0) for pair in (("turn", turn), ("stretch", stretch), ("most", most)))
    angle = math.radians(angle)

    def change(x: Tensor) -> Tensor:
        drawn = torch.rand(len(x), 5).mul_(2).sub_(1)
        cosine, sine = torch.cos(angle * drawn[:, 0]), torch.sin(angle * drawn[:, 0])
        across, down = 1 + stretch * drawn[:, 1], 1 + stretch * drawn[:, 2]
        right, low = 2 * most / x.shape[3] * drawn[:, 3], 2 * most / x.shape[2] * drawn[:, 4]
        rows = torch.stack([across * cosine, -down * sine, right, across * sine, down * cosine, low], 1).view(-1, 2, 3)
        grid = functional.affine_grid(rows, list(x.shape), align_corners=False)
        return functional.grid_sample(x, grid, padding_mode="border", align_corners=False)

    return change


PLACES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
"""A pixel to each side, and where it was: what test-time augmentation looks at."""


def probabilities(
    model: nn.Module, images: np.ndarray | Tensor, places: Sequence[tuple[int, int]] = PLACES[:1], batch: int = 1000
) -> np.ndarray:
    """Return (N, classes) float32: the mean of the model's softmax over images moved to ``places`` (down, right).

    ``images`` are (N, C, H, W), uint8 from 0 to 255 or float32 from 0 to 1. The model is asked in evaluation mode, and
    left in the mode it was in.
    """
    images = torch.as_tensor(np.array(images) if isinstance(images, np.ndarray) else images)
    device, training = next(model.parameters()).device, model.training
    model.eval()
    found = []
    with torch.no_grad():
        for some in images.split(batch):
            x = some.to(device).float().div(255) if some.dtype == torch.uint8 else some.to(device)
            found.append(sum(model(moved(x, *place)).softmax(1) for place in places) / len(places))
    model.train(training)
    return torch.cat(found).cpu().numpy()


def accuracy(
    model: nn.Module,
    images: np.ndarray | Tensor,
    labels: np.ndarray,
    places: Sequence[tuple[int, int]] = PLACES[:1],
) -> float:
    """Return the share of ``images`` whose most probable class, after ``probabilities``, is their label."""
    return float((probabilities(model, images, places).argmax(axis=1) == np.asarray(labels)).mean())
