"""What is learnt on features that stay as they are: a linear SVM for each class, and least squares for boxes.

Sources: Girshick et al., "Rich feature hierarchies" (R-CNN, 2014), section 2.3 and appendix C; the squared hinge loss,
which has a gradient everywhere, as in Fan et al., "LIBLINEAR" (2008).
"""

import torch
from torch import Tensor


def fit_svms(features: Tensor, signs: Tensor, penalty: float = 1000.0, steps: int = 60) -> Tensor:
    """Return the weights (C, D + 1) of a linear SVM a class, the bias last: all of them at once.

    Minimised by L-BFGS is |w|^2 / 2 + ``penalty`` times the mean over each class's examples of max(0, 1 - y s)^2, with
    positives and negatives counting half each. ``features`` (M, D) float32 are of about unit length; ``signs`` (M, C)
    are y: 1 for an object of the class, -1 for what is none, 0 for what is neither and does not count. A class without
    positives says no to everything.
    """
    weights = torch.zeros(signs.shape[1], features.shape[1] + 1, device=features.device, requires_grad=True)
    share = _balanced(signs)
    optimiser = torch.optim.LBFGS([weights], max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

    def objective() -> Tensor:
        optimiser.zero_grad()
        margins = 1 - signs * svm_scores(features, weights)
        loss = (share * margins.clamp(min=0) ** 2).sum()
        value = (weights[:, :-1] ** 2).sum() / 2 + penalty * loss
        value.backward()
        return value

    optimiser.step(objective)
    return weights.detach()


def svm_scores(features: Tensor, weights: Tensor) -> Tensor:
    """Return the scores (..., C) of ``features`` (..., D): above 0 for what looks like the class."""
    return features @ weights[:, :-1].T + weights[:, -1]


def fit_offsets(features: Tensor, targets: Tensor, labels: Tensor, classes: int, decay: float = 1.0) -> Tensor:
    """Return the weights (C, D + 1, 4) that predict each class's offsets, (M, 4) ``targets``, by least squares.

    For every class those of its examples, ``labels`` (M,) from 1, are W = (X^T X + decay I)^-1 X^T T, with a column of
    ones in X. A class without examples moves nothing.
    """
    ones = torch.cat([features, torch.ones_like(features[:, :1])], dim=1)
    weights = []
    for label in range(1, classes + 1):
        x, t = ones[labels == label], targets[labels == label]
        gram = x.T @ x + decay * torch.eye(x.shape[1], device=x.device)
        weights.append(torch.linalg.solve(gram, x.T @ t))
    return torch.stack(weights)


def offsets_of(features: Tensor, weights: Tensor) -> Tensor:
    """Return the offsets (..., C, 4) that ``weights`` (C, D + 1, 4) predict from ``features`` (..., D)."""
    return torch.einsum("...d,cdk->...ck", features, weights[:, :-1]) + weights[:, -1]


def _balanced(signs: Tensor) -> Tensor:
    """Return what each example counts for each class, (M, C): positives together half, negatives half."""
    positive, negative = signs > 0, signs < 0
    counts = [each.sum(dim=0).clamp(min=1) for each in (positive, negative)]
    return positive / counts[0] / 2 + negative / counts[1] / 2
