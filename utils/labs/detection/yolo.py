"""YOLO: the image as a grid, and whatever has its centre in a cell is that cell's to find, in one pass.

Source: Redmon et al., "You only look once" (2016). Kept are the grid, the boxes of a cell of which one is responsible,
the confidence that is to be the IoU, and square roots of sizes. Otherwise: the cells share a convolution in place of
one layer over the whole image, and classes and confidences learn by cross-entropy, as its authors had it in 2018.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from utils.labs.detection.boxes import iou
from utils.labs.detection.defaults import by_place
from utils.labs.detection.detector import Candidates, Detector, each_class
from utils.labs.detection.losses import mean_of
from utils.labs.detection.trunk import TRUNKS, unit


class Design(NamedTuple):
    """YOLO's grid, and what its losses weigh."""

    stride: int = 16
    """Pixels that a cell is wide."""
    boxes: int = 2
    """Of each cell."""
    place: float = 15.0
    """What the loss of centres and sizes weighs."""
    nothing: float = 0.5
    """What the confidence of boxes without an object weighs."""


class Told(NamedTuple):
    """What the network says of the B boxes of each of P cells."""

    centres: Tensor
    """(N, P, B, 2) in pixels."""
    roots: Tensor
    """(N, P, B, 2), square roots of width and height as shares of the image's side."""
    confidence: Tensor
    """(N, P, B), logits."""
    classes: Tensor
    """(N, P, C), logits of the cell."""

    def boxes(self, size: int) -> Tensor:
        """Return the boxes (N, P, B, 4) in pixels of an image of ``size``."""
        half = self.roots**2 * size / 2
        return torch.cat([self.centres - half, self.centres + half], dim=-1)


class YOLO(Detector):
    """Predicts B boxes and one distribution over classes in each cell of a grid."""

    def __init__(self, classes: Sequence[str], size: int, trunk: str = "small", design: Design = Design()) -> None:  # noqa: B008
        super().__init__(classes, size)
        self.design, self.trunk = design, TRUNKS[trunk]()
        self.level = self.trunk.strides.index(design.stride)
        channels = self.trunk.channels[self.level]
        self.head = nn.Sequential(unit(channels, 128), nn.Conv2d(128, 5 * design.boxes + len(classes), 1))
        cells = torch.arange(size // design.stride, dtype=torch.float32)
        corners = torch.stack(torch.meshgrid(cells, cells, indexing="xy"), dim=-1).flatten(0, 1)
        self.register_buffer("corners", corners * design.stride, persistent=False)

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return the losses of places (centres and sizes), confidences and classes."""
        told, there = self.told(images), labels > 0
        image, cell = torch.arange(len(images), device=boxes.device)[:, None].expand_as(labels), self.cells_of(boxes)
        overlaps, responsible = _pairwise(told.boxes(self.size)[image, cell].detach(), boxes).max(dim=2)
        where = (image, cell, responsible)
        target = torch.zeros_like(told.confidence)
        target[tuple(index[there] for index in where)] = overlaps[there]
        errors = functional.binary_cross_entropy_with_logits(told.confidence, target, reduction="none")
        weight = torch.where(target > 0, 1.0, self.design.nothing)
        classes = functional.cross_entropy(
            told.classes[image, cell].transpose(1, 2), (labels - 1).clamp(min=0), reduction="none"
        )
        return {
            "places": self.design.place * mean_of(self.distances(told, where, boxes), there),
            "confidence": (errors * weight).sum() / there.sum().clamp(min=1),
            "classes": mean_of(classes, there),
        }

    def distances(self, told: Told, where: tuple[Tensor, Tensor, Tensor], boxes: Tensor) -> Tensor:
        """Return the squared errors (N, G) of centres, in cells, and of square roots of sizes, likewise."""
        cells = self.size / self.design.stride
        centres = (told.centres[where] - (boxes[..., :2] + boxes[..., 2:]) / 2) / self.design.stride
        roots = told.roots[where] - ((boxes[..., 2:] - boxes[..., :2]).clamp(min=0) / self.size).sqrt()
        return (centres**2).sum(-1) + cells * (roots**2).sum(-1)

    def candidates(self, images: Tensor) -> Candidates:
        """Return every box with its confidence times its cell's probability of each class."""
        told = self.told(images)
        with self.stage("head"):
            scores = told.confidence.sigmoid()[..., None] * told.classes.softmax(dim=2)[:, :, None]
            return each_class(told.boxes(self.size).flatten(1, 2), scores.flatten(1, 2))

    def told(self, images: Tensor) -> Told:
        """Return what the network says of every cell."""
        with self.stage("trunk"):
            features = self.trunk(images)[self.level]
        with self.stage("head"):
            count = self.design.boxes
            values = by_place(self.head(features), 5 * count + len(self.classes))
            numbers = values[..., : 5 * count].unflatten(2, (count, 5))
            centres = self.corners[:, None] + (2 * numbers[..., :2].sigmoid() - 0.5) * self.design.stride
            return Told(centres, numbers[..., 2:4].sigmoid(), numbers[..., 4], values[..., 5 * count :])

    def cells_of(self, boxes: Tensor) -> Tensor:
        """Return the index (N, G) of the cell that the centre of each of ``boxes`` (N, G, 4) lies in."""
        side = self.size // self.design.stride
        column, row = ((boxes[..., :2] + boxes[..., 2:]) / 2 / self.design.stride).long().clamp(0, side - 1).unbind(-1)
        return row * side + column


def _pairwise(predicted: Tensor, boxes: Tensor) -> Tensor:
    """Return the IoU (N, G, B) of each box (N, G, 4) with the B ``predicted`` (N, G, B, 4) for it."""
    return iou(predicted, boxes[:, :, None])[..., 0]
