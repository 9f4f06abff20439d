"""Default boxes and anchors as tensors: ``utils.reference.anchors`` on the maps of a trunk."""

from collections.abc import Sequence

import torch
from torch import Tensor

from utils.reference.anchors import anchors


def default_boxes(
    size: int, strides: Sequence[int], sizes: Sequence[Sequence[float]], ratios: Sequence[float]
) -> Tensor:
    """Return the boxes (A, 4) in pixels of all maps of an image of ``size``, map by map, row by row, place by place.

    ``sizes`` are those of each map, as shares of the image's side; ``ratios`` are heights over widths. Centres lie in
    the middle of cells, so that the boxes of a mirror image are the mirror images of the boxes.
    """
    made = []
    for stride, shares in zip(strides, sizes, strict=True):
        cells = size // stride
        made.append(anchors((cells, cells), stride, [share * size for share in shares], ratios, offset=0.5))
    return torch.cat([torch.from_numpy(each) for each in made])


def by_place(map_: Tensor, values: int) -> Tensor:
    """Return what a convolution says of each box, (N, A V, H, W), as (N, H W A, V) float32, in the boxes' order."""
    count, channels, height, width = map_.shape
    apart = map_.float().view(count, channels // values, values, height, width)
    return apart.permute(0, 3, 4, 1, 2).reshape(count, -1, values)
