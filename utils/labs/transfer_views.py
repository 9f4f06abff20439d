"""Views of an image: turned, zoomed, moved, sheared, mirrored, in other light; a whole batch at once, on its device.

The parameters of all views are drawn on the processor, which makes them the same everywhere; one ``grid_sample`` then
computes every pixel, so that augmentation costs a few hundredths of a training step.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from utils.reference.border import number
from utils.shapes.integers import whole


class Augmentation(NamedTuple):
    """How far views may differ from the image, each drawn evenly between its two ends."""

    turn: float = 0.0
    """Degrees, either way."""
    zoom: float = 0.0
    """Share by which height and width, each by itself, grow or shrink."""
    shift: float = 0.0
    """Share of the side by which the middle moves, either way."""
    shear: float = 0.0
    """Degrees, either way."""
    mirror: bool = False
    """Whether every other view has left and right exchanged."""
    light: float = 0.0
    """Share by which all colours, and half of which each colour by itself, gets brighter or darker."""


class Views(NamedTuple):
    """N views: where their pixels come from, and how bright they are."""

    maps: Tensor
    """(N, 2, 3) float32: from a view's coordinates, -1 to 1, to the image's."""
    gains: Tensor
    """(N, 3, 1, 1) float32, factors of the colours."""


PLAIN = Augmentation()
"""Nothing is changed."""


def drawn(augmentation: Augmentation, count: int, generator: torch.Generator | None = None) -> Views:
    """Return ``count`` views drawn from ``generator``, or without it from PyTorch's global one.

    Raises ValueError for amounts below 0 and for shares of 1 and more.
    """
    for name in ("zoom", "shift", "light"):
        if number(name, getattr(augmentation, name), 0, 1) == 1:
            raise ValueError(f"{name} must be below 1, got 1")
    turn, shear = (math.radians(number(name, getattr(augmentation, name), 0, 180)) for name in ("turn", "shear"))
    r = torch.rand(whole("count", count, 0), 11, generator=generator).mul_(2).sub_(1)
    cosine, sine = torch.cos(turn * r[:, 0]), torch.sin(turn * r[:, 0])
    lean = shear * r[:, 1]
    wide, high = 1 + augmentation.zoom * r[:, 2], 1 + augmentation.zoom * r[:, 3]
    if augmentation.mirror:
        wide = wide * torch.where(r[:, 4] < 0, -1.0, 1.0)
    rows = [cosine * wide, -torch.sin(lean + turn * r[:, 0]) * high, 2 * augmentation.shift * r[:, 5]]
    rows += [sine * wide, torch.cos(lean + turn * r[:, 0]) * high, 2 * augmentation.shift * r[:, 6]]
    gains = (1 + augmentation.light * r[:, 7:8]) * (1 + augmentation.light / 2 * r[:, 8:])
    return Views(torch.stack(rows, 1).view(-1, 2, 3), gains[:, :, None, None])


def plain(count: int) -> Views:
    """Return ``count`` views that show the image as it is."""
    return drawn(PLAIN, count, torch.Generator())


def seen(images: Tensor, views: Views, size: int) -> Tensor:
    """Return ``images`` (N, 3, H, W), from 0 to 255, as ``views`` show them: (N, 3, size, size) float32.

    What was outside counts as the edge; values stay within 255. Raises ValueError where there is no view for each.
    """
    if len(images) != len(views.maps):
        raise ValueError(f"views must be as many as the images, {len(images)}, got {len(views.maps)}")
    maps, gains = (part.to(images.device, non_blocking=True) for part in views)
    grid = functional.affine_grid(maps, [len(images), 3, whole("size", size, 1), size], align_corners=False)
    return functional.grid_sample((images * gains).clamp_(max=255), grid, padding_mode="border", align_corners=False)
