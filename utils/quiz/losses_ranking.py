"""Questions of lecture 1 on the hidden layer, the ranking objective and its margin."""

from functools import cache

import numpy as np

from utils.quiz.question import Choice, Number, Question, Shape
from utils.reference.losses import ranking_hinge
from utils.reference.ranking import fit_output_weights

PIXELS, HIDDEN, BATCH = 64, 30, 5
MARGIN, DECAY = 10.0, 0.02
FACTORS = (0.01, 0.1, 1.0, 10.0, 100.0)


def layer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return W, b and U of a network with 64 inputs, 30 hidden neurons and one score."""
    return np.zeros((HIDDEN, PIXELS)), np.zeros(HIDDEN), np.zeros(HIDDEN)


def numbers(*parts: int) -> int:
    """Return how many numbers W, b and U hold, or those of them that ``parts`` picks."""
    arrays = layer()
    return sum(arrays[part].size for part in parts or range(3))


def objective(s: float, s_c: float, margin: float = 1.0) -> float:
    """Return J of one pair of scores."""
    return ranking_hinge(np.array(s), np.array(s_c), margin)


def cheat() -> str:
    """Name the network whose pairs (s, s_c) bring the objective without a margin to 0."""
    rng = np.random.default_rng(0)
    fair, other = rng.normal(size=(2, 50))
    pairs = {"constant": (0 * fair, 0 * other), "chance": (fair, other), "large": (fair + 100, other + 100)}
    pairs["reversed"] = (-np.abs(fair) - 1, np.abs(other))
    return min(pairs, key=lambda name: ranking_hinge(*pairs[name], 0.0))


@cache
def decay_at_margin_one() -> float:
    """Return the decay with which margin 1 learns weights in proportion to those of MARGIN with DECAY."""
    rng = np.random.default_rng(2)
    a, a_c = rng.normal(0.3, 1, (40, 6)), rng.normal(-0.3, 1, (40, 6))
    wide = fit_output_weights(a, a_c, MARGIN, DECAY, MARGIN * 0.1)

    def distance(decay: float) -> float:
        one = fit_output_weights(a, a_c, 1.0, decay, 0.1)
        return float(np.abs(one / np.linalg.norm(one) - wide / np.linalg.norm(wide)).max())

    return min((round(factor * DECAY, 6) for factor in FACTORS), key=distance)


HIDDEN_LAYER = (
    Question(
        id="shape-of-hidden-weights",
        prompt="An image of 64 pixels goes into 30 hidden neurons. Which shape has $W$ in $z = Wx + b$?",
        kind=Shape(names=("rows", "columns")),
        key=lambda: layer()[0].shape,
        wrong=(
            (
                lambda: layer()[0].T.shape,
                "With that one, $Wx$ would need an $x$ of 30. A row for each neuron it leads **to**.",
            ),
            ((30, 1), "That is the shape of $z$. $W$ has to turn 64 numbers into those."),
            ((64, 64), "As many rows as numbers come out: how many neurons are there?"),
        ),
        otherwise="Rows: how many numbers come out. Columns: how many go in.",
        why="30 rows, one for each neuron, and each row has a weight for every pixel: to first, from second.",
    ),
    Question(
        id="shape-of-a-hidden-batch",
        prompt="Now a batch: five images in the *rows* of `x`. Which shape has `z = x @ W.T + b`?",
        kind=Shape(names=("rows", "columns")),
        key=lambda: (np.zeros((BATCH, PIXELS)) @ layer()[0].T + layer()[1]).shape,
        wrong=(
            ((30, 5), "That is the transpose: here the examples stay in the rows."),
            ((5, 64), "That is the batch itself. The pixels are summed over."),
            ((5, 1), "That many scores come out in the end. Before that stands the hidden layer."),
        ),
        otherwise="(5, 64) times (64, 30), plus a bias for each neuron.",
        why="A row for each example, a column for each neuron. `W.T` because examples lie in rows and formulas think in columns.",
    ),
    Question(
        id="numbers-of-a-pair",
        prompt="Window $x$ and window $x_c$ both go through a network of 64 pixels, 30 hidden neurons with biases, and "
        "one score without a bias. How many numbers are there to learn for the **pair**?",
        kind=Number(),
        key=numbers,
        wrong=(
            (
                lambda: 2 * numbers(),
                "That is two networks. How would a second one, trained on empty windows only, help the first?",
            ),
            (lambda: numbers(0, 2), "Those are the weights. Each hidden neuron has a bias as well."),
            (lambda: numbers(0), "That is $W$ alone."),
            (lambda: numbers() + 1, "You gave the score a bias. Here it has none, and in $s_c - s$ it would cancel."),
        ),
        otherwise="$W$, $b$ and $U$, once: both windows use the same.",
        why="$30 \\cdot 64 + 30 + 30$, once. Two passes through **one** network: what lifts $s$ lifts $s_c$ as well, unless "
        "the windows differ. In lecture 2 this detail is half of every derivative.",
    ),
)

RANKING = (
    Question(
        id="ranking-by-hand",
        prompt="The window with a fish scores $s = 0.9$, the one without $s_c = 0.6$; the margin is 1. What is $J$?",
        kind=Number(decimals=2),
        key=lambda: objective(0.9, 0.6),
        wrong=(
            (0, "The pair is in order, but not by the margin."),
            (lambda: 0.9 - 0.6, "That is the lead. $J$ is what is missing to a lead of 1."),
            (lambda: objective(0.6, 0.9), "The scores are exchanged: the one *without* a fish has the plus."),
            (lambda: 0.6 - 0.9, "The margin is missing, and below 0 the maximum would cut it off."),
        ),
        otherwise="$1 + s_c - s$, and 0 if that is negative.",
        why="The lead is 0.3, and 0.7 are missing to a lead of 1.",
    ),
    Question(
        id="cheat-without-a-margin",
        prompt="Leave the margin out: $J = \\max(s_c - s, 0)$. Which network reaches $J = 0$ on **every** pair and has "
        "learned nothing?",
        kind=Choice(
            options={
                "constant": "one that gives every window the same score",
                "chance": "one that gives every window a random score",
                "large": "one that adds 100 to random scores",
                "reversed": "one that scores empty windows above those with a fish",
            },
        ),
        key=cheat,
        wrong=(
            ("chance", "Half of its pairs come in the wrong order, and those cost."),
            ("large", "What is added to both scores cancels in $s_c - s$: it does no better than chance."),
            ("reversed", "Then $s_c > s$ on every pair, and every pair costs."),
        ),
        why="With $U = 0$ all scores are 0, $s_c - s$ is 0, and $J$ is satisfied. The margin is there to make a tie cost.",
    ),
    Question(
        id="claim-margin-is-free",
        claim="We can scale the margin to 1 and let the other parameters adapt, without any change in performance.",
        prompt="Somebody trains with margin 10 and a weight decay of 0.02 on $U$, and wants the same ranking with margin 1. "
        "Which weight decay must go with it?",
        kind=Number(decimals=4, near=0),
        key=decay_at_margin_one,
        wrong=(
            (
                DECAY,
                "That is the claim: keep the rest as it is. Put $U = 10 V$ into both terms, the loss *and* the decay.",
            ),
            (
                round(DECAY / MARGIN, 6),
                "The right factor, the wrong way: a smaller $U$ pays less decay, so the decay must grow.",
            ),
            (round(DECAY * MARGIN**2, 6), "The decay term grows by 100 and the loss by 10. Divide both by 10."),
            (0, "Without decay the margin is free indeed. But that is another problem than theirs."),
        ),
        otherwise="Put $U = 10 V$ into loss plus decay, and divide everything by 10.",
        why="$10 J_1(V) + \\frac{0.02}{2} \\cdot 100 |V|^2$ is 10 times $J_1(V) + \\frac{0.2}{2} \\cdot |V|^2$. The margin is free only while "
        "nothing holds $U$ back; with a decay of $U$ alone, margin and decay are one knob.",
    ),
)

QUESTIONS = (*HIDDEN_LAYER, *RANKING)
