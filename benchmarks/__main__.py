"""`make bench`: NumPy against torch and against the lecture's loops; prints the table, writes it to RESULTS.md."""

import sys
from collections.abc import Iterator
from functools import partial

import numpy as np
import torch

from benchmarks import lenet
from benchmarks.comparison import Comparison, rerun, setting, store, table
from utils.reference import convolution, losses, pooling, roi, suppression

VGG = [(3, 224, 64, 4), (256, 28, 256, 4), (512, 14, 512, 8)]  # channels, size, filters, images
DEFAULT, LAST = torch.contiguous_format, torch.channels_last
RNG = np.random.default_rng(0)


def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
    """Return float32 normal values."""
    return (RNG.normal(size=shape) * scale).astype(np.float32)


def layer(channels: int, size: int, filters: int, images: int, kernel: int = 3) -> tuple[np.ndarray, ...]:
    """Return images, weights after He and biases."""
    scale = np.sqrt(2 / (channels * kernel**2))
    return normal(images, channels, size, size), normal(filters, channels, kernel, kernel, scale=scale), normal(filters)


def tensors(layout: torch.memory_format, *arrays: np.ndarray) -> list[torch.Tensor]:
    """Return the arrays as tensors, images and filters in ``layout``."""
    return [torch.tensor(a).to(memory_format=layout) if a.ndim == 4 else torch.tensor(a) for a in arrays]


def forward(layout: torch.memory_format, *arrays: np.ndarray) -> partial:
    """Return torch's 3x3 convolution of images, filters and biases, ready to be called."""
    return partial(torch.nn.functional.conv2d, *tensors(layout, *arrays), padding=1)


def backward(upstream: np.ndarray, x: np.ndarray, W: np.ndarray, stride: int, padding: int) -> partial:
    """Return torch's gradients of a convolution, ready to be called, without the cost of recording."""
    arrays = tensors(DEFAULT, upstream, x, W)
    options = [len(W)], [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], 1, [True] * 3
    return partial(torch.ops.aten.convolution_backward, *arrays, *options)


def forward_convolutions() -> Iterator[Comparison]:
    """Yield VGG's layers, forward, against torch and against the multiplication of matrices of the same size."""
    for (channels, size, filters, images), target in zip(VGG, (0.25, 1.1, 1.1), strict=True):
        x, W, b = layer(channels, size, filters, images)
        name, ours = f"conv2d {channels}→{filters}@{size}", partial(convolution.conv2d, x, W, b, padding=1)
        yield Comparison(name, ours, "torch", forward(DEFAULT, x, W, b), target, 9)
        rows, columns = W.reshape(filters, -1), normal(images, channels * 9, size * size)
        yield Comparison(name, ours, "matmul", partial(np.matmul, rows, columns), 1.2, 9)
    for channels, size, images, target in [(64, 224, 1, 0.85), (64, 56, 8, 0.85), (256, 28, 8, 0.6), (512, 14, 8, 0.6)]:
        arrays = layer(channels, size, channels, images)
        for against, layout in [("torch", DEFAULT), ("torch, channels last", LAST)]:
            ours = partial(convolution.conv2d_winograd, *arrays, padding=1)
            name = f"conv2d_winograd {channels}→{channels}@{size}"
            yield Comparison(name, ours, against, forward(layout, *arrays), target if layout is LAST else None, 9)


def backward_convolutions() -> Iterator[Comparison]:
    """Yield the same layers and AlexNet's first, backward."""
    settings = [
        (VGG[0], 3, 1, 1, 1.0),
        (VGG[1], 3, 1, 1, 1.0),
        (VGG[2], 3, 1, 1, 1.0),
        ((3, 227, 96, 4), 11, 4, 0, 0.75),
    ]
    for (channels, size, filters, images), kernel, stride, padding, target in settings:
        x, W, b = layer(channels, size, filters, images, kernel)
        upstream = np.ones_like(convolution.conv2d(x, W, b, stride, padding))
        ours = partial(convolution.conv2d_backward, upstream, x, W, stride, padding)
        name = f"conv2d_backward {channels}→{filters}@{size}, {kernel}x{kernel}"
        yield Comparison(name, ours, "torch", backward(upstream, x, W, stride, padding), target, 7)


