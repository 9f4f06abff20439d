"""What R-CNN and SPP-net share: a network that learns to classify regions, then features on disk, SVMs, and boxes.

The four steps of Girshick et al., "Rich feature hierarchies" (2014), one after the other; each begins when the one
before it is over, which is what Fast R-CNN did away with.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.detection.boxes import area, iou
from utils.labs.detection.detector import Candidates, Detector
from utils.labs.detection.examples import Examples
from utils.labs.detection.losses import class_losses, mean_of
from utils.labs.detection.proposals import propose
from utils.labs.detection.regional import (
    Regions,
    Told,
    proposals_of,
    region_candidates,
    regions_to_learn,
)
from utils.labs.detection.shallow import fit_offsets, fit_svms, offsets_of, svm_scores

MOST = 100
"""Regions of a training image, at most, whose features are kept."""
NEGATIVE, NEAR = 0.3, 0.6
"""IoU: below the first with all objects of a class a region is a negative for its SVM; above the second with an object
it teaches how boxes are moved."""


class ByFeatures(Detector):
    """Classifies proposals by features (N, R, D) that a subclass's ``features`` computes of images and regions."""

    needs_proposals = True

    def __init__(self, classes: Sequence[str], size: int, hidden: int, proposals: int, regions: int) -> None:
        super().__init__(classes, size)
        self.most, self.regions = proposals, regions
        self.scores = nn.Linear(hidden, len(self.classes) + 1)
        self.register_buffer("svms", torch.zeros(len(self.classes), hidden + 1))
        self.register_buffer("movers", torch.zeros(len(self.classes), hidden + 1, 4))
        self.register_buffer("length", torch.tensor(1.0))
        self.overlap, self.disk = 0.3, 0

    @property
    def fitted(self) -> bool:
        """Whether the SVMs are there."""
        return bool(self.svms.any())

    def features(self, images: Tensor, regions: Tensor) -> Tensor:
        """Return the features (N, R, D), float32, of ``regions`` (N, R, 4) of ``images`` (N, 3, S, S)."""
        raise NotImplementedError

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor, proposals: Tensor) -> dict[str, Tensor]:
        """Return the loss of the first step: softmax over the classes of some regions."""
        regions = regions_to_learn(proposals, boxes, labels, self.regions)
        scores = self.scores(self.features(images, regions.boxes)).float()
        return {"classes": mean_of(class_losses(scores, regions.labels), regions.counts)}

    def candidates(self, images: Tensor, proposals: Tensor) -> Candidates:
        """Return the proposals, moved, with each class's score: 1 / (1 + exp(-s)) of the SVM's; before, softmax's."""
        features = self.features(images, proposals)
        with self.stage("head"):
            if not self.fitted:
                still = torch.zeros(*proposals.shape[:2], len(self.classes), 4, device=proposals.device)
                return region_candidates(Told(self.scores(features).float(), still), proposals)
            features = features / self.length
            moved = region_candidates(Told(self.scores(features).float(), offsets_of(features, self.movers)), proposals)
            there = (area(proposals) > 0)[..., None]
            return moved._replace(scores=(svm_scores(features, self.svms).sigmoid() * there).flatten(1))

    def propose(self, squares: Tensor) -> tuple[Tensor]:
        """Return what selective search finds in each image, (N, P, 4)."""
        with self.stage("proposals"):
            return (proposals_of(squares, propose, self.most),)

    @torch.no_grad()
    def finish(self, examples: Examples, folder: Path | None) -> None:
        """Write the features of at most MOST regions an image to disk, fit the SVMs, and fit what moves boxes.

        The file is features.npy in ``folder``; without a folder it is gone afterwards. ``disk`` is its size in bytes.
        """
        self.eval()
        with tempfile.TemporaryDirectory() as temporary:
            path = (Path(temporary) if folder is None else folder) / "features.npy"
            signs, targets, near = self._written(examples, path)
            self.disk = path.stat().st_size
            features = torch.from_numpy(np.load(path)[: len(signs)]).to(self.device)
        self.length.fill_(float(features.norm(dim=1).mean()) or 1.0)
        features /= self.length
        with torch.enable_grad():
            self.svms.copy_(fit_svms(features, signs))
        self.movers.copy_(fit_offsets(features, targets, near, len(self.classes)))

    def _written(self, examples: Examples, path: Path, batch: int = 32) -> tuple[Tensor, ...]:
        """Write the features of all regions to ``path``; return what ``_kept`` says of them beside."""
        width = self.svms.shape[1] - 1
        stored = np.lib.format.open_memmap(path, "w+", np.float32, (len(examples) * MOST, width))
        rest, first = [], 0
        for some in torch.arange(len(examples)).split(batch):
            features, *others = self._kept(examples[some])
            stored[first : first + len(features)] = features.cpu().numpy()
            rest.append(others)
            first += len(features)
        stored.flush()
        return tuple(torch.cat(each) for each in zip(*rest, strict=True))

    def _kept(self, batch: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return features (M, D), signs (M, C), targets (M, 4) and near objects' labels (M,) of a batch's regions."""
        images, boxes, labels, proposals = (part.to(self.device) for part in batch)
        regions = _with_objects(regions_to_learn(proposals, boxes, labels, MOST - boxes.shape[1]), boxes, labels)
        features = self.features(images, regions.boxes)
        overlaps = iou(regions.boxes, boxes)
        signs = torch.stack([_signs(overlaps, labels, label) for label in range(1, len(self.classes) + 1)], dim=2)
        near = regions.labels * (overlaps.amax(dim=2) > NEAR) if boxes.shape[1] else regions.labels
        return tuple(part[regions.counts] for part in (features, signs, regions.targets, near))


def _with_objects(regions: Regions, boxes: Tensor, labels: Tensor) -> Regions:
    """Return ``regions`` with all objects' own boxes before them."""
    own = Regions(boxes, labels, torch.zeros_like(boxes), labels > 0)
    return Regions(*(torch.cat(parts, dim=1) for parts in zip(own, regions, strict=True)))


def _signs(overlaps: Tensor, labels: Tensor, label: int) -> Tensor:
    """Return what each region (N, R) is to the SVM of ``label``: 1 the object itself, -1 none of it, 0 a part of it."""
    if not labels.shape[1]:
        return -torch.ones(overlaps.shape[:2], device=overlaps.device)
    own = overlaps.masked_fill((labels != label)[:, None], 0).amax(dim=2)
    return (own > 0.99).float() - (own < NEGATIVE).float()
