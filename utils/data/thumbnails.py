"""Photographs made small and grey: what a page can hold, and a kernel can answer within a frame."""

from collections.abc import Sequence

import numpy as np

from utils.data.photos import load_photo

LUMINANCE = np.array([0.299, 0.587, 0.114])
"""How much red, green and blue add to the brightness that an eye sees (ITU-R BT.601)."""


def load_thumbnail(name: str, side: int) -> np.ndarray:
    """Return the photograph ``name`` as (side, side, 3) uint8: its middle square, shrunk by averages of blocks.

    Every pixel is the average of a square of whole pixels; what is left over at the border falls away.
    Raises ValueError for another name, and for a side that is not 1 to the photograph's shorter side.
    """
    photo = load_photo(name)
    shorter = min(photo.shape[:2])
    if side not in range(1, shorter + 1):
        raise ValueError(f"side must be 1 to {shorter} pixels for {name}, got {side!r}")
    block = shorter // side
    top, left = ((extent - side * block) // 2 for extent in photo.shape[:2])
    return shrink(photo[top : top + side * block, left : left + side * block], block)


def shrink(photo: np.ndarray, block: int) -> np.ndarray:
    """Return ``photo`` (H, W, 3) uint8 so many times narrower and lower: each pixel the average of a square of pixels.

    What is left over at the right and at the bottom falls away. Raises ValueError where nothing would be left.
    """
    rows, columns = (extent // block if block in range(1, extent + 1) else 0 for extent in photo.shape[:2])
    if not rows or not columns:
        raise ValueError(f"block must be 1 to {min(photo.shape[:2])} pixels, got {block!r}")
    squares = photo[: rows * block, : columns * block].reshape(rows, block, columns, block, 3)
    return squares.mean(axis=(1, 3)).round().astype(np.uint8)


def to_grey(photo: np.ndarray) -> np.ndarray:
    """Return the brightness (H, W) float64 of a ``photo`` (H, W, 3) uint8: whole numbers from 0 (black) to 255."""
    return (photo @ LUMINANCE).round()


def shrunk(images: Sequence[np.ndarray], side: int) -> np.ndarray:
    """Return ``images``, (S, S, 3) uint8 each, as (N, side, side, 3) uint8 averages of squares of whole pixels.

    They are read one by one, so that a file that is mapped into memory need not fit. Raises ValueError for images that
    are not square, and for a side that does not divide theirs.
    """
    found = np.empty((len(images), side, side, 3), np.uint8)
    for place, image in enumerate(images):
        height, width = image.shape[:2]
        if height != width or height % side:
            raise ValueError(f"images must be squares of a multiple of {side} pixels, got {height} x {width}")
        found[place] = shrink(image, height // side)
    return found
