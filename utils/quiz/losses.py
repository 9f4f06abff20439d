"""Questions of lecture 1 on the two losses: by hand, what they ignore, and the hinge's gradient."""

import numpy as np

from utils.quiz.question import Choices, Number, Question
from utils.reference.gradient_check import numerical_gradient
from utils.reference.losses import cross_entropy, multiclass_hinge, multiclass_hinge_backward, softmax

SCORES, TRUTH = np.array([[-2.85, 0.86, 0.28]]), np.array([2])
"""Seal, shark and tuna (1, 3); it was a tuna."""

FIVE, FIVE_TRUTH, INPUT = np.array([[1.2, 0.4, 2.0, 0.9, -1.0]]), np.array([3]), np.array([[2.0, -1.0]])
"""Five scores (1, 5), of which class 3 is true, and the input (1, 2) that they came from."""

CHANGES = {
    "all": ("5 is added to every score", lambda s: s + 5),
    "lowest": ("the seal sinks from −2.85 to −9", lambda s: np.array([[-9.0, *s[0, 1:]]])),
    "double": ("every score is doubled", lambda s: 2 * s),
    "swap": ("seal and shark exchange their scores", lambda s: s[:, [1, 0, 2]]),
}
"""What may happen to SCORES, by name: in words, and as a function of the scores."""


def positive_terms(margin: float = 1.0) -> float:
    """Return the hinge of SCORES at another margin."""
    return multiclass_hinge(SCORES, TRUTH, margin)


def all_terms() -> float:
    """Return the sum of s_j - s_y + 1 over the wrong classes, negative ones included."""
    return float((SCORES[0, :2] - SCORES[0, 2] + 1).sum())


def turned_round() -> float:
    """Return the sum of the positive s_y - s_j + 1 over the wrong classes."""
    return float(np.maximum(SCORES[0, 2] - SCORES[0, :2] + 1, 0).sum())


def share_of_the_truth() -> float:
    """Return the softmax share of the tuna."""
    return float(softmax(SCORES)[0, 2])


def ignored_by(loss) -> set[str]:
    """Return the names of those CHANGES that leave ``loss`` of SCORES as it is."""
    before = loss(SCORES, TRUTH)
    return {name for name, (_, change) in CHANGES.items() if abs(loss(change(SCORES), TRUTH) - before) < 1e-9}


def loudest_under_a_silent_hinge() -> float:
    """Return the largest cross-entropy of three scores whose hinge at margin 1 is 0, found on a grid of gaps to the truth."""
    gaps = np.linspace(-5, 0, 51)
    answers = [np.array([[seal, shark, 0.0]]) for seal in gaps for shark in gaps]
    return max(cross_entropy(s, TRUTH) for s in answers if multiclass_hinge(s, TRUTH) == 0)


def weight_gradient(j: int) -> float:
    """Return dL/dw_j of FIVE's hinge, its first entry."""
    return float((multiclass_hinge_backward(FIVE, FIVE_TRUTH).T @ INPUT)[j, 0])


def all_violations() -> float:
    """Return the sum of the positive terms of FIVE's hinge."""
    return multiclass_hinge(FIVE, FIVE_TRUTH)


def measured_at_the_kink() -> float:
    """Return the central quotient of a hinge term by its wrong score where s_j - s_y + 1 is exactly 0."""
    tied = np.array([[1.0, 2.0]])
    return round(numerical_gradient(lambda s: multiclass_hinge(s, np.array([1])), tied)[0, 0], 6)


