"""The smallest things that can be trained: points and a model with a hidden layer, frames of bars and a small trunk."""

from functools import cache

import numpy as np
import torch
from PIL import Image
from torch import nn

from utils.data.competition import Fisheries
from utils.labs.efficientnet_lite import EfficientNetLite
from utils.labs.trunks import Preparation, Trunk


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


@cache
def small_trunk():
    """Return the one trunk of EfficientNet-lite0's form with random weights, and with statistics of frames of bars."""
    torch.manual_seed(4)
    model = EfficientNetLite().train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # the statistics of all that it sees
    with torch.no_grad():
        model((torch.from_numpy(fish().images).permute(0, 3, 1, 2) - 127.0) / 128)
    blocks = tuple(name for name, _ in model.named_children())[:-4]
    return Trunk(model.eval(), blocks, Preparation(224, 0.875, (127.0,) * 3, (128.0,) * 3, Image.Resampling.BICUBIC))


def fish(count=24, size=48, boats=6, seed=0):
    """Return frames with a bright bar, lying or standing, of boats of different colours: three classes with none."""
    rng = np.random.default_rng(seed)
    labels, boat = rng.integers(0, 3, count), np.arange(count) % boats
    tint = rng.integers(20, 90, (boats, 1, 1, 3))
    images = (tint[boat] + rng.integers(0, 20, (count, size, size, 3))).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        a, b = rng.integers(size // 4, size // 2, 2)
        if label:
            rows, columns = (slice(a, a + 5), slice(b, b + 20)) if label == 1 else (slice(a, a + 20), slice(b, b + 5))
            image[rows, columns] = 220
    boxes = tuple(np.zeros((0, 4), np.float32) for _ in range(count))
    return Fisheries("toy", images, labels, boat, boxes, tuple(f"{number}.jpg" for number in range(count)))
