"""Questions of the second half of lecture 2: the error story, the recursion, batches, work and gradient checks."""

import numpy as np

from utils.quiz.backpropagation import branch, objective
from utils.quiz.question import Choice, Number, Question
from utils.reference.backpropagation import (
    count_work,
    deltas,
    feed_forward,
    feed_forward_backward,
    ranking_objective,
)
from utils.reference.gradient_check import numerical_gradient
from utils.reference.lecture_network import BIASES, WEIGHTS, X_C, X

DEEP = (4, 10, 10, 10, 1)
ROWS = 32


def backward_product() -> str:
    """Name the product of W^(1) with delta^(2) that has the shape of layer 1."""
    delta = deltas(np.ones(1), feed_forward(X, WEIGHTS, BIASES).z, WEIGHTS)[0]
    return "transposed" if (WEIGHTS[0].T @ delta).shape == X.shape else "plain"


def batch_ratio() -> int:
    """Return how many times larger the gradient of a batch's summed score is than that of its mean score."""
    batch = np.tile(X, (ROWS, 1))
    summed = feed_forward_backward(np.ones((ROWS, 1)), batch, WEIGHTS, BIASES).dW[0]
    mean = feed_forward_backward(np.full((ROWS, 1), 1 / ROWS), batch, WEIGHTS, BIASES).dW[0]
    return round((summed / mean)[0, 3].item())


def best_step() -> str:
    """Name the step whose central difference of J comes nearest to the true dJ/dW^(1)."""

    def value(w):
        return ranking_objective(X, X_C, (w, WEIGHTS[1]), BIASES)

    def worst(h):
        return np.abs(numerical_gradient(value, WEIGHTS[0], h) - objective().dW[0]).max()

    steps = {"coarse": 1e-1, "middle": 1e-5, "tiny": 1e-13, "tiniest": 1e-300}
    return min(steps, key=lambda name: worst(steps[name]))


def scores_bias_gradient() -> int:
    """Return dJ/db^(2), the derivative with regard to a bias that both scores share, to the nearest whole number."""
    return round(objective().db[1].item())


ERRORS = (
    Question(
        id="story-delta",
        prompt=r"The error 1 has arrived at $z^{(3)}$. Walk it back over $W_1^{(2)}$ and through hidden neuron 1: "
        r"how large is the story's $\delta_1^{(2)}$?",
        kind=Number(decimals=4),
        key=lambda: deltas(np.ones(1), feed_forward(X, WEIGHTS, BIASES).z, WEIGHTS)[0][0],
        wrong=(
            (
                lambda: -branch().weight * branch().slope,
                "That is the delta of $J$ on this branch. The story starts with $+1$ at the score.",
            ),
            (lambda: branch().weight, "So far the error has only reached $a_1$. It still has to cross the neuron."),
            (lambda: branch().slope, "You crossed the neuron but travelled over the edge for free."),
            (
                lambda: branch().ds_dw14,
                "One step too far: the fair share $a_4$ belongs to the weight, not to the neuron.",
            ),
            (
                lambda: branch().weight * branch().a1,
                r"Crossing a neuron backward costs its slope $\sigma'(z_1)$, not its activation.",
            ),
        ),
        otherwise=r"$1 \cdot W_1^{(2)} \cdot \sigma'(z_1^{(2)})$.",
        why=r"$\delta_1^{(2)} = W_1^{(2)} \sigma'(z_1^{(2)})$. In the story it is $\partial s / \partial z$; the lecture's "
        r"$\delta = \partial J / \partial z$ is $-1$ times that on the true branch.",
    ),
    Question(
        id="which-way-w",
        prompt=r"Forward, $W^{(1)}$ with shape $2 \times 4$ carries four activations to two neurons. "
        r"Backward, which product carries two deltas to four neurons?",
        kind=Choice(
            options={
                "transposed": r"$W^{(1)T} \delta^{(2)}$",
                "plain": r"$W^{(1)} \delta^{(2)}$",
                "inverse": r"$W^{(1)-1} \delta^{(2)}$, to undo the forward pass",
                "rows": r"$\delta^{(2)}$ times the sum of each row of $W^{(1)}$",
            }
        ),
        key=backward_product,
        wrong=(
            ("plain", "A 2 by 4 matrix wants a vector of four. Write the shapes down."),
            (
                "inverse",
                r"Nothing is undone: an error is passed back in proportion to the weights. And $2 \times 4$ has no inverse.",
            ),
            (
                "rows",
                "Neuron $j$ listens to the deltas it **feeds**, each weighted with its own edge: that is a column.",
            ),
        ),
        why=r"$\sum_i \delta_i W_{ij}$ sums over the **first** index: a column of $W$, a row of its transpose.",
    ),
    Question(
        id="bias-of-the-score",
        prompt=r"Suppose the score had a bias, $s = W^{(2)} a^{(2)} + b^{(2)}$. What is $\partial J / \partial b^{(2)}$ "
        "while the margin is violated?",
        kind=Number(),
        key=scores_bias_gradient,
        wrong=(
            (-1, r"That is its way through $s$. The same bias sits in $s_c$, too."),
            (1, r"That is its way through $s_c$. The same bias sits in $s$, too."),
            (-2, "The two ways pull in opposite directions."),
            (2, "The two ways pull in opposite directions: add them with their signs."),
        ),
        otherwise="Raise both scores by the same amount. What does their difference do?",
        why="It lifts both scores alike, and only their difference counts: that is why the lecture leaves it out.",
    ),
)

