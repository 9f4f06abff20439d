"""Sampling: the few candidates of an image that a loss is computed on, of both kinds."""

from typing import NamedTuple

import torch
from torch import Tensor


class Sample(NamedTuple):
    """Indices (N, count) of candidates, and whether each stands for one, (N, count): images may have too few."""

    indices: Tensor
    counts: Tensor


def chosen(positive: Tensor, negative: Tensor, count: int, share: float) -> Tensor:
    """Return which candidates, (N, A) bool, are drawn: ``count`` an image, at most the ``share`` of them positive.

    ``positive`` and ``negative`` are (N, A) bool; what is neither is never drawn. Negatives make up for positives that
    are not there. Drawn by PyTorch's global generator.
    """
    order = torch.rand(positive.shape, device=positive.device)
    taken = positive & (_rank(positive, order) < round(count * share))
    room = count - taken.sum(dim=1, keepdim=True)
    return taken | (negative & (_rank(negative, order) < room))


def sample(positive: Tensor, negative: Tensor, count: int, share: float) -> Sample:
    """Return the candidates that ``chosen`` draws as indices, of each image as many: those it lacks do not count."""
    drawn = chosen(positive, negative, count, share)
    counts, indices = drawn.float().topk(min(count, drawn.shape[1]), dim=1)
    return Sample(indices, counts > 0)


def hardest(losses: Tensor, negative: Tensor, count: Tensor) -> Tensor:
    """Return which ``negative`` candidates, (N, A) bool, have the largest of ``losses`` (N, A): ``count`` (N,) of each.

    Source: Liu et al., "SSD" (2016), section 2.2, hard negative mining.
    """
    return negative & (_rank(negative, -losses) < count[:, None])


def rows(values: Tensor, indices: Tensor) -> Tensor:
    """Return the rows of ``values`` (N, A, ...) at ``indices`` (N, K): (N, K, ...)."""
    return values[torch.arange(len(values), device=values.device)[:, None], indices]


def _rank(eligible: Tensor, order: Tensor) -> Tensor:
    """Return the place of each in ``order`` (N, A), lowest first, among the ``eligible`` ones of its image."""
    keys = order.masked_fill(~eligible, torch.inf)
    return keys.argsort(dim=1).argsort(dim=1)
