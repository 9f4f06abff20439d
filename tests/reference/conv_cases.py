"""Random options of convolution and pooling, rectangular ones included."""

import numpy as np
from hypothesis import strategies as st


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


@st.composite
def convolutions(draw):
    """Shapes of x and of W and options of a convolution that fits: empty batches, groups and all options included."""
    kernel, stride, padding, dilation = (
        draw(st.tuples(st.integers(low, high), st.integers(low, high)))
        for low, high in ((1, 4), (1, 3), (0, 2), (1, 2))
    )
    least = [max(1, step * (side - 1) + 1 - 2 * pad) for side, step, pad in zip(kernel, dilation, padding, strict=True)]
    size = [draw(st.integers(side, side + 5)) for side in least]
    groups, share, filters, images = (draw(st.integers(*bounds)) for bounds in ((1, 3), (1, 3), (1, 3), (0, 4)))
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return (images, groups * share, *size), (groups * filters, share, *kernel), options


def in_memory(x, innermost):
    """Return the same images (N, C, H, W) with axis ``innermost`` lying value beside value in memory."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, innermost, 3)), 3, innermost)
