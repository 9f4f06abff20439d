"""Questions of lecture 2 on its notation and on rates along paths; what its other questions have in common."""

from functools import cache
from typing import NamedTuple

import numpy as np

from utils.quiz.question import Choice, Number, Question, Shape
from utils.reference.activations import sigmoid, sigmoid_backward
from utils.reference.backpropagation import (
    count_work,
    deltas,
    feed_forward,
    path_sum,
    ranking_objective_backward,
)
from utils.reference.gradient_check import numerical_gradient
from utils.reference.lecture_network import BIASES, WEIGHTS, X_C, X


class Branch(NamedTuple):
    """What stands on the way from W_14 to the score, for one example: numbers of neuron 1 of the hidden layer."""

    a4: float
    a1: float
    slope: float
    weight: float
    ds_dw14: float


@cache
def branch(corrupted: bool = False) -> Branch:
    """Return a_4^(1), a_1^(2), sigma'(z_1^(2)), W_1^(2) and ds/dW_14 for x, or for x_c."""
    z, a = feed_forward(X_C if corrupted else X, WEIGHTS, BIASES)
    slope = sigmoid_backward(np.ones(1), z[1][:1]).item()
    total = path_sum(1, 0, 3, z, a, WEIGHTS).total
    return Branch(a[0][3].item(), a[1][0].item(), slope, WEIGHTS[1][0, 0].item(), float(total))


@cache
def objective():
    """Return all derivatives of J on the lecture's network."""
    return ranking_objective_backward(X, X_C, WEIGHTS, BIASES)


def coarse(value: float) -> float:
    """Return ``value`` to two decimals: right, but not what is asked."""
    return round(value, 2)


def path_rates() -> np.ndarray:
    """Return the rate at which s follows x_4 along each of the two paths, (2,)."""
    z = feed_forward(X, WEIGHTS, BIASES).z[1]
    return WEIGHTS[1][0] * sigmoid_backward(np.ones_like(z), z) * WEIGHTS[0][:, 3]


def where_delta_stands() -> str:
    """Name the quantity with regard to which delta_1^(2) is the derivative of s, by nudging each candidate."""
    z = feed_forward(X, WEIGHTS, BIASES).z
    delta = deltas(np.ones(1), z, WEIGHTS)[0][0]
    by_z = numerical_gradient(lambda v: (WEIGHTS[1] @ sigmoid(v)).item(), z[1], 1e-5)
    by_a = numerical_gradient(lambda v: (WEIGHTS[1] @ v).item(), sigmoid(z[1]), 1e-5)
    candidates = {"same neuron": by_z[0], "other neuron": by_z[1], "output": by_a[0]}
    return min(candidates, key=lambda name: abs(candidates[name] - delta))


