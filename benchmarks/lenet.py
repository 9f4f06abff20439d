"""One training step of LeNet on 28x28 images, in NumPy and in torch: the same layers, the same arithmetic.

Convolution 5x5 to 6 maps, pooling, convolution 5x5 to 16, pooling, dense 120, 84, 10, all with ReLU between; softmax
cross-entropy; gradient descent. Source: LeCun et al., "Gradient-based learning applied to document recognition" (1998),
with the usual maximum and ReLU.
"""

import numpy as np
import torch

from utils.reference.activations import relu, relu_backward
from utils.reference.convolution import conv2d, conv2d_backward, conv2d_backward_filters
from utils.reference.layers import affine, affine_backward
from utils.reference.losses import cross_entropy_and_backward
from utils.reference.pooling import max_pool2d, max_pool2d_backward

Weights = list[tuple[np.ndarray, np.ndarray]]

SHAPES = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)]
LR = 0.01


def initial(rng: np.random.Generator) -> Weights:
    """Return float32 weights, after He, and biases, a pair a layer."""
    scale = [np.sqrt(2 / np.prod(shape[1:])) for shape in SHAPES]
    return [
        ((rng.normal(size=shape) * width).astype(np.float32), np.zeros(shape[0], np.float32))
        for shape, width in zip(SHAPES, scale, strict=True)
    ]


def step(x: np.ndarray, y: np.ndarray, weights: Weights) -> tuple[float, Weights]:
    """Return the loss on images ``x`` (N, 1, 28, 28) with labels ``y``, and the weights after one step."""
    (W1, b1), (W2, b2), *dense = weights
    z1 = conv2d(x, W1, b1, padding=2)
    a1 = relu(z1)
    p1 = max_pool2d(a1, 2)
    z2 = conv2d(p1, W2, b2)
    a2 = relu(z2)
    p2 = max_pool2d(a2, 2)
    inputs, z = [p2.reshape(len(x), -1)], []
    for W, b in dense:
        z.append(affine(inputs[-1], W, b))
        inputs.append(relu(z[-1]))
    loss, delta = cross_entropy_and_backward(z[-1], y)
    gradients = []
    for (W, b), layer_input, before in zip(dense[::-1], inputs[-2::-1], [*z[-2::-1], None], strict=True):
        dx, dW, db = affine_backward(delta, layer_input, W, b)
        gradients.append((dW, db))
        delta = dx if before is None else relu_backward(dx, before)
    delta = relu_backward(max_pool2d_backward(delta.reshape(p2.shape), a2, 2), z2)
    dp1, dW2, db2 = conv2d_backward(delta, p1, W2)
    delta = relu_backward(max_pool2d_backward(dp1, a1, 2), z1)
    dW1, db1 = conv2d_backward_filters(delta, x, W1, padding=2)  # torch leaves the images' gradient out, too
    gradients += [(dW2, db2), (dW1, db1)]
    moved = [(W - LR * dW, b - LR * db) for (W, b), (dW, db) in zip(weights, gradients[::-1], strict=True)]
    return loss, moved


class Torch(torch.nn.Module):
    """The same network in torch, with the same ``weights``, channels last."""

    def __init__(self, weights: Weights):
        super().__init__()
        pool, relu = torch.nn.MaxPool2d(2), torch.nn.ReLU()
        convolutions = [torch.nn.Conv2d(1, 6, 5, padding=2), relu, pool, torch.nn.Conv2d(6, 16, 5), relu, pool]
        dense = [torch.nn.Linear(400, 120), relu, torch.nn.Linear(120, 84), relu, torch.nn.Linear(84, 10)]
        self.layers = torch.nn.Sequential(*convolutions, torch.nn.Flatten(), *dense)
        for value, given in zip(self.parameters(), (array for pair in weights for array in pair), strict=True):
            value.data = torch.tensor(given)
        self.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(self.parameters(), lr=LR)

    def step(self, x: torch.Tensor, y: torch.Tensor) -> float:
        """Make one step; return the loss before it."""
        self.optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(self.layers(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()
