"""`python -m benchmarks.cards`: detection on a graphics card: the answers of the processor, and how fast.

Suppression and regions of interest are computed on both for random cases: suppression must be equal, and so must
pooled maxima; what is a sum, in whatever order, may differ by TOLERANCE. Then two detectors train on the card
with the settings of ``utils.labs.detection.digits``, and are judged on validation scenes. Prints a line for each; ends
with 1 where there is no card, or where an answer differs. Needs MNIST in its place (`make data`); scenes are rendered.
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from utils.data.detection import Detection, select
from utils.data.scenes import load_scenes
from utils.labs.detection import digits
from utils.labs.detection.evaluation import mean_average_precision
from utils.labs.detection.regions import roi_align, roi_pool
from utils.labs.detection.suppression import batched_nms, nms

CASES = 40
TOLERANCE = 1e-4
"""Of values around 1."""
DETECTORS = ("SSD", "Faster R-CNN")
VALIDATION = 500
BATCH = 100
"""Images that go through a network at a time when it is judged."""


class Check(NamedTuple):
    """A question to both devices: what it is called, how it is asked, and by how much answers may differ."""

    name: str
    ask: Callable[[np.random.Generator, torch.device], tuple[Tensor, ...]]
    tolerance: float = 0.0


def suppressed(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, ...]:
    """Return which of up to 2,500 boxes stay, many of whose scores are alike."""
    count = int(rng.integers(0, 2500))
    scores = rng.integers(0, 500, count).astype(np.float32)
    return (nms(*_on(device, random_boxes(rng, count), scores), float(rng.uniform(0.2, 0.8))),)


def suppressed_by_group(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, ...]:
    """Return which boxes of a batch stay, each in its image and group."""
    images, count = int(rng.integers(1, 9)), int(rng.integers(0, 300))
    boxes = random_boxes(rng, images * count).reshape(images, count, 4)
    scores, groups = rng.random((images, count)).astype(np.float32), rng.integers(0, 5, (images, count))
    return (batched_nms(*_on(device, boxes, scores, groups), float(rng.uniform(0.2, 0.8))),)


def pooled(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, ...]:
    """Return the pooled maxima of regions."""
    maps, boxes = _regions(rng, device)
    return (roi_pool(maps, boxes, (5, 5), 1 / 8),)


def pooled_gradient(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, ...]:
    """Return what the gradient of pooling adds up to in the map."""
    maps, boxes = _regions(rng, device)
    return (_gradient(roi_pool(maps, boxes, (5, 5), 1 / 8), maps, rng),)


def aligned(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, ...]:
    """Return what is read between the cells in regions, and its gradient in the map."""
    maps, boxes = _regions(rng, device)
    read = roi_align(maps, boxes, (5, 5), 1 / 8)
    return read, _gradient(read, maps, rng)


CHECKS = (
    Check("suppression", suppressed),
    Check("suppression of batches and groups", suppressed_by_group),
    Check("pooled regions", pooled),
    Check("their gradients", pooled_gradient, TOLERANCE),
    Check("aligned regions and their gradients", aligned, TOLERANCE),
)


def random_boxes(rng: np.random.Generator, count: int, side: int = 200) -> np.ndarray:
    """Return boxes (count, 4) float32, half of them with corners in whole pixels, as overlaps of equal size need."""
    corners = rng.uniform(0, side, (count, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(1, side / 2, (count, 2))], axis=1)
    boxes[::2] = boxes[::2].round()
    return boxes.astype(np.float32)


def difference(check: Check, seed: int, device: torch.device) -> float:
    """Return the largest difference between what ``device`` and the processor answer; infinite for other shapes."""
    ours, theirs = (check.ask(np.random.default_rng(seed), torch.device(where)) for where in (device, "cpu"))
    worst = 0.0
    for a, b in zip(ours, theirs, strict=True):
        if a.shape != b.shape:
            return float("inf")
        if a.numel():
            worst = max(worst, float((a.detach().cpu().double() - b.detach().double()).abs().max()))
    return worst


def compared(device: torch.device, cases: int = CASES) -> Iterator[tuple[str, bool]]:
    """Yield a line for each of CHECKS, and whether the answers of all ``cases`` agree."""
    for check in CHECKS:
        found = [difference(check, seed, device) for seed in range(cases)]
        agree = sum(value <= check.tolerance for value in found)
        yield (
            f"{check.name}: {agree} of {cases} random cases agree, largest difference {max(found):.2g}",
            agree == cases,
        )


def trained(name: str, data: Detection, validation: Detection, device: torch.device) -> str:
    """Train the detector ``name`` on ``device``; return in a line how long that took and how good it is."""
    begun = time.perf_counter()
    detector = digits.learn(name, data, device=device, show="").detector
    training = time.perf_counter() - begun
    detector.detect(validation.images[:BATCH], BATCH)
    begun = time.perf_counter()
    found = detector.detect(validation.images, BATCH)
    judging = time.perf_counter() - begun
    shown = len(data.names) * digits.CONFIGURATIONS[name].plan.epochs
    return (
        f"{name}: trained in {training:.1f} s ({shown / training:.0f} images/s), mAP at 0.5 "
        f"{mean_average_precision(found, validation):.3f} on {len(found)} validation scenes, "
        f"looks at {len(found) / judging:.0f} images/s"
    )


def main() -> int:
    """Compare, train, print; return 1 where there is no card or where an answer differs."""
    if not torch.cuda.is_available():
        print("A graphics card that PyTorch can use must be there for this benchmark, got none: nothing was measured.")
        return 1
    begun, device = time.perf_counter(), torch.device("cuda")
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}", flush=True)
    agree = True
    for line, fine in compared(device):
        print(line, flush=True)
        agree &= fine
    data = load_scenes("train", digits.TRAINING, digits.SIZE)
    validation = load_scenes("validation", VALIDATION, digits.SIZE)
    print(f"scenes there after {time.perf_counter() - begun:.0f} s", flush=True)
    for name in DETECTORS:
        digits.learn(name, select(data, slice(64)), device=device, show="")  # libraries that are loaded at first use
        print(trained(name, data, validation, device), flush=True)
    print(f"{time.perf_counter() - begun:.0f} s in all", flush=True)
    return 0 if agree else 1


def _regions(rng: np.random.Generator, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return maps (N, C, H, W) that want a gradient, and regions (N, R, 4), some of which reach beyond their image."""
    images, channels, cells = (int(each) for each in rng.integers((1, 1, 8), (5, 40, 30)))
    maps = rng.normal(size=(images, channels, cells, cells)).astype(np.float32)
    boxes = random_boxes(rng, images * 64, 8 * cells).reshape(images, 64, 4)
    maps, boxes = _on(device, maps, boxes)
    return maps.requires_grad_(True), boxes


def _gradient(out: Tensor, maps: Tensor, rng: np.random.Generator) -> Tensor:
    upstream = rng.normal(size=tuple(out.shape)).astype(np.float32)
    return torch.autograd.grad(out, maps, torch.from_numpy(upstream).to(out.device))[0]


def _on(device: torch.device, *arrays: np.ndarray) -> tuple[Tensor, ...]:
    return tuple(torch.from_numpy(array).to(device) for array in arrays)


if __name__ == "__main__":
    sys.exit(main())
