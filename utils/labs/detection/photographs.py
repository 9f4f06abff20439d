"""From photographs of any size to a batch of squares, and back with the boxes that were found in it."""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def as_photo(photo: np.ndarray, name: str = "photo") -> np.ndarray:
    """Return a photograph as (H, W, 3) uint8; a grey one, (H, W) or (H, W, 1), becomes red, green and blue alike.

    Raises ValueError, which begins with ``name``, for what is no photograph.
    """
    photo = np.asarray(photo)
    grey = photo[..., None] if photo.ndim == 2 else photo
    if photo.dtype != np.uint8 or grey.ndim != 3 or grey.shape[2] not in (1, 3) or not photo.size:
        raise ValueError(f"{name} must be (H, W, 3) or grey, (H, W), uint8, got {photo.shape} {photo.dtype}")
    return np.broadcast_to(grey, (*grey.shape[:2], 3))


def to_squares(photos: Sequence[np.ndarray], size: int) -> Tensor:
    """Return (N, 3, size, size) uint8 of ``photos``, each stretched to the square where it is not one of that size."""
    squares = np.empty((len(photos), size, size, 3), np.uint8)
    for place, photo in enumerate(photos):
        photo = as_photo(photo, f"photo {place}")
        if photo.shape[:2] != (size, size):
            photo = np.asarray(Image.fromarray(photo).resize((size, size), Image.Resampling.BILINEAR))
        squares[place] = photo
    return torch.from_numpy(squares).permute(0, 3, 1, 2)


def stretch(photo: np.ndarray, size: int) -> np.ndarray:
    """Return the factors (4,) float32 that lead from boxes in ``photo`` (H, W, ...) to such in its square."""
    height, width = np.shape(photo)[:2]
    return np.float32([size / width, size / height] * 2)