WORK = (
    Question(
        id="paths-of-a-deep-net",
        prompt="How many paths lead from the inputs of a 4-10-10-10-1 network to its output?",
        kind=Number(),
        key=lambda: count_work(DEEP).paths,
        wrong=(
            (lambda: count_work(DEEP).edges, "Those are the edges. Each edge belongs to many paths."),
            (lambda: sum(DEEP), "Those are the neurons."),
            (lambda: count_work(DEEP).paths // 4, "That is the number of paths from **one** input."),
            (10**4, "There are three layers of ten; and how many inputs?"),
        ),
        otherwise="Choose an input, then a neuron in each hidden layer: multiply the choices.",
        why="$4 \\cdot 10 \\cdot 10 \\cdot 10$: every further layer of ten makes it ten times more.",
    ),
    Question(
        id="edges-of-a-deep-net",
        prompt="And how many edges has the same 4-10-10-10-1 network? Each wants one share from the delta recursion.",
        kind=Number(),
        key=lambda: count_work(DEEP).edges,
        wrong=(
            (lambda: count_work(DEEP).paths, "Those are the paths."),
            (
                lambda: count_work(DEEP).edges - 4 * 10,
                "The edges from the inputs count: their weights want a derivative, too.",
            ),
            (lambda: count_work(DEEP).edges - 10, "The ten edges into the output are missing."),
            (lambda: 3 * 100, "Count each pair of neighbouring layers: the product of their sizes."),
        ),
        otherwise="Add up the products of neighbouring layers.",
        why="$40 + 100 + 100 + 10$: every further layer of ten adds a hundred. Paths multiply, edges add.",
    ),
    Question(
        id="sum-or-mean",
        prompt=f"A batch of {ROWS} equal examples. Its loss is once the **sum** and once the **mean** over the rows. "
        "How many times larger is the gradient for the sum?",
        kind=Number(),
        key=batch_ratio,
        wrong=(
            (1, "Equal examples have equal gradients, but the sum adds them up."),
            (lambda: 1 / ROWS, "The other way round."),
            (lambda: ROWS**2, "The division by $N$ happens once, in the loss."),
        ),
        otherwise="How many equal terms does the sum have?",
        why="So a learning rate that suits the mean is far too large for the sum. Say which one you mean.",
    ),
    Question(
        id="best-step",
        prompt=r"You check $\partial J / \partial W^{(1)}$ by central differences "
        r"$\frac{J(w + h) - J(w - h)}{2h}$ in double precision. Which $h$ comes closest to the truth?",
        kind=Choice(
            options={
                "coarse": "$h = 10^{-1}$",
                "middle": "$h = 10^{-5}$",
                "tiny": "$h = 10^{-13}$",
                "tiniest": "$h = 10^{-300}$",
            },
            shuffle=False,
        ),
        key=best_step,
        wrong=(
            ("coarse", "The curve bends within so long a step: the error is about $h^2$."),
            (
                "tiny",
                "$J(w + h)$ and $J(w - h)$ now agree in nearly all their 16 digits; the difference is rounding noise.",
            ),
            ("tiniest", "$w + h$ and $w$ are the same number in double precision: the difference is exactly 0."),
        ),
        why="Two errors compete: bending, which grows like $h^2$, and rounding, which grows like $1/h$.",
    ),
)

QUESTIONS = ERRORS + WORK
