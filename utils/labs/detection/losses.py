"""Losses that several detectors share: means over what counts, 0 and never NaN where nothing does."""

from torch import Tensor
from torch.nn import functional


def mean_of(losses: Tensor, counts: Tensor) -> Tensor:
    """Return the mean of ``losses`` (...) over those that ``counts`` (...) bool marks; 0 if there are none."""
    return (losses * counts).sum() / counts.sum().clamp(min=1)


def box_loss(offsets: Tensor, targets: Tensor, positive: Tensor) -> Tensor:
    """Return the smooth L1 loss, 0.5 x^2 for |x| < 1 and |x| - 0.5 beyond, summed over offsets (..., R, 4).

    Averaged over the ``positive`` ones, (..., R) bool. Source: Girshick, "Fast R-CNN" (2015), equation 3.
    """
    return mean_of(functional.smooth_l1_loss(offsets, targets, reduction="none").sum(-1), positive)


def class_losses(scores: Tensor, labels: Tensor) -> Tensor:
    """Return the softmax cross-entropy (..., R) of scores (..., R, C + 1), background first, for labels (..., R)."""
    return functional.cross_entropy(scores.flatten(0, -2), labels.flatten(), reduction="none").view(labels.shape)
