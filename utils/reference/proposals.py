"""Proposals: boxes that may hold an object of whatever class, found from the image alone.

Selective search cuts the image into small segments (``segment``) and merges the two neighbours that are most alike,
again and again, until one region is left (``grouping.group``). Each region on the way, small or large, gives a box.
Sources: Uijlings et al., "Selective search for object recognition" (2013), sections 3 and 4; of the segments,
Felzenszwalb and Huttenlocher, "Efficient graph-based image segmentation" (2004), as in scikit-image.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product, zip_longest

import numpy as np
from skimage.color import rgb2hsv, rgb2lab
from skimage.filters import gaussian
from skimage.segmentation import felzenszwalb

from utils.reference.border import Array, number
from utils.reference.boxes import as_boxes, iou
from utils.reference.grouping import ALL, COLOUR_BLIND, Regions, Segmentation, group, named
from utils.shapes.integers import whole

COLOUR_BINS, TEXTURE_BINS = 25, 10
STEEPEST = 0.4  # slope a pixel of an edge from 0 to 1 after smoothing by one pixel: 1 / sqrt(2 pi)
LAB_SHIFT, LAB_RANGE = np.array([0, 128, 128]), np.array([100, 255, 255])
COLOURS = {
    "rgb": lambda picture: picture,
    "hsv": rgb2hsv,
    "lab": lambda picture: (rgb2lab(picture) + LAB_SHIFT) / LAB_RANGE,
}


def segment(
    image: Array, scale: float = 100.0, sigma: float = 0.8, min_size: int = 20, colours: str = "hsv"
) -> Segmentation:
    """Return an image (H, W, 3), uint8 or floats from 0 to 1 (red, green, blue), in segments of even colour.

    They are found by Felzenszwalb and Huttenlocher's method in the space ``colours`` ("rgb", "hsv" or "lab"), each
    channel from 0 to 1: smoothed by ``sigma`` pixels, larger for a larger ``scale`` (their k, for values up to 255),
    none below ``min_size`` pixels. Raises ValueError for other images and options.
    """
    picture = _as_picture(image)
    named("colours", (colours,), COLOURS)
    scale, sigma, min_size = number("scale", scale, 0), number("sigma", sigma, 0), whole("min_size", min_size, 1)
    picture = COLOURS[colours](picture)
    labels = felzenszwalb(picture, scale, sigma, min_size)
    return Segmentation(labels, describe(labels, picture), touching(labels))


def describe(labels: Array, picture: Array) -> Regions:
    """Return size, box and histograms of each region of ``labels`` (H, W) in ``picture`` (H, W, 3), values 0 to 1."""
    (x1, x2), (y1, y2) = _extent(labels), _extent(labels.T)
    planes = np.moveaxis(picture, -1, 0)
    return Regions(
        size=np.bincount(labels.ravel()).astype(float),
        boxes=np.stack([x1, y1, x2, y2], axis=1).astype(float),
        colour=histograms(labels, planes, COLOUR_BINS),
        texture=histograms(labels, (np.minimum(slope / STEEPEST, 1) for slope in slopes(planes)), TEXTURE_BINS),
        pixels=labels.size,
    )


def histograms(labels: Array, planes: Iterable[Array], bins: int) -> Array:
    """Return for each region the histograms over ``planes`` (P, H, W), values 0 to 1, side by side, (R, P bins).

    Each row is divided by its sum, so that large and small regions can be compared.
    """
    count, first = labels.max() + 1, bins * labels
    counts = [
        np.bincount((first + np.minimum(bins * plane, bins - 1).astype(np.intp)).ravel(), minlength=count * bins)
        for plane in planes
    ]
    rows = np.concatenate([each.reshape(count, bins) for each in counts], axis=1)
    return rows / rows.sum(axis=1, keepdims=True)


def slopes(planes: Array) -> Iterator[Array]:
    """Yield how steeply each of ``planes`` (C, H, W), smoothed by one pixel, rises in 8 directions: (H, W), a pixel.

    The slope in direction t is cos(t) d/dx + sin(t) d/dy; where it falls, it counts as 0 (and in the opposite
    direction as a rise). At the border the picture goes on as it ends.
    """
    for plane in planes:
        smooth = np.pad(gaussian(plane, sigma=1), 1, mode="edge")
        right, down = (smooth[1:-1, 2:] - smooth[1:-1, :-2]) / 2, (smooth[2:, 1:-1] - smooth[:-2, 1:-1]) / 2
        for turn in np.pi / 4 * np.arange(4):
            slope = np.cos(turn) * right + np.sin(turn) * down
            yield np.maximum(slope, 0)
            yield np.maximum(-slope, 0)


def touching(labels: Array) -> Array:
    """Return the pairs of regions (P, 2) that share a side of a pixel, the lower index first, in order."""
    across, down = (labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])
    one, other = (np.concatenate([across[side].ravel(), down[side].ravel()]) for side in (0, 1))
    count = labels.max() + 1
    codes = np.minimum(one, other) * count + np.maximum(one, other)
    return np.stack(np.divmod(np.unique(codes[one != other]), count), axis=1)


def selective_search(
    image: Array,
    scales: Sequence[float] = (100.0,),
    colours: Sequence[str] = ("hsv", "lab"),
    groupings: Sequence[Collection[str]] = (ALL, COLOUR_BLIND),
    sigma: float = 0.8,
    min_size: int = 20,
) -> Array:
    """Return proposals (R, 4), float32 boxes of whole pixels, each once, for an image (H, W, 3) as ``segment`` takes.

    One hierarchy is built for each of ``scales`` with each of ``colours`` with each of ``groupings`` (measures that
    are added): what one misses, another may find. Order: the region that each hierarchy made last, which is the whole
    image, then those it made before last, and so on down to the segments. Nothing is random. Raises ValueError for an
    image or options that ``segment`` and ``group`` refuse.
    """
    for name, options in ("scales", scales), ("colours", colours), ("groupings", groupings):
        if isinstance(options, str) or not isinstance(options, Sequence) or not options:
            raise ValueError(f"{name} must be a sequence of at least one, got {options!r}")
    columns = []
    for scale, space in product(scales, colours):
        segmentation = segment(image, scale, sigma, min_size, space)
        columns += [group(segmentation, measures).regions.boxes[::-1].tolist() for measures in groupings]
    ranked = (tuple(box) for rank in zip_longest(*columns) for box in rank if box)
    return np.array(list(dict.fromkeys(ranked)), np.float32)


def best_overlaps(boxes: Array, ground_truth: Array) -> Array:
    """Return for each box of ``ground_truth`` (G, 4) its highest IoU (G,) with any of ``boxes`` (R, 4)."""
    return iou(as_boxes("ground_truth", ground_truth), as_boxes("boxes", boxes)).max(axis=1, initial=0)


def recall(boxes: Array, ground_truth: Array, iou: float = 0.5) -> float:
    """Return the share of ``ground_truth`` (G, 4) that any of ``boxes`` (R, 4) meets with IoU >= ``iou``; nan if G = 0.

    Raises ValueError for boxes that are not finite, and for an ``iou`` outside 0 to 1.
    """
    met = best_overlaps(boxes, ground_truth) >= number("iou", iou, 0, 1)
    return float(met.mean()) if met.size else float("nan")


def _as_picture(image: Array) -> Array:
    array = np.asarray(image)
    if array.ndim != 3 or array.shape[2] != 3:
        raise ValueError(f"image must have the shape (H, W, 3), got {array.shape}")
    if not array.size:
        raise ValueError(f"image must have at least one pixel, got {array.shape}")
    if array.dtype == np.uint8:
        return array / 255
    if array.dtype.kind != "f":
        raise ValueError(f"image must hold uint8 or floating-point numbers, got {array.dtype}")
    outside = array[~((array >= 0) & (array <= 1))]
    if outside.size:
        raise ValueError(f"image must hold floating-point numbers from 0 to 1, got {outside[0]:g}")
    return array.astype(np.float64)


def _extent(labels: Array) -> tuple[Array, Array]:
    """Return the first column of each region and the one behind its last."""
    width = labels.shape[1]
    seen = np.zeros((labels.max() + 1, width), bool)
    seen[labels, np.arange(width)] = True
    return seen.argmax(axis=1), width - seen[:, ::-1].argmax(axis=1)
