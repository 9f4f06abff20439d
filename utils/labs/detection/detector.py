"""What every detector is: losses of a batch while it is trained, and photographs to boxes, scores and labels after."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from utils.labs.detection.boxes import clip
from utils.labs.detection.photographs import stretch, to_squares
from utils.labs.detection.stopwatch import Stopwatch
from utils.labs.detection.suppression import batched_nms
from utils.shapes.integers import whole

if TYPE_CHECKING:
    from utils.labs.detection.examples import Examples
    from utils.labs.plan import Plan

FIRST = 200
"""How many candidates of an image, the best, are given to suppression."""


class Found(NamedTuple):
    """The detections of an image, best first."""

    boxes: np.ndarray
    """(K, 4) float32: x1, y1, x2, y2 in pixels of the photograph, within it."""
    scores: np.ndarray
    """(K,) float32, higher for what is more certain."""
    labels: np.ndarray
    """(K,) int64 from 1."""


class Candidates(NamedTuple):
    """K boxes of each of N images before suppression: (N, K, 4), with scores (N, K) and labels (N, K) from 1."""

    boxes: Tensor
    scores: Tensor
    labels: Tensor


class Detector(nn.Module):
    """The common part: a subclass has ``forward`` and ``candidates``, and ``proposals`` where it is given regions."""

    needs_proposals = False

    def __init__(self, classes: Sequence[str], size: int) -> None:
        super().__init__()
        self.classes, self.size = tuple(classes), whole("size", size, 32)
        if not self.classes or size % 32:
            raise ValueError(f"size must be a multiple of 32 and classes at least one, got {size} and {classes!r}")
        self.stopwatch: Stopwatch | None = None
        self.overlap, self.least = 0.45, 0.02

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor, *regions: Tensor) -> dict[str, Tensor]:
        """Return the losses by their names; their sum is what training makes smaller.

        ``images`` (N, 3, size, size) from 0 to 255, ``boxes`` (N, G, 4), ``labels`` (N, G), 0 where an image has fewer
        objects; ``regions`` (N, P, 4), the proposals of detectors that need them, boxes of zeros where there are fewer.
        """
        raise NotImplementedError

    def candidates(self, images: Tensor, *regions: Tensor) -> Candidates:
        """Return the boxes of ``images``, with their scores, before suppression; else as ``forward``."""
        raise NotImplementedError

    def begin(self, examples: "Examples", plan: "Plan", device: torch.device | str | None, show: str) -> None:
        """Learn what must be learnt before gradient descent on ``forward``: nothing."""

    def finish(self, examples: "Examples", folder: Path | None) -> None:
        """Learn what can be learnt only after it, with files in ``folder`` or a temporary one: nothing."""

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Return what is entered while the stage ``name`` is computed: the stopwatch where there is one."""
        return nullcontext() if self.stopwatch is None else self.stopwatch(name)

    def propose(self, squares: Tensor) -> tuple[Tensor, ...]:
        """Return the regions that ``forward`` and ``candidates`` want beside images: none."""
        return ()

    @torch.no_grad()
    def detect(self, photos: Sequence[np.ndarray], batch: int = 32) -> list[Found]:
        """Return what is found in each of ``photos``, (H, W, 3) or grey (H, W), uint8, of whatever sizes.

        Asked in evaluation mode, and left in the mode it was in. At most FIRST detections an image, of scores of at
        least ``least``; of two of one class that overlap by more than ``overlap``, the better one.
        """
        training = self.training
        self.eval()
        found = []
        for first in range(0, len(photos), batch):
            some = [photos[place] for place in range(first, min(first + batch, len(photos)))]
            squares = to_squares(some, self.size)
            inputs = (part.to(self.device) for part in (squares, *self.propose(squares)))
            kept = self._suppressed(self.candidates(*inputs))
            found += [_in_photo(photo, each, self.size) for photo, each in zip(some, kept, strict=True)]
        self.train(training)
        return found

    def _suppressed(self, candidates: Candidates) -> list[Found]:
        with self.stage("suppression"):
            scores, places = candidates.scores.topk(min(FIRST, candidates.scores.shape[1]), dim=1)
            boxes = clip(candidates.boxes.gather(1, places[..., None].expand(-1, -1, 4)), self.size)
            labels = candidates.labels.gather(1, places)
            fit = (scores >= self.least) & ((boxes[..., 2:] - boxes[..., :2]) > 0.5).all(-1)
            stays = batched_nms(boxes, scores.masked_fill(~fit, -torch.inf), labels, self.overlap) & fit
            boxes, scores, labels, stays = (part.cpu().numpy() for part in (boxes, scores, labels, stays))
        return [Found(*(part[image][stays[image]] for part in (boxes, scores, labels))) for image in range(len(boxes))]


def each_class(boxes: Tensor, probabilities: Tensor) -> Candidates:
    """Return every box once for every class: ``boxes`` (N, A, 4) or (N, A, C, 4), ``probabilities`` (N, A, C)."""
    count, anchors, classes = probabilities.shape
    if boxes.ndim == 3:
        boxes = boxes[:, :, None].expand(-1, -1, classes, -1)
    labels = torch.arange(1, classes + 1, device=boxes.device).expand(count, anchors, classes)
    return Candidates(boxes.flatten(1, 2), probabilities.flatten(1), labels.flatten(1))


def _in_photo(photo: np.ndarray, found: Found, size: int) -> Found:
    return found._replace(boxes=found.boxes / stretch(photo, size))
