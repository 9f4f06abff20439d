"""Random options of convolution and pooling, rectangular ones included."""

import numpy as np


def random_options(rng, groups=True):
    """Return the shapes of x and of W and the options of a convolution that fits, whole numbers and pairs mixed."""
    while True:
        size, kernel = rng.integers(1, 10, 2), rng.integers(1, 5, 2)
        stride, padding, dilation = rng.integers(1, 4, 2), rng.integers(0, 3, 2), rng.integers(1, 3, 2)
        if np.all(dilation * (kernel - 1) < size + 2 * padding):
            break
    shares = int(rng.choice([1, 1, 2, 3])) if groups else 1
    options = {
        name: int(value[0]) if value[0] == value[1] else (int(value[0]), int(value[1]))
        for name, value in (("stride", stride), ("padding", padding), ("dilation", dilation))
    }
    x_shape = (int(rng.integers(1, 4)), shares * int(rng.integers(1, 4)), *map(int, size))
    W_shape = (shares * int(rng.integers(1, 4)), x_shape[1] // shares, *map(int, kernel))
    return x_shape, W_shape, options | {"groups": shares}
