"""What the widgets of convolution accept: checks of single values, each with one sentence about what is wrong."""

import base64
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from utils.shapes.integers import whole

SIZES = (3, 5)
MOST_WEIGHT = 99
MOST_VALUE = 255
LONGEST = 32
SHOWN = ("brightness", "signed", "size")
STORY = {"side": (20, 400), "kernel": (1, 20), "filters": (1, 512)}

Rows = list[list[float]]


def kernel(value: Any) -> Rows:
    """Return a square kernel of 3 or 5 rows of numbers as plain lists; whole numbers stay whole."""
    lines = _rows("kernel", value)
    if len(lines) not in SIZES or {len(line) for line in lines} != {len(lines)}:
        raise ValueError(
            f"kernel must have 3 rows of 3 numbers, or 5 of 5, got rows of {[len(line) for line in lines]}"
        )
    for weight in (weight for line in lines for weight in line):
        if not isinstance(weight, Real) or isinstance(weight, bool) or not abs(weight) <= MOST_WEIGHT:
            raise ValueError(f"kernel must hold numbers from -{MOST_WEIGHT} to {MOST_WEIGHT}, got {weight!r}")
    return [[int(weight) if float(weight).is_integer() else float(weight) for weight in line] for line in lines]


def values(value: Any) -> Rows:
    """Return an image of at least 5 x 5 and at most 32 x 32 whole numbers from -99 to 255 as plain lists."""
    lines = _rows("values", value)
    sides = {len(lines), *map(len, lines)}
    if len({len(line) for line in lines}) != 1 or min(sides) < SIZES[-1] or max(sides) > LONGEST:
        raise ValueError(f"values must have 5 to {LONGEST} rows of 5 to {LONGEST} numbers, all as long as each other")
    for number in (number for line in lines for number in line):
        if not isinstance(number, Real) or number != int(number) or not -MOST_WEIGHT <= number <= MOST_VALUE:
            raise ValueError(f"values must hold whole numbers from -{MOST_WEIGHT} to {MOST_VALUE}, got {number!r}")
    return [[int(number) for number in line] for line in lines]


def place(value: Any, rows: int, columns: int) -> int:
    """Return the number of a window, counted row by row from 0."""
    if not isinstance(value, Integral) or isinstance(value, bool) or not 0 <= value < rows * columns:
        raise ValueError(f"place must be 0 to {rows * columns - 1}, got {value!r}")
    return int(value)


def level(value: Any, count: int) -> int:
    """Return the number of a secret kernel, counted from 0."""
    if not isinstance(value, Integral) or isinstance(value, bool) or not 0 <= value < count:
        raise ValueError(f"level must be 0 to {count - 1}, got {value!r}")
    return int(value)


def one_of(name: str, value: Any, words: Iterable[str]) -> str:
    """Return a word out of a few."""
    if value not in words:
        raise ValueError(f"{name} must be {', '.join(words)}, got {value!r}")
    return value


def story(name: str, value: Any) -> int:
    """Return a number of the story of weights, within the range of its slider."""
    least, most = STORY[name]
    if whole(name, value, least) > most:
        raise ValueError(f"{name} must be at most {most}, got {value}")
    return int(value)


def packed(photos: Mapping[str, np.ndarray]) -> dict[str, dict[str, Any]]:
    """Return photos (H, W) of whole numbers from 0 to 255 by name as what travels to the page: sizes and bytes."""
    if not photos:
        raise ValueError("photos must hold at least one image by name, got none")
    return {name: _packed(name, image) for name, image in photos.items()}


def unpacked(photo: Mapping[str, Any]) -> np.ndarray:
    """Return what ``packed`` made of one photo as (H, W) float64."""
    pixels = np.frombuffer(base64.b64decode(photo["pixels"]), np.uint8)
    return pixels.reshape(photo["rows"], photo["columns"]).astype(np.float64)


def _packed(name: str, image: np.ndarray) -> dict[str, Any]:
    image = np.asarray(image)
    if image.ndim != 2 or min(image.shape) < SIZES[-1] or image.min() < 0 or image.max() > MOST_VALUE:
        raise ValueError(f"photos must be (H, W), at least 5 x 5, from 0 to 255, got {name} of shape {image.shape}")
    if np.any(image != np.round(image)):
        raise ValueError(f"photos must hold whole numbers, got {name} with fractions")
    pixels = base64.b64encode(image.astype(np.uint8).tobytes()).decode("ascii")
    return {"rows": image.shape[0], "columns": image.shape[1], "pixels": pixels}


def _rows(name: str, value: Any) -> list[list[Any]]:
    try:
        return [list(line) for line in np.asarray(value, dtype=object)]
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be rows of numbers, got {value!r}") from None