def pools() -> Iterator[Comparison]:
    """Yield the maximum pools of VGG and AlexNet, ours channel after channel in memory and channels last as torch's.

    torch's backward is handed the winners, ours looks for them.
    """
    aten = torch.ops.aten
    for channels, height, images, size in [(64, 112, 4, 2), (64, 112, 4, 3), (96, 55, 1, 3)]:
        x, name = normal(images, channels, height, height), f"{images}x{channels}x{height}x{height}, {size}/2"
        (X,) = tensors(LAST, x)
        out, winners = aten.max_pool2d_with_indices(X, [size] * 2, [2, 2])
        options = [size] * 2, [2, 2], [0, 0], [1, 1], False, winners
        forward = partial(torch.nn.functional.max_pool2d, X, size, 2)
        backward = partial(aten.max_pool2d_with_indices_backward, torch.ones_like(out), X, *options)
        upstream = np.ones(out.shape, np.float32)
        for order, given in [("", (upstream, x)), (", ours too", tuple(map(channels_last, (upstream, x))))]:
            against = f"torch, channels last{order}"
            ours = partial(pooling.max_pool2d, given[1], size, 2)
            yield Comparison(f"max_pool2d {name}", ours, against, forward, 2.0)
            ours = partial(pooling.max_pool2d_backward, *given, size, 2)
            yield Comparison(f"max_pool2d_backward {name}", ours, against, backward, 2.5)


def channels_last(x: np.ndarray) -> np.ndarray:
    """Return the same images (N, C, H, W) with the channels of a pixel side by side in memory."""
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)


def training() -> Iterator[Comparison]:
    """Yield losses with their gradients, and whole steps of LeNet."""
    functional = torch.nn.functional
    for rows, classes in [(128, 10), (256, 1000)]:
        s, y = normal(rows, classes), RNG.integers(0, classes, rows)
        S, Y = torch.tensor(s, requires_grad=True), torch.tensor(y)
        ours = partial(losses.cross_entropy_and_backward, s, y)
        yield Comparison(f"cross-entropy {rows}x{classes}", ours, "torch", graded(functional.cross_entropy, S, Y), 0.9)
        ours = partial(both, losses.multiclass_hinge, losses.multiclass_hinge_backward, s, y)
        yield Comparison(f"hinge {rows}x{classes}", ours, "torch", graded(functional.multi_margin_loss, S, Y), 0.9)
    for images in (32, 64, 128):
        x, y, weights = normal(images, 1, 28, 28), RNG.integers(0, 10, images), lenet.initial(RNG)
        theirs = partial(lenet.Torch(weights).step, *tensors(LAST, x, y))
        ours = partial(lenet.step, x, y, weights)
        yield Comparison(f"LeNet, a step on {images} images", ours, "torch, channels last", theirs, 1.1)


def graded(loss, s: torch.Tensor, y: torch.Tensor):
    """Return the forward and backward pass of torch's ``loss``, ready to be called."""
    return lambda: torch.autograd.grad(loss(s, y), s)


def both(forward, backward, *arguments):
    """Call two functions with the same arguments."""
    return forward(*arguments), backward(*arguments)


def loops() -> Iterator[Comparison]:
    """Yield what the vectorised forms gain over the loops of the lectures."""
    arrays = layer(16, 14, 16, 1)
    fast, slow = (partial(form, *arrays, padding=1) for form in (convolution.conv2d, convolution.conv2d_naive))
    yield Comparison("conv2d 16→16@14", fast, "conv2d_naive", slow, None, 5)
    corners = RNG.uniform(0, 800, (2000, 2))
    boxes = np.concatenate([corners, corners + RNG.uniform(16, 200, (2000, 2))], axis=1).astype(np.float32)
    given = boxes, RNG.random(2000), 0.5
    yield Comparison(
        "nms 2,000", partial(suppression.nms, *given), "nms_naive", partial(suppression.nms_naive, *given), None, 5
    )
    rois = np.concatenate([np.zeros((300, 1), np.float32), boxes[:300]], axis=1)
    given = normal(1, 256, 38, 50), rois, 7, 1 / 16
    yield Comparison(
        "roi_pool 300", partial(roi.roi_pool, *given), "roi_pool_naive", partial(roi.roi_pool_naive, *given), None, 5
    )
    given = normal(4, 64, 28, 28), normal(4, 64, 56, 56), 2
    forms = (pooling.max_pool2d_backward, pooling.max_pool2d_backward_naive)
    yield Comparison(
        "max_pool2d_backward 4x64x56x56, 2/2", partial(forms[0], *given), "naive", partial(forms[1], *given)
    )


def main() -> None:
    """Measure everything and store the table."""
    torch.set_num_threads(1)
    heading = setting(f"torch {torch.__version__}")
    print(heading, end="\n\n")
    parts = (forward_convolutions, backward_convolutions, pools, training, loops)
    found = table(one for part in parts for one in part())
    store("torch", f"{heading}\n\n{found}")


if __name__ == "__main__":
    rerun("benchmarks", sys.executable)
    main()
