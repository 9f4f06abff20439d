"""Questions of lecture 2 on dJ/dW_14, one link of the chain after the other."""

from utils.quiz.backpropagation import branch, coarse, objective, path_rates
from utils.quiz.question import Choice, Number, Question
from utils.reference.backpropagation import feed_forward
from utils.reference.gradient_check import numerical_gradient
from utils.reference.lecture_network import BIASES, WEIGHTS, X_C, X
from utils.reference.losses import ranking_hinge


def slope_of_the_objective() -> int:
    """Return dJ/ds where the margin is violated."""
    s, s_c = (feed_forward(x, WEIGHTS, BIASES).a[-1] for x in (X, X_C))
    return round(numerical_gradient(lambda score: ranking_hinge(score, s_c), s, 1e-5)[0])


def what_the_slide_lacks() -> str:
    """Compare the claim's formula for dJ/dW_14 with the truth, and name what it lacks."""
    s, s_c = branch().ds_dw14, branch(corrupted=True).ds_dw14
    mended = {"nothing": s, "sign": -s, "branch": s + s_c, "both": -s + s_c}
    return min(mended, key=lambda name: abs(mended[name] - objective().dW[0][0, 3]))


QUESTIONS = (
    Question(
        id="dj-ds",
        prompt=r"The margin is violated, so $J = 1 + s_c - s$. What is $\partial J / \partial s$?",
        kind=Number(),
        key=slope_of_the_objective,
        wrong=(
            (1, "A better score for the true example makes $J$ smaller."),
            (0, "That holds where $J = 0$: then nothing is learned. Here it is positive."),
            (lambda: branch().weight, "That would be the next step, from $s$ to $a_1$."),
        ),
        otherwise="Raise $s$ by a little. By how much does $1 + s_c - s$ change?",
        why=r"And $\partial J / \partial s_c = +1$: the corrupted example pulls the other way.",
    ),
    Question(
        id="ds-dw14",
        prompt=r"All three factors are on the table. What is $\partial s / \partial W_{14}^{(1)}$?",
        kind=Number(decimals=4),
        key=lambda: branch().ds_dw14,
        wrong=(
            (
                lambda: coarse(branch().ds_dw14),
                "Right to two decimals. Give four, so that near misses can be told apart.",
            ),
            (lambda: -branch().ds_dw14, "You are a step ahead: that belongs to $J$. For $s$ there is no minus yet."),
            (
                lambda: path_rates()[0],
                "You took the weight $W_{14}$ for the activation $a_4$: that is the rate with regard to $x_4$.",
            ),
            (lambda: branch().slope * branch().a4, "The path does not end at $a_1$: one edge is left, $W_1^{(2)}$."),
            (lambda: branch().weight * branch().a4, r"You crossed the neuron for free: $\sigma'(z_1)$ is missing."),
            (lambda: branch().weight * branch().slope, "The fair share is missing: what did the edge carry?"),
            (
                lambda: branch().weight * branch().a1 * (1 - branch().a1) * X[1],
                "You took $x_2$. $W_{14}$ runs from neuron **4**.",
            ),
        ),
        otherwise=r"$W_1^{(2)} \cdot \sigma'(z_1^{(2)}) \cdot a_4^{(1)}$.",
        why=r"One path, three factors. Note the letter: this is the derivative of $s$.",
    ),
    Question(
        id="slide-w14",
        claim=r"$\partial J / \partial W_{14}^{(1)} = W_1^{(2)} \sigma'(z_1^{(2)}) a_4^{(1)}$: the gradient of the loss.",
        prompt="Compare the formula with finite differences of $J$. What does it lack?",
        kind=Choice(
            options={
                "both": r"The factor $-1$ of $\partial J / \partial s$, and the whole branch through $s_c$",
                "sign": "Only the factor $-1$",
                "branch": "Only the branch through $s_c$",
                "nothing": "Nothing",
            }
        ),
        key=what_the_slide_lacks,
        wrong=(
            ("sign", "Flip the sign and compare again: something is left over. Where else does $W_{14}$ occur in $J$?"),
            ("branch", r"Add the other branch and compare again. Which way does $J$ go when $s$ grows?"),
            (
                "nothing",
                r"It is $\partial s / \partial W_{14}$, and right as such. Which of $s$ and $J$ do we descend?",
            ),
        ),
        why=r"$x_c$ goes through the **same** $W_{14}$, so $J$ feels it twice: "
        r"$\partial J / \partial W_{14} = -\partial s / \partial W_{14} + \partial s_c / \partial W_{14}$.",
    ),
    Question(
        id="dj-dw14",
        prompt=r"With $\partial s / \partial W_{14}$ and $\partial s_c / \partial W_{14}$ as printed: "
        r"what is $\partial J / \partial W_{14}^{(1)}$?",
        kind=Number(decimals=4),
        key=lambda: objective().dW[0][0, 3],
        wrong=(
            (
                lambda: coarse(objective().dW[0][0, 3].item()),
                "Right to two decimals. Give four, so that near misses can be told apart.",
            ),
            (lambda: branch().ds_dw14, "That is the claim's number: the derivative of $s$."),
            (lambda: -branch().ds_dw14, "The sign is mended; the branch through $s_c$ is still missing."),
            (
                lambda: branch().ds_dw14 - branch(True).ds_dw14,
                "Almost: $J$ **falls** with $s$ and **rises** with $s_c$. Swap the signs.",
            ),
            (
                lambda: branch().ds_dw14 + branch(True).ds_dw14,
                "The two branches pull in opposite directions: $J = 1 + s_c - s$.",
            ),
        ),
        otherwise=r"$-1$ times the one, $+1$ times the other.",
        why="The corrupted example takes back about half of what the true one asks for.",
    ),
)