COMPARISON = (
    Question(
        id="hinge-by-hand",
        prompt="The scores are seal −2.85, shark 0.86, tuna 0.28, and it was a tuna. With the margin 1, what is the "
        "hinge loss?",
        kind=Number(decimals=2),
        key=positive_terms,
        wrong=(
            (lambda: positive_terms(0.0), "That is how far the shark is ahead. It has to be *behind* by the margin."),
            (all_terms, "You let the seal's negative term pay for the shark. Each term is cut off at 0 before adding."),
            (lambda: positive_terms() + 1, "You gave the truth a term of its own: $0 + 1$. The sum leaves it out."),
            (turned_round, "The difference is the wrong way round: $s_j - s_y$, wrong minus true."),
        ),
        otherwise="Two terms, seal and shark: wrong score minus true score plus 1, and 0 if that is negative.",
        why="The seal's term is −2.13, so it counts 0. The shark's is $0.86 - 0.28 + 1$.",
    ),
    Question(
        id="cross-entropy-by-hand",
        prompt="The same scores. What is the cross-entropy, in nats?",
        kind=Number(decimals=2),
        key=lambda: cross_entropy(SCORES, TRUTH),
        wrong=(
            (
                lambda: cross_entropy(SCORES, TRUTH) / np.log(10),
                "That is the logarithm to base 10, which some course notes print. A nat is a unit of the natural logarithm.",
            ),
            (lambda: cross_entropy(SCORES, TRUTH) / np.log(2), "That is in bits, by the logarithm to base 2."),
            (share_of_the_truth, "That is the tuna's share $p_y$. The loss is minus its logarithm."),
            (
                lambda: -cross_entropy(SCORES, TRUTH),
                "A share is below 1 and its logarithm negative: mind the minus in front.",
            ),
        ),
        otherwise="Exponentials 0.058, 2.363 and 1.323; divide the tuna's by their sum, then take minus its logarithm.",
        why="The tuna's share is $1.323 / 3.744 = 0.353$, and minus its natural logarithm is the loss.",
    ),
    Question(
        id="loudest-under-a-silent-hinge",
        prompt="Seal, shark and tuna again, at margin 1, but with scores of your choice. The hinge is exactly 0. How large "
        "can cross-entropy still be, at most?",
        kind=Number(decimals=2),
        key=loudest_under_a_silent_hinge,
        wrong=(
            (0, "Can the truth's share be 1, as long as the others have exponentials?"),
            (
                lambda: float(np.log(1 + np.exp(-1))),
                "That is one wrong class just a margin behind, and the other out of earshot. Let both come that close.",
            ),
            (lambda: float(np.log(3)), "That is a tie of all three, and there the hinge complains: nobody leads by 1."),
            (lambda: float(np.log(2)), "The truth's share need not be a half. How close may *both* others come?"),
        ),
        otherwise="The hinge is silent while both gaps to the truth are at least 1. Which such gaps leave the truth the least share?",
        why=lambda: (
            f"Both wrong classes exactly 1 behind: $\\log(1 + 2 e^{{-1}})$. With a thousand classes it would be "
            f"{np.log(1 + 999 / np.e):.1f} nats, under a hinge of 0. Enough for one judge may be next to nothing for the other."
        ),
    ),
    Question(
        id="ignored-by-the-hinge",
        prompt="Seal −2.85, shark 0.86, tuna 0.28 (the truth), margin 1. Which changes leave the **hinge** exactly as it is?",
        kind=Choices(options={name: words for name, (words, _) in CHANGES.items()}),
        key=lambda: ignored_by(multiclass_hinge),
        wrong=(
            ({"all", "swap"}, "The seal's term is negative already. What does sinking further change?"),
            ({"all", "lowest"}, "Does a sum care in which order its terms come?"),
            ({"lowest", "swap"}, "Every term is a difference of two scores. What if both rise?"),
            ({"all", "lowest", "double", "swap"}, "Doubling all scores doubles the shark's lead, but not the margin."),
        ),
        otherwise="Write the two terms down, then see what each change does to them.",
        why="Only differences count, in any order, and only those that violate the margin. What lies far below is not heard.",
    ),
    Question(
        id="ignored-by-cross-entropy",
        prompt="The same scores, the same four changes. Which leave **cross-entropy** exactly as it is?",
        kind=Choices(options={name: words for name, (words, _) in CHANGES.items()}),
        key=lambda: ignored_by(cross_entropy),
        wrong=(
            (
                lambda: ignored_by(multiclass_hinge),
                "That is the hinge's answer. The seal holds a share of the softmax, a small one.",
            ),
            ({"swap"}, "Add 5 to every score: each exponential is multiplied by $e^5$, above and below the line."),
            ({"all"}, "The sum below the line has its terms in any order."),
            ({"all", "double", "swap"}, "Doubling the scores squares the exponentials: the shares move apart."),
        ),
        otherwise="Write the tuna's share as a fraction of exponentials, then see what each change does to it.",
        why="Only differences count, in any order, but *every* difference counts: even the seal, far down, is heard.",
    ),
    Question(
        id="loss-of-ignorance",
        prompt="Ten classes, and a classifier whose weights are all 0, so that every score is 0. Which cross-entropy does "
        "the first line of its training log show?",
        kind=Number(decimals=2),
        key=lambda: cross_entropy(np.zeros((1, 10)), np.array([0])),
        wrong=(
            (0, "That would be a perfect prediction. Here every class holds the same share."),
            (
                lambda: multiclass_hinge(np.zeros((1, 10)), np.array([0])),
                "That is the hinge: nine wrong classes, each short of the margin 1.",
            ),
            (0.1, "That is the share of each class. The loss is minus its logarithm."),
            (1, "That is the logarithm to base 10. Ours is the natural one."),
        ),
        otherwise="Ten equal shares. Minus the natural logarithm of one of them.",
        why="$\\log 10$. Whoever sees another number in the first line of a log knows, before any training, that something "
        "is wrong: with the labels, the scale of the input, or the loss.",
    ),
)

