"""Grouping: an image's regions, how much two of them are alike, and merging them until one is left.

The heart of selective search; where the first regions come from stands in ``proposals``. Source: Uijlings et al.,
"Selective search for object recognition" (2013), sections 3.1 and 3.2.
"""

from collections.abc import Collection, Iterator
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np

from utils.reference.border import Array
from utils.shapes.integers import whole


class Regions(NamedTuple):
    """R regions of an image; of a single one, the arrays lack the first axis."""

    size: Array  # (R,) in pixels
    boxes: Array  # (R, 4)
    colour: Array  # (R, 75), 25 bins for each of 3 channels, with sum 1
    texture: Array  # (R, 240), 10 bins for each of 8 directions and 3 channels, with sum 1
    pixels: int  # of the whole image

    def pick(self, index: Any) -> "Regions":
        """Return the region or regions at ``index``."""
        return Regions(self.size[index], self.boxes[index], self.colour[index], self.texture[index], self.pixels)

    def put(self, index: int, region: "Regions") -> None:
        """Write a single region to ``index``."""
        self.size[index], self.boxes[index], self.colour[index], self.texture[index] = region[:4]


class Segmentation(NamedTuple):
    """An image in n segments: which one each pixel belongs to, what they look like, and which touch."""

    labels: Array  # (H, W) from 0 to n - 1
    regions: Regions  # n
    pairs: Array  # (P, 2), neighbours by a side of a pixel, the lower index first


class Merge(NamedTuple):
    """Regions ``one`` < ``other`` became one."""

    one: int
    other: int
    similarity: float


class Hierarchy(NamedTuple):
    """How n segments became one region: merge m made region n + m out of two with lower indices."""

    labels: Array  # (H, W) from 0 to n - 1
    regions: Regions  # 2n - 1, the segments first
    merges: tuple[Merge, ...]  # n - 1


def colour_similarity(a: Regions, b: Regions) -> Array:
    """Return what the colour histograms share: sum of min(a, b) over the bins, from 0 to 1."""
    return np.minimum(a.colour, b.colour).sum(axis=-1)


def texture_similarity(a: Regions, b: Regions) -> Array:
    """Return what the texture histograms share: sum of min(a, b) over the bins, from 0 to 1."""
    return np.minimum(a.texture, b.texture).sum(axis=-1)


def size_similarity(a: Regions, b: Regions) -> Array:
    """Return the share of the image that neither covers: small regions merge early, at all places alike."""
    return 1 - (a.size + b.size) / a.pixels


def fill_similarity(a: Regions, b: Regions) -> Array:
    """Return 1 less the share of the image that is in their common box only: 1 where one plugs a hole in the other."""
    x1, y1, x2, y2 = np.moveaxis(common_box(a, b), -1, 0)
    return 1 - ((x2 - x1) * (y2 - y1) - a.size - b.size) / a.pixels


SIMILARITIES = {
    "colour": colour_similarity,
    "texture": texture_similarity,
    "size": size_similarity,
    "fill": fill_similarity,
}
ALL, COLOUR_BLIND = ("colour", "texture", "size", "fill"), ("texture", "size", "fill")


def similarity(a: Regions, b: Regions, measures: Collection[str] = ALL) -> Array:
    """Return the sum of the similarities named, of two regions or (R,) of as many pairs."""
    return sum(SIMILARITIES[measure](a, b) for measure in measures)


def common_box(a: Regions, b: Regions) -> Array:
    """Return the smallest box around both, (4,) or (R, 4)."""
    corner, far_corner = np.minimum(a.boxes, b.boxes), np.maximum(a.boxes, b.boxes)
    return np.concatenate([corner[..., :2], far_corner[..., 2:]], axis=-1)


def merge(a: Regions, b: Regions) -> Regions:
    """Return two single regions as one; its histograms are the means of theirs, weighted by size: no pixel is read."""
    size = a.size + b.size
    colour = (a.size * a.colour + b.size * b.colour) / size
    texture = (a.size * a.texture + b.size * b.texture) / size
    return Regions(size, common_box(a, b), colour, texture, a.pixels)


def group(segmentation: Segmentation, measures: Collection[str] = ALL) -> Hierarchy:
    """Merge the two neighbours that are most alike by the sum of ``measures`` until one region is left.

    Ties go to the pair with the lowest indices. A heap holds every pair that ever touched; pairs of which one has been
    merged since are passed over. Raises ValueError for measures that do not exist.
    """
    named("measures", measures, SIMILARITIES)
    labels, segments, pairs = segmentation
    count, regions, around, merges = len(segments.size), _with_room(segments), _around(segmentation), []
    heap = list(_ranked(regions, pairs[:, 0], pairs[:, 1], measures))
    heapify(heap)
    while heap:
        unlike, one, other = heappop(heap)
        if one not in around or other not in around:
            continue
        new = count + len(merges)
        merges.append(Merge(one, other, -unlike))
        regions.put(new, merge(regions.pick(one), regions.pick(other)))
        near = (around.pop(one) | around.pop(other)) - {one, other}
        around[new] = near
        for neighbour in near:
            around[neighbour] -= {one, other}
            around[neighbour].add(new)
        neighbours = np.fromiter(near, np.intp, len(near))
        for entry in _ranked(regions, neighbours, np.full(len(near), new), measures):
            heappush(heap, entry)
    return Hierarchy(labels, regions, tuple(merges))


def labels_after(hierarchy: Hierarchy, merges: int) -> Array:
    """Return which region each pixel belongs to, (H, W), after the first ``merges`` merges: a frame of the film."""
    if whole("merges", merges, 0) > len(hierarchy.merges):
        raise ValueError(f"merges must be at most the {len(hierarchy.merges)} there are, got {merges}")
    count = len(hierarchy.merges) + 1
    within = np.arange(count + merges)
    for step, (one, other, _) in enumerate(hierarchy.merges[:merges]):
        within[[one, other]] = count + step
    for region in reversed(range(count + merges)):
        within[region] = within[within[region]]
    return within[hierarchy.labels]


def named(name: str, value: Collection[str], known: Collection[str]) -> None:
    """Raise ValueError unless ``value`` names at least one of what is ``known``, and nothing else."""
    if isinstance(value, str) or not len(value) or not set(value) <= set(known):
        raise ValueError(f"{name} must name some of {', '.join(known)}, got {value!r}")


def _with_room(regions: Regions) -> Regions:
    """Return n regions with room for the n - 1 that merging makes of them."""
    room = len(regions.size) - 1
    return Regions(*(np.pad(x, [(0, room)] + [(0, 0)] * (x.ndim - 1)) for x in regions[:4]), regions.pixels)


def _around(segmentation: Segmentation) -> dict[int, set[int]]:
    """Return the neighbours of each region."""
    around = {region: set() for region in range(len(segmentation.regions.size))}
    for one, other in segmentation.pairs.tolist():
        around[one].add(other)
        around[other].add(one)
    return around


def _ranked(regions: Regions, one: Array, other: Array, measures: Collection[str]) -> Iterator[tuple]:
    """Return (-similarity, one, other) for each pair, so that the smallest is the most alike."""
    alike = similarity(regions.pick(one), regions.pick(other), measures)
    return zip((-alike).tolist(), one.tolist(), other.tolist(), strict=True)
