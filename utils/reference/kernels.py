"""Kernels that have names, how to turn one, and what goes wrong when sums are written into the image."""

import numpy as np

from utils.reference.border import Array, floats

KERNELS: dict[str, Array] = {
    name: np.array(rows, np.float64)
    for name, rows in {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "corners": [[1, 0, -1], [0, 0, 0], [-1, 0, 1]],
        "edges, 4 neighbours": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "edges, 8 neighbours": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "blur": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        "left to right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "top to bottom": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        "shift": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
        "wide blur": [[1] * 5] * 5,
        "motion": np.eye(5),
        "wide edges": [
            [0, 0, -1, 0, 0],
            [0, -1, -2, -1, 0],
            [-1, -2, 16, -2, -1],
            [0, -1, -2, -1, 0],
            [0, 0, -1, 0, 0],
        ],
    }.items()
}
"""Kernels (3, 3) or (5, 5) float64 by name. The first five are the usual table, where "corners" stands among the edge
detectors. Sums of the blurs and of "motion" are to be divided by the kernel's sum; Sobel's two are "left to right" and
"top to bottom"."""

TABLE = tuple(KERNELS)[:5]
"""The names of the five kernels of the usual table."""


def half_turn(kernel: Array) -> Array:
    """Return a ``kernel`` (KH, KW) turned by half a turn: its rows and its columns in the opposite order."""
    return floats("kernel", kernel, "KH, KW")[::-1, ::-1]


def correlate_in_place(image: Array, kernel: Array) -> Array:
    """Return (H, W) what becomes of an ``image`` (H, W) when each sum is written back into it: a common mistake.

    Windows are visited row by row, and each sum replaces the pixel under the centre of ``kernel`` (KH, KW). The next
    window reads that sum in place of the pixel, so that sums feed on sums. The border, where no centre comes, stays.
    Raises ValueError for a kernel without a centre: one with an even number of rows or columns.
    """
    image, kernel = floats("image", image, "H, W").copy(), floats("kernel", kernel, "KH, KW")
    rows, columns = kernel.shape
    if not rows % 2 or not columns % 2:
        raise ValueError(f"kernel must have odd numbers of rows and columns to have a centre, got {kernel.shape}")
    for i in range(image.shape[0] - rows + 1):
        for j in range(image.shape[1] - columns + 1):
            window = image[i : i + rows, j : j + columns]
            image[i + rows // 2, j + columns // 2] = np.sum(kernel * window)
    return image
