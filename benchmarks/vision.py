"""`make bench-vision`: boxes, regions and proposals against torchvision and OpenCV, in an environment of their own.

Writes to RESULTS.md.
"""

import sys
from collections.abc import Iterator
from functools import partial

import cv2
import numpy as np
import torch
import torchvision
from torchvision import ops

from benchmarks.comparison import Comparison, rerun, setting, store, table
from benchmarks.opencv import fast_mode
from tests.reference.proposal_scenes import SCENES, scene
from utils.reference.boxes import iou
from utils.reference.proposals import best_overlaps, selective_search
from utils.reference.roi import roi_align, roi_pool
from utils.reference.suppression import nms

RNG = np.random.default_rng(0)
HEIGHT, WIDTH, SCALE = 608, 800, 1 / 16  # of the image in pixels; a map of 38x50


def spread(count: int) -> np.ndarray:
    """Return boxes with sides of 16 to 200 pixels anywhere in the image."""
    corners = RNG.uniform(0, (WIDTH, HEIGHT), (count, 2))
    return np.concatenate([corners, corners + RNG.uniform(16, 200, (count, 2))], axis=1).astype(np.float32)


def crowded(count: int) -> np.ndarray:
    """Return boxes around 30 objects, as a region proposal network makes them."""
    boxes = (spread(30)[RNG.integers(0, 30, count)] + RNG.normal(0, 12, (count, 4))).astype(np.float32)
    boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + 1)
    return boxes


def comparisons() -> Iterator[Comparison]:
    """Yield suppression, overlaps and regions, after checking that the answers are the same."""
    for count, target in [(2000, 0.65), (6000, 0.45)]:
        for boxes, threshold, how in [(spread(count), 0.5, "spread"), (crowded(count), 0.7, "crowded")]:
            given = boxes, RNG.random(count).astype(np.float32), threshold
            theirs = partial(ops.nms, torch.tensor(given[0]), torch.tensor(given[1]), threshold)
            same = np.array_equal(nms(*given), theirs().numpy())
            yield checked(
                same, Comparison(f"nms {count:,} {how}", partial(nms, *given), "torchvision", theirs, target, 11)
            )
    a, b = spread(1000), spread(1000)
    theirs = partial(ops.box_iou, torch.tensor(a), torch.tensor(b))
    same = np.allclose(iou(a, b), theirs().numpy(), atol=1e-6)
    yield checked(same, Comparison("iou 1000x1000", partial(iou, a, b), "torchvision", theirs, 0.5))
    features = RNG.normal(size=(1, 256, 38, 50)).astype(np.float32)
    rois = np.concatenate([np.zeros((300, 1), np.float32), spread(300)], axis=1)
    F, R = torch.tensor(features), torch.tensor(rois)
    theirs, ours = partial(ops.roi_align, F, R, 7, SCALE, 2), partial(roi_align, features, rois, 7, SCALE)
    same = np.allclose(ours(), theirs().numpy(), atol=1e-4)
    yield checked(same, Comparison("roi_align 300, 256x38x50", ours, "torchvision", theirs, 0.35, 11))
    theirs, ours = partial(ops.roi_pool, F, R, 7, SCALE), partial(roi_pool, features, rois, 7, SCALE)
    same = np.array_equal(ours(), theirs().numpy())
    yield checked(same, Comparison("roi_pool 300, 256x38x50", ours, "torchvision", theirs, 0.35, 11))


def proposals() -> Iterator[Comparison]:
    """Yield selective search on the scenes of the tests, after checking that as many objects are found."""
    images, objects = zip(*(scene(seed) for seed in range(SCENES)), strict=True)
    ours, theirs = (partial(each, how, images) for how in (selective_search, fast_mode))
    found, expected = (share_met(side(), objects) for side in (ours, theirs))
    name = f"selective_search, {SCENES} images 256x256, recall {found:.3f} (OpenCV {expected:.3f})"
    yield checked(found >= expected - 0.02, Comparison(name, ours, "OpenCV, fast mode", theirs, 1.0, 3))


def each(how, images) -> list[np.ndarray]:
    """Return what ``how`` makes of each image."""
    return [how(image) for image in images]


def share_met(boxes: list[np.ndarray], objects: tuple[np.ndarray, ...]) -> float:
    """Return the share of the objects of all images that a proposal meets with IoU of at least 0.5."""
    met = [best_overlaps(*pair) >= 0.5 for pair in zip(boxes, objects, strict=True)]
    return float(np.concatenate(met).mean())


def checked(same: bool, one: Comparison) -> Comparison:
    """Return the comparison; ValueError where the two sides do not answer the same."""
    if not same:
        raise ValueError(f"{one.name} must answer as {one.against} does, got another answer")
    return one


def main() -> None:
    """Measure everything and store the table."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    heading = setting(*(f"{module.__name__} {module.__version__}" for module in (torch, torchvision, cv2)))
    print(heading, end="\n\n")
    found = table(one for part in (comparisons, proposals) for one in part())
    store("torchvision", f"{heading}\n\n{found}")


if __name__ == "__main__":
    rerun("benchmarks.vision", sys.executable)
    main()
