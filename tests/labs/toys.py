"""The smallest thing that can be trained: points on either side of a curve, and a model with a hidden layer."""

import torch
from torch import nn


class Points:
    """Points (N, 2) of two classes: is the second coordinate above the square of the first?"""

    def __init__(self, count, seed=0):
        generator = torch.Generator().manual_seed(seed)
        self.x = torch.rand(count, 2, generator=generator) * 2 - 1
        self.y = (self.x[:, 1] > self.x[:, 0] ** 2 - 0.3).long()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, indices):
        return self.x[indices], self.y[indices]


def small_model(dropout=0.1):
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Dropout(dropout), nn.Linear(32, 2))
