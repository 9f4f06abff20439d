"""Which shapes anchors should have: groups of the shapes that a data set's objects have, by overlap, not by distance.

Source: Redmon and Farhadi, "YOLO9000: better, faster, stronger" (2017), section 2, dimension clusters.
"""

import numpy as np

from utils.reference.border import Array, floats
from utils.shapes.integers import whole


def shape_overlaps(a: Array, b: Array) -> Array:
    """Return the IoU (A, B) of boxes with the shapes ``a`` (A, 2) and ``b`` (B, 2), width and height, on one centre."""
    a, b = _shapes("a", a), _shapes("b", b)
    common = np.minimum(a[:, None], b).prod(axis=2)
    return common / (a.prod(axis=1)[:, None] + b.prod(axis=1) - common)


def cluster_shapes(shapes: Array, count: int, rng: np.random.Generator, rounds: int = 100) -> Array:
    """Return ``count`` shapes (count, 2), smallest area first, that those of ``shapes`` (N, 2) overlap well.

    k-means with 1 - IoU for a distance: each shape joins the group whose centre it overlaps most, each centre becomes
    the mean of its group, until nothing changes or for ``rounds``. Centres begin as shapes drawn by ``rng``. Raises
    ValueError for fewer shapes than groups.
    """
    shapes = _shapes("shapes", shapes)
    if whole("count", count, 1) > len(shapes):
        raise ValueError(f"count must be at most the number of shapes, {len(shapes)}, got {count}")
    centres = shapes[rng.choice(len(shapes), count, replace=False)]
    for _ in range(rounds):
        group = shape_overlaps(shapes, centres).argmax(axis=1)
        members = [shapes[group == place] for place in range(count)]
        moved = [part.mean(axis=0) if len(part) else old for part, old in zip(members, centres, strict=True)]
        if np.array_equal(moved, centres):
            break
        centres = np.array(moved)
    return centres[np.argsort(centres.prod(axis=1), kind="stable")]


def _shapes(name: str, value: Array) -> Array:
    array = floats(name, value, "N, 2")
    if array.shape[1] != 2 or not (array > 0).all():
        raise ValueError(
            f"{name} must be (N, 2) widths and heights above 0, got {array.shape} {array.min(initial=0):g}"
        )
    return array