NOTATION = (
    Question(
        id="count-the-parameters",
        prompt="How many numbers can this network learn? Count $W^{(1)}$, $b^{(1)}$ and $W^{(2)}$; "
        "the score $s$ has no bias.",
        kind=Number(),
        key=lambda: WEIGHTS[0].size + BIASES[0].size + WEIGHTS[1].size,
        wrong=(
            (lambda: WEIGHTS[0].size + WEIGHTS[1].size, "Those are the edges. Each hidden neuron has a bias, too."),
            (lambda: WEIGHTS[0].size, "That is $W^{(1)}$ alone."),
            (
                lambda: WEIGHTS[0].size + BIASES[0].size + WEIGHTS[1].size + BIASES[1].size,
                "You gave the score a bias. The lecture's $s = U^T a$ has none.",
            ),
            (
                lambda: sum(w.shape[1] for w in WEIGHTS) + 1,
                "Those are the neurons. What is learned sits on the edges, and in the biases.",
            ),
        ),
        otherwise="Edges first: every input meets every hidden neuron, every hidden neuron meets the score. Then biases.",
        why="Eight edges in, two biases, two edges out. Each of them will get a derivative.",
    ),
    Question(
        id="where-is-w14",
        prompt="In code the first weight matrix is the array `W1`. Which index holds $W_{14}^{(1)}$? "
        "Answer as (row, column), the way NumPy counts.",
        kind=Shape(names=("row", "column")),
        key=lambda: tuple(int(i) for i in np.argwhere(WEIGHTS[0] == WEIGHTS[0].T[4 - 1][1 - 1])[0]),
        wrong=(
            ((1, 4), "That is the mathematician's index. NumPy counts from 0."),
            ((3, 0), "Rows are the neurons an edge runs **to**, columns those it comes **from**."),
            ((4, 1), "Rows are the neurons an edge runs **to**; and NumPy counts from 0."),
            ((0, 4), "The row is right. Counted from 0, the fourth input is not column 4."),
        ),
        otherwise="To neuron 1, from neuron 4, both counted from 0.",
        why="To comes first, from second, each one less than in the formula: `W1[0, 3]`. "
        "That order is why $z = Wx + b$ needs no transpose.",
    ),
    Question(
        id="shape-of-w2",
        prompt="The lecture writes $s = U^T a^{(2)}$. With one convention for all layers, $U^T$ is called $W^{(2)}$. "
        "Which shape has it?",
        kind=Shape(names=("rows", "columns")),
        key=lambda: WEIGHTS[1].shape,
        wrong=(
            (lambda: WEIGHTS[1].T.shape, "That is $U$. Its transpose has a row for each neuron it runs **to**."),
            (lambda: WEIGHTS[0].T.shape, "That would be the first layer's matrix, transposed."),
            (lambda: WEIGHTS[0].shape, "That is $W^{(1)}$, from four inputs to two hidden neurons."),
            ((2, 2), "How many scores come out?"),
        ),
        otherwise="Rows: neurons it runs to. Columns: neurons it comes from.",
        why="One row (one score), two columns (two hidden neurons): $z^{(3)} = W^{(2)} a^{(2)}$, like everywhere else.",
    ),
    Question(
        id="where-delta-stands",
        claim=r"We have error $\delta_i^{(k)}$ propagating backwards from $z_j^{(k)}$, that is neuron $i$ at layer $k$.",
        prompt=r"Nudge each candidate by a hair and watch $s$: the derivative with regard to which of them "
        r"is $\delta_1^{(2)}$?",
        kind=Choice(
            options={
                "same neuron": "$z_1^{(2)}$, so the claim must say $z_i$",
                "other neuron": "$z_2^{(2)}$, so $z_j$ may be any neuron of the layer",
                "output": "$a_1^{(2)}$, so the claim must say $a_i$",
                "edge": "$W_1^{(2)}$, so delta belongs to an edge",
            },
        ),
        key=where_delta_stands,
        wrong=(
            ("other neuron", r"Nudging $z_2$ moves $s$ at another rate: that is $\delta_2$. Look at the subscripts."),
            ("output", "From $a_1$ the signal still has to cross the neuron. What does crossing multiply it by?"),
            ("edge", "That derivative is the edge's fair share. Delta belongs to a neuron."),
        ),
        why=r"$\delta_i^{(k)}$ stands at $z_i^{(k)}$: the same neuron, before the squashing. The claim's $j$ is a slip.",
    ),
)

