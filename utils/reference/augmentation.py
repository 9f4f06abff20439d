"""Augmentation: images changed so that, with luck, their labels stay. Images are (N, ..., H, W) floats."""

from utils.reference.border import Array, floats
from utils.shapes.integers import whole


def shifted(images: Array, down: int = 0, right: int = 0) -> Array:
    """Return images moved by whole pixels, negative for up and left; zeros come in, what leaves the frame is lost."""
    images = _images(images)
    moved = images * 0
    (into_rows, from_rows), (into_columns, from_columns) = _slices("down", down), _slices("right", right)
    moved[..., into_rows, into_columns] = images[..., from_rows, from_columns]
    return moved


def half_shifted(images: Array, down: int = 0, right: int = 0) -> Array:
    """Return images moved half as far as ``shifted`` moves them, by linear interpolation: the mean of both."""
    return (_images(images) + shifted(images, down, right)) / 2


def mirrored(images: Array) -> Array:
    """Return images with left and right exchanged."""
    return _images(images)[..., ::-1]


def upside_down(images: Array) -> Array:
    """Return images after half a turn."""
    return _images(images)[..., ::-1, ::-1]


def _images(images: Array) -> Array:
    images = floats("images", images)
    if images.ndim < 2:
        raise ValueError(f"images must have the shape (..., H, W), got {images.shape}")
    return images


def _slices(name: str, by: int) -> tuple[slice, slice]:
    """Return where pixels arrive along an axis when it moves ``by``, and where they come from."""
    distance = whole(name, abs(by), 0)
    ahead, behind = slice(distance, None), slice(None, -distance or None)
    return (ahead, behind) if by >= 0 else (behind, ahead)
