"""Questions of lecture 5 on pooling: what it hands back, what it notices, what it costs."""

from math import prod

import numpy as np

from utils.quiz.question import Number, Question
from utils.reference.pooling import avg_pool2d_backward, max_pool2d, max_pool2d_backward
from utils.shapes import Dense, architectures, dense_parameters, output_shape, up_to

PATCH = np.array([[1.0, 2.0, 3.0], [4.0, 9.0, 5.0], [6.0, 7.0, 8.0]])
"""An input (3, 3) whose centre beats everything."""


def to_the_centre(backward) -> float:
    """Return the gradient at the centre of PATCH when 2 x 2 windows, stride 1, are each handed a gradient of 1."""
    return float(backward(np.ones((1, 1, 2, 2)), PATCH[None, None], 2, 1)[0, 0, 1, 1])


def spots(cells: int = 8) -> np.ndarray:
    """Return one image (1, cells) for each position of a bright spot, (cells, 1, 1, cells)."""
    return np.eye(cells)[:, None, None, :]


def unnoticed_moves(window: int = 2) -> int:
    """Return how many of the moves of a spot by one cell leave the pooled row as it is."""
    pooled = max_pool2d(spots(), (1, window))[:, 0, 0]
    return int((pooled[1:] == pooled[:-1]).all(axis=1).sum())


def first_dense_weights(last_pool: bool = True) -> int:
    """Return the weights of VGG-16's first fully connected layer, with or without the last pooling before it."""
    layers = up_to(architectures["vgg16"], "pool5" if last_pool else "relu5_3")
    dense = next(layer for layer in architectures["vgg16"] if isinstance(layer, Dense))
    return dense_parameters(prod(output_shape(layers, (3, 224, 224))), dense.outputs, biases=False)


QUESTIONS = (
    Question(
        id="gradient-of-the-winner",
        prompt="Max pooling, window 2 × 2, **stride 1**, over the rows (1, 2, 3), (4, 9, 5), (6, 7, 8). The loss hands "
        "each of the four outputs a gradient of 1. What gradient arrives at the 9 in the centre?",
        kind=Number(),
        key=lambda: to_the_centre(max_pool2d_backward),
        wrong=(
            (1, "One window hands it 1. How many windows does the 9 win?"),
            (9, "That is the value. The gradient does not care how large the winner is, only that it won."),
            (0.25, "A fair share of one window: average pooling does that, and then adds up the windows."),
            (0, "That is the fate of the losers."),
            (36, "The gradient is not multiplied by the value: the derivative of a maximum is 1 or 0."),
        ),
        otherwise="Write down the winner of each of the four windows.",
        why=lambda: (
            "The 9 stands in all four windows and wins all four, and gradients add. (Average pooling: a quarter from "
            f"each of four windows, {to_the_centre(avg_pool2d_backward):g}.)"
        ),
    ),
    Question(
        id="moves-that-go-unnoticed",
        prompt="A row of **8** cells, all dark but one. Max pooling, window 2, stride 2, makes 4 cells of it. The bright "
        "spot can move one cell to the right in **7** ways (0 to 1, 1 to 2, ... 6 to 7). In how many of them does the "
        "pooled row **not change at all**?",
        kind=Number(),
        key=unnoticed_moves,
        wrong=(
            (7, "Then the pooled row could not tell 0 from 7. Follow the spot from cell 1 to cell 2."),
            (0, "Follow the spot from cell 0 to cell 1: in which window was it, in which is it?"),
            (3, "Those are the moves that do change it, from one window into the next."),
            (3.5, "On average half of them, but these are seven, and the ends matter."),
            (6, "Only if a window were the whole row but one."),
        ),
        otherwise="Draw the four windows: 0-1, 2-3, 4-5, 6-7. A move within a window goes unnoticed.",
        why="0 to 1, 2 to 3, 4 to 5, 6 to 7 stay in their window. The other three jump a whole pooled cell.",
    ),
    Question(
        id="claim-pooling-parameters",
        claim="Pooling reduces the amount of parameters.",
        prompt="VGG-16's last pooling turns 14 × 14 × 512 into 7 × 7 × 512; a fully connected layer of 4,096 follows. "
        "Its conv layers keep every weight they have if that pooling goes. How many weights would **this fully "
        "connected layer** have without it?",
        kind=Number(),
        key=lambda: first_dense_weights(last_pool=False),
        wrong=(
            (first_dense_weights, "That is what it has *with* the pooling, 7 · 7 · 512 · 4096."),
            (
                lambda: first_dense_weights(last_pool=False) + 4096,
                "With its 4,096 biases, yes. Only the weights were asked for.",
            ),
            (lambda: 2 * first_dense_weights(), "Pooling halves the height *and* the width."),
            (
                lambda: first_dense_weights() // 4,
                "The other way: without pooling there is more to connect to, not less.",
            ),
            (lambda: 14 * 14 * 512, "Those are its inputs. Each of the 4,096 units has a weight for each of them."),
        ),
        otherwise="Fully connected: every one of 4,096 units has a weight for every one of its inputs.",
        why="Four times as many. The pooling itself has none, the conv layers never notice; only a dense layer "
        "counts its inputs.",
    ),
)