PATHS = (
    Question(
        id="slope-from-activation",
        prompt=r"The forward pass has printed $a_1^{(2)}$. How steep is the sigmoid there, $\sigma'(z_1^{(2)})$?",
        kind=Number(decimals=4),
        key=lambda: branch().slope,
        wrong=(
            (lambda: branch().a1, r"That is the height of the curve, $\sigma(z_1)$, not its slope."),
            (lambda: 1 - branch().a1, "That is one of the two factors."),
            (lambda: branch().a1 ** 2, "You multiplied $a$ by itself; the other factor is $1 - a$."),
            (
                lambda: sigmoid_backward(np.ones(1), np.array([branch().a1])).item(),
                r"That is $\sigma'(a_1)$. The slope is taken at $z_1$, where the neuron stands.",
            ),
        ),
        otherwise=r"$\sigma' = \sigma (1 - \sigma)$, and $\sigma(z_1)$ is $a_1$.",
        why="$a_1 (1 - a_1)$: the backward pass reuses what the forward pass has computed.",
    ),
    Question(
        id="paths-from-x4",
        prompt="Along how many paths can a nudge of $x_4$ reach the score $s$?",
        kind=Number(),
        key=lambda: count_work((1, *(len(w) for w in WEIGHTS))).paths,
        wrong=(
            (1, "Through which hidden neuron? And is that the only one?"),
            (lambda: count_work((4, 2, 1)).paths, "That is the number of paths from **all** inputs."),
            (lambda: count_work((1, 2, 1)).edges, "Those are the edges on the way. A path uses two of them."),
        ),
        otherwise="Start at $x_4$ and follow the arrows with a finger. Where can you choose?",
        why="One through each hidden neuron. A weight like $W_{14}$, however, already points at one neuron: one path.",
    ),
    Question(
        id="rate-of-a-path",
        prompt=r"Take the path from $x_4$ through hidden neuron 1 to $s$. With $W_{14}^{(1)}$, $\sigma'(z_1^{(2)})$ and "
        "$W_1^{(2)}$ printed above: at which rate does $s$ follow $x_4$ along this path alone?",
        kind=Number(decimals=4),
        key=lambda: WEIGHTS[0][0, 3] * branch().slope * branch().weight,
        wrong=(
            (
                lambda: coarse(path_rates()[0].item()),
                "Right to two decimals. Give four, so that near misses can be told apart.",
            ),
            (
                lambda: path_rates().sum(),
                "That is both paths together, the whole derivative. The question is about one of them.",
            ),
            (
                lambda: WEIGHTS[0][0, 3] * branch().weight,
                r"You walked through the neuron without paying $\sigma'(z_1)$.",
            ),
            (
                lambda: WEIGHTS[0][0, 3] * branch().a1 * branch().weight,
                r"You multiplied by the activation. A **rate** is the slope of the sigmoid, $\sigma'(z_1)$.",
            ),
            (
                lambda: WEIGHTS[0][0, 3] + branch().slope + branch().weight,
                "Rates along one path are multiplied; it is paths that are added.",
            ),
            (
                lambda: branch().slope * branch().weight * branch().a4,
                "You took the fair share of the edge, $a_4$, in place of its weight: that is the rate with regard to $W_{14}$.",
            ),
        ),
        otherwise="Three rates, multiplied: the edge, the neuron, the edge.",
        why=r"$W_{14} \cdot \sigma'(z_1) \cdot W_1$. The other path adds its own product.",
    ),
    Question(
        id="first-rate-factor",
        prompt=r"A path that begins at the **weight** $W_{14}^{(1)}$ has a first rate factor of its own kind: "
        r"$\partial a_1^{(2)} / \partial W_{14}^{(1)}$. How large is it here?",
        kind=Number(decimals=4),
        key=lambda: branch().slope * branch().a4,
        wrong=(
            (
                lambda: coarse(branch().slope * branch().a4),
                "Right to two decimals. Give four, so that near misses can be told apart.",
            ),
            (
                lambda: branch().a4,
                r"That is $\partial z_1 / \partial W_{14}$. The factor runs to $a_1$, through the sigmoid.",
            ),
            (lambda: branch().slope, "That is the rate from $z_1$ to $a_1$. By how much does $z_1$ follow $W_{14}$?"),
            (
                lambda: branch().slope * WEIGHTS[0][0, 3],
                "That is the rate with regard to $x_4$. In $W_{14} x_4$, which of the two is nudged?",
            ),
        ),
        otherwise=r"$z_1 = \dots + W_{14} a_4 + \dots$ and $a_1 = \sigma(z_1)$.",
        why=r"$\sigma'(z_1^{(2)}) a_4^{(1)}$: the slope of the neuron times what the edge carried.",
    ),
)

QUESTIONS = NOTATION + PATHS
