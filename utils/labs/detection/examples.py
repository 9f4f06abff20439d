"""Images with boxes as the training loop wants them: batches of tensors, changed a little each time."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from utils.data.detection import Detection, checked
from utils.labs.detection import boxes as geometry
from utils.labs.detection.photographs import stretch, to_squares
from utils.labs.transfer_views import Augmentation, Views, drawn, seen

Batch = tuple[Tensor, ...]
Change = Callable[[Batch], Batch]
"""From images (N, 3, S, S), 0 to 255, boxes (N, G, 4), labels (N, G) and maybe regions (N, P, 4) to such."""


class Examples:
    """Squares of ``size`` with all their boxes, padded to as many as the fullest image has; label 0 is padding."""

    def __init__(
        self,
        data: Detection,
        size: int,
        regions: Sequence[np.ndarray] | None = None,
        change: Change | None = None,
    ) -> None:
        """Take ``data`` and, for detectors that need them, ``regions``, proposals (P, 4) of each image in its square.

        Raises ValueError, which names the image, where ``checked`` does, and for regions that are not as many as it.
        """
        self.data, self.size, self.change = checked(data), size, change
        if not len(data.names):
            raise ValueError("data must have at least one image, got none")
        if regions is not None and len(regions) != len(data.names):
            raise ValueError(f"regions must be of {len(data.names)} images, got {len(regions)}")
        squares = [boxes * stretch(image, size) for image, boxes in zip(data.images, data.boxes, strict=True)]
        boxes, labels = _padded(squares, (4,)), _padded(data.labels, ()).long()
        self.parts = (boxes, labels) if regions is None else (boxes, labels, _padded(regions, (4,)))

    def __len__(self) -> int:
        return len(self.data.names)

    def __getitem__(self, indices: Tensor) -> Batch:
        images = to_squares([self.data.images[place] for place in indices.tolist()], self.size)
        batch = (images, *(part[indices] for part in self.parts))
        return batch if self.change is None else self.change(batch)


def shifts(most: int) -> Change:
    """Return a change that moves a whole batch by up to ``most`` pixels each way, black where nothing was.

    A box of which less than half stays within the image is no longer one.
    """

    def change(batch: Batch) -> Batch:
        images, boxes, labels, *regions = batch
        down, right = torch.randint(-most, most + 1, (2,)).tolist()
        images = functional.pad(images, (right, -right, down, -down))
        by = torch.tensor([right, down, right, down])
        moved = [geometry.clip(part + by, images.shape[3]) for part in (boxes, *regions)]
        stays = geometry.area(moved[0]) * 2 > geometry.area(boxes)
        return (images, moved[0] * stays[..., None], labels * stays, *moved[1:])

    return change


def flips(batch: Batch) -> Batch:
    """Mirror every other image of a batch, left and right, drawn at random."""
    images, boxes, labels, *regions = batch
    flipped = torch.rand(len(images)) < 0.5
    images = torch.where(flipped[:, None, None, None], images.flip(3), images)
    moved = [torch.where(flipped[:, None, None], _mirrored(part, images.shape[3]), part) for part in (boxes, *regions)]
    return (images, moved[0], labels, *moved[1:])


def recolours(batch: Batch) -> Batch:
    """Exchange red, green and blue of a whole batch at random: of what colour a thing is does not say what it is."""
    return (batch[0][:, torch.randperm(3)], *batch[1:])


def viewed(augmentation: Augmentation) -> Change:
    """Return a change that shows each image in a view of its own, drawn from ``augmentation``; it becomes float32.

    A box becomes the one around its turned ellipse, which is nearer to what most things are than its turned corners.
    As with ``shifts``, a box of which less than half stays within the image is no longer one.
    """

    def change(batch: Batch) -> Batch:
        images, boxes, labels, *regions = batch
        views, size = drawn(augmentation, len(images)), images.shape[3]
        moved = [_in_views(part, views, size) for part in (boxes, *regions)]
        clipped = [geometry.clip(part, size) for part in moved]
        stays = geometry.area(clipped[0]) * 2 > geometry.area(moved[0])
        return (seen(images.float(), views, size), clipped[0] * stays[..., None], labels * stays, *clipped[1:])

    return change


def chain(*changes: Change) -> Change:
    """Return one change that makes all of ``changes``, one after the other."""

    def change(batch: Batch) -> Batch:
        for each in changes:
            batch = each(batch)
        return batch

    return change


def _mirrored(boxes: Tensor, size: int) -> Tensor:
    """Return the boxes in the mirror image; padding stays what it is."""
    return geometry.flip(boxes, size) * (geometry.area(boxes) > 0)[..., None]


def _in_views(boxes: Tensor, views: Views, size: int) -> Tensor:
    """Return where boxes (N, R, 4) of images of ``size`` are in ``views``; padding stays what it is."""
    turn, move = views.maps[:, :, :2].inverse(), views.maps[:, None, :, 2]
    centre = (boxes[..., :2] + boxes[..., 2:]) / size - 1
    half = (boxes[..., 2:] - boxes[..., :2]) / size
    centre = (centre - move) @ turn.mT
    half = (half**2 @ (turn**2).mT).sqrt()
    there = geometry.area(boxes) > 0
    return (torch.cat([centre - half, centre + half], dim=-1) + 1) * size / 2 * there[..., None]


def _padded(rows: Sequence[np.ndarray], shape: tuple[int, ...]) -> Tensor:
    """Return rows (R, ...) of each image as (N, most, ...) float32, with zeros behind."""
    out = torch.zeros(len(rows), max(len(each) for each in rows), *shape)
    for place, each in enumerate(rows):
        out[place, : len(each)] = torch.from_numpy(np.asarray(each, np.float32))
    return out