GRADIENT = (
    Question(
        id="gradient-of-the-true-row",
        prompt="Five classes with the scores 1.2, 0.4, 2.0, 0.9 and −1.0; class 3 (counted from 0, score 0.9) is true, the "
        "margin is 1, and $x = (2, -1)$. What is the *first* entry of $\\partial L / \\partial w_y$?",
        kind=Number(),
        key=lambda: weight_gradient(3),
        wrong=(
            (-2, "That is $-x$ once. How many classes violate the margin?"),
            (
                lambda: -weight_gradient(3),
                "The right size. Raising the true score lowers the loss: which sign is that?",
            ),
            (-8, "You counted all four wrong classes. One of them is far enough behind."),
            (
                lambda: round(-2 * all_violations(), 6),
                "You weighted by how large the violations are. The slope only counts them.",
            ),
        ),
        otherwise="Which of 1.2, 0.4, 2.0 and −1.0 come within 1 of 0.9, or lie above it? Each puts one $-x$ into this row.",
        why="Three classes violate the margin, so the row receives $-3x$. How *badly* they violate it does not matter.",
    ),
    Question(
        id="gradient-of-a-wrong-row",
        prompt="The same scores. And the first entry of $\\partial L / \\partial w_4$, for the class with the score −1.0?",
        kind=Number(),
        key=lambda: weight_gradient(4),
        wrong=(
            (2, "That would be $x$, for a class that violates the margin. Compute $-1.0 - 0.9 + 1$."),
            (-2, "A wrong class is never pulled *up*. Compute $-1.0 - 0.9 + 1$."),
            (lambda: weight_gradient(3), "That is the true row. This class has a row of its own."),
        ),
        otherwise="Is its term $s_4 - s_y + 1$ positive?",
        why="Its term is negative, the maximum is the constant 0, and a constant has no slope.",
    ),
    Question(
        id="slope-at-the-kink",
        prompt="A wrong class is *exactly* on the margin: $s_j - s_y + 1 = 0$. What does the central difference quotient, "
        "a step up minus a step down, report as the slope by $s_j$?",
        kind=Number(or_none="it does not exist"),
        key=measured_at_the_kink,
        wrong=(
            (0, "A step down finds the flat side, but the step up finds the steep one, and both enter the quotient."),
            (1, "A step up finds the steep side, but the step down finds the flat one, and both enter the quotient."),
            (None, "The *derivative* does not exist there. A quotient of two values always does."),
        ),
        otherwise="$(\\max(0, h) - \\max(0, -h)) / 2h$.",
        why="Up by $h$ it is $h$, down it stays 0: $h / 2h$. A slope that the function has nowhere.",
    ),
)

QUESTIONS = (*COMPARISON, *GRADIENT)
