"""The five questions with which lecture 1 begins: what the course takes for granted."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from utils.quiz.question import Choice, Number, Question, Shape
from utils.reference.gradient_check import numerical_gradient
from utils.reference.layers import affine
from utils.reference.optimizers import sgd

W, X, B = np.array([[1.0, -1.0], [3.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 2.0]]), np.array([0.0, 0.0, -2.0])
"""A linear classifier of three classes (3, 2), one input (1, 2), the biases (3,)."""

START, RATE = 4.0, 0.1


class Errors(NamedTuple):
    """Root mean square errors of a fitted curve: on the points it was fitted to, and on fresh ones."""

    seen: float
    fresh: float


def slope(f: Callable[[float], float], w: float) -> float:
    """Return df/dw, measured, without the digits that measuring leaves behind."""
    return round(numerical_gradient(lambda value: f(value.item()), np.array([w]))[0], 6)


def bowl(w: float) -> float:
    """Return the loss of the third question, (w - 1)^2."""
    return (w - 1) ** 2


def errors_of_a_fit(degree: int, points: int = 10, noise: float = 0.3) -> Errors:
    """Return the errors of a polynomial of ``degree`` fitted to ``points`` noisy measurements of a straight line."""
    rng = np.random.default_rng(0)
    x, fresh = np.linspace(-1, 1, points), np.linspace(-0.95, 0.95, 200)
    measured, new = x + rng.normal(0, noise, x.shape), fresh + rng.normal(0, noise, fresh.shape)
    curve = np.polynomial.Polynomial.fit(x, measured, degree)
    return Errors(
        float(np.sqrt(np.mean((curve(x) - measured) ** 2))), float(np.sqrt(np.mean((curve(fresh) - new) ** 2)))
    )


def diagnosis(degree: int = 9, noise: float = 0.3) -> str:
    """Name what happens to a curve with as many coefficients as points: errors beside those of the straight line."""
    line, curve = errors_of_a_fit(1, noise=noise), errors_of_a_fit(degree, noise=noise)
    seen = "lower" if curve.seen < 0.5 * line.seen else "higher"
    return f"{seen} {'lower' if curve.fresh < 1.1 * line.fresh else 'higher'}"


QUESTIONS = (
    Question(
        id="self-test-calculus",
        prompt="*Calculus.* $L(w) = (3w - 2)^2$. What is $dL/dw$ at $w = 1$?",
        kind=Number(),
        key=lambda: slope(lambda w: (3 * w - 2) ** 2, 1.0),
        wrong=(
            (
                lambda: slope(lambda u: u**2, 1.0),
                "That is the slope of the square alone. The inside moves three times as fast as $w$: chain rule.",
            ),
            ((3 * 1 - 2) ** 2, "That is $L(1)$, the value. The question is how fast it changes."),
            (3, "That is the slope of the inside alone."),
            (12, "Evaluate the inside at $w = 1$: it is not 2."),
        ),
        otherwise="Outer slope times inner slope, both at $w = 1$.",
        why="$2 (3w - 2) \\cdot 3$ at $w = 1$. All of lecture 2 is this rule, used many times.",
    ),
    Question(
        id="self-test-classifier",
        prompt="*Linear classifier.* The scores are $s = Wx + b$ with the rows of $W$ being (1, −1), (3, 0) and (0, 2), "
        "$x = (1, 2)$ and $b = (0, 0, -2)$. Which class is predicted? Count classes from 0.",
        kind=Number(),
        key=lambda: int(affine(X, W, B).argmax()),
        wrong=(
            (lambda: int((X @ W.T).argmax()), "That one has the highest $Wx$. The biases have a say, too."),
            (
                lambda: int(affine(X, W, B).argmin()),
                "That one has the lowest score. Each row of $W$ belongs to a class.",
            ),
            (lambda: int(affine(X, W, B).max()), "That is the highest score itself. Which class has it?"),
        ),
        otherwise="Three scores, one for each row: row times $x$, plus its bias.",
        why="The scores are (−1, 3, 2): class 1 wins. A score has no unit and may be negative; only the order decides.",
    ),
    Question(
        id="self-test-descent",
        prompt="*Gradient descent.* $L(w) = (w - 1)^2$, you stand at $w = 4$, the learning rate is 0.1. "
        "Where are you after one step?",
        kind=Number(decimals=2),
        key=lambda: sgd(np.array(START), np.array(slope(bowl, START)), RATE).item(),
        wrong=(
            (
                lambda: START + RATE * slope(bowl, START),
                "You climbed. The gradient points uphill; the step goes against it.",
            ),
            (
                lambda: START - RATE * bowl(START),
                "You multiplied the rate by the loss. The step is the rate times the *slope*.",
            ),
            (
                lambda: START - slope(bowl, START),
                "You walked the whole gradient. The learning rate makes the step a tenth of it.",
            ),
            (lambda: RATE * slope(bowl, START), "That is the length of the step. Where does it lead from 4?"),
        ),
        otherwise="New $w$ is old $w$ minus rate times slope, and the slope at 4 is $2 (4 - 1)$.",
        why="$4 - 0.1 \\cdot 6$. *Stochastic* descent does the same with the slope of a few examples in place of all.",
    ),
    Question(
        id="self-test-overfitting",
        prompt="*Overfitting.* Ten measurements of a straight line, each a bit off. You fit a curve with ten free "
        "coefficients, a friend fits a straight line. How do your curve's errors compare with your friend's?",
        kind=Choice(
            options={
                "lower lower": "lower on the ten points, lower on new ones",
                "lower higher": "lower on the ten points, higher on new ones",
                "higher lower": "higher on the ten points, lower on new ones",
                "higher higher": "higher on the ten points, higher on new ones",
            },
        ),
        key=diagnosis,
        wrong=(
            (
                "lower lower",
                "Ten coefficients can follow ten points exactly, noise included. Does new noise repeat the old?",
            ),
            (
                "higher lower",
                "A straight line is one of the curves you could have chosen. Can the best of them be worse on the ten?",
            ),
            ("higher higher", "With as many coefficients as points your curve runs through every one of them."),
        ),
        why=lambda: (
            f"On the ten points your error is {errors_of_a_fit(9).seen:.2f} and your friend's {errors_of_a_fit(1).seen:.2f}; "
            f"on new ones {errors_of_a_fit(9).fresh:.2f} and {errors_of_a_fit(1).fresh:.2f}. You have learned the noise by heart."
        ),
    ),
    Question(
        id="self-test-arrays",
        prompt="*Python.* `x` has the shape (5, 4), `W` (3, 4) and `b` (3,). Which shape has `x @ W.T + b`?",
        kind=Shape(names=("rows", "columns")),
        key=lambda: affine(np.zeros((5, 4)), np.zeros((3, 4)), np.zeros(3)).shape,
        wrong=(
            ((3, 5), "That is `W @ x.T`. Here the five examples stay in the rows."),
            ((5, 4), "The four is what is summed over; it disappears."),
            ((4, 3), "That is `W.T` alone."),
            ((3, 4), "That is `W`. What does the product with `x` do to it?"),
        ),
        otherwise="(5, 4) times (4, 3): the inner sizes meet and vanish, the outer ones stay.",
        why="Five examples in rows, three scores each; NumPy adds `b` to every row. The whole course keeps examples in rows.",
    ),
)
