"""Questions of lecture 3 on dropout: sub-networks, two lines of code, and which ensembles are exact."""

import numpy as np

from utils.quiz.question import Choices, Number, Question
from utils.reference.activations import relu
from utils.reference.losses import softmax
from utils.reference.subnetworks import (
    all_masks,
    arithmetic_mean,
    geometric_mean,
    mask_probabilities,
    subnetwork_scores,
)

KEEP = 0.8


def mean_after_dropping(activation: float = 5.0, keep: float = KEEP) -> float:
    """Return the mean of an activation that a mask keeps with probability ``keep``, nothing rescaled."""
    outcomes = np.array([[activation], [0.0]])
    return float(arithmetic_mean(outcomes, np.array([keep, 1 - keep]))[0])


def true_of_the_code() -> set[str]:
    """Return what is true of ``U1 = np.random.rand(H1.shape) < p; H1 *= U1``, by trying it."""
    hidden, found = np.ones((200, 50)), set()
    try:
        np.random.rand(hidden.shape)
    except TypeError:
        found.add("tuple")
    mask = np.random.default_rng(0).random(hidden.shape) < 0.9
    kept = hidden * mask
    if kept.mean() < 0.95:
        found.add("shrinks")
    if mask.mean() > 0.5:
        found.add("keeps")
    if (mask == mask[:1]).all():
        found.add("same")
    if np.asarray(kept).dtype != hidden.dtype:
        found.add("types")
    return found


def exact_ensembles() -> set[str]:
    """Return which means over all sub-networks are the scaled network's answer, on six units with random weights."""
    rng = np.random.default_rng(0)
    a, W, b = np.abs(rng.normal(size=6)), rng.normal(size=(3, 6)), rng.normal(size=3)
    scores, weights = subnetwork_scores(a, W, b), mask_probabilities(all_masks(6), KEEP)
    scaled = (W @ (KEEP * a) + b)[None]
    U = rng.normal(size=(3, 3))
    rectified = relu(rng.normal(size=6))
    after = subnetwork_scores(rectified, W, b), (W @ (KEEP * rectified) + b)[None]
    pairs = {
        "linear": (arithmetic_mean(scores, weights), scaled[0]),
        "rectified": (arithmetic_mean(relu(scores), weights), relu(scaled)[0]),
        "average": (arithmetic_mean(softmax(scores), weights), softmax(scaled)[0]),
        "geometric": (geometric_mean(softmax(scores), weights), softmax(scaled)[0]),
        "before": (geometric_mean(softmax(relu(scores) @ U), weights), softmax(relu(scaled) @ U)[0]),
        "after": (geometric_mean(softmax(after[0]), weights), softmax(after[1])[0]),
    }
    return {name for name, (mean, answer) in pairs.items() if np.allclose(mean, answer, rtol=1e-9)}


QUESTIONS = (
    Question(
        id="how-many-subnetworks",
        prompt="A hidden layer of **10** units under dropout. How many different sub-networks can a mask leave (the one "
        "with nothing left included)?",
        kind=Number(),
        key=lambda: len(all_masks(10)),
        wrong=(
            (10, "That many have exactly one unit missing."),
            (100, "Each unit is kept or not, whatever the others do: choices multiply."),
            (lambda: len(all_masks(10)) - 1, "Without the empty one, yes. It was to be counted."),
            (3628800, "Order does not matter: a unit is in or out."),
        ),
        otherwise="Two possibilities for each unit, and they multiply.",
        why="$2^{10}$. A layer of 300 units has more sub-networks than there are atoms in the universe.",
    ),
    Question(
        id="claim-dropout-code",
        claim="`U1 = np.random.rand(H1.shape) < p  # dropout mask`\n\n`H1 *= U1  # drop`",
        prompt="Which of these statements about the two lines are **true**? (`H1` is an array of floats.)",
        kind=Choices(
            options={
                "tuple": "They fail: `rand` takes numbers, not a tuple.",
                "keeps": "`p` is the probability to *keep* a unit: with 0.9, one in ten is dropped.",
                "shrinks": "With nothing else changed, the next layer receives less in training than at test.",
                "same": "All examples of a batch lose the same units.",
                "types": "Multiplying by truth values turns floats into truth values.",
            }
        ),
        key=true_of_the_code,
        wrong=(
            ({"tuple"}, "True. But mend that (`H1.shape` with a star before it), and two more things remain."),
            ({"tuple", "keeps"}, "Both true. And the *sum* that reaches the next layer?"),
            ({"tuple", "shrinks"}, "Both true. And for which share of the units is a random number below `p`?"),
            ({"keeps", "shrinks"}, "Both true. And did you run the first line?"),
            ({"tuple", "keeps", "shrinks", "same"}, "The mask has `H1`'s shape: each example draws its own."),
        ),
        otherwise="Run them on `np.ones((200, 50))` with `p = 0.9`; then count, and take a mean.",
        why="It is the classic of its kind. Dividing by `p` in the second line mends the last; lecture code that is shown "
        "and not run keeps the first.",
    ),
    Question(
        id="mean-after-dropping",
        prompt=f"A unit's activation is 5. Dropout keeps it with probability **{KEEP:g}**, and does nothing else. What does "
        "the next layer receive from it on average?",
        kind=Number(),
        key=mean_after_dropping,
        wrong=(
            (5, "At test, when nothing is dropped, it will. In training it is 0 every fifth time."),
            (1, "That would be if 0.8 were the probability to *drop*."),
            (6.25, "You divided by the probability. This dropout does nothing of the kind."),
            (0.8, "That is the share of times that it is kept."),
        ),
        otherwise="Five, four times out of five, and else 0.",
        why="So either scale at test, by 0.8, or divide in training: $5 / 0.8 = 6.25$, kept four times out of five, is 5.",
    ),
    Question(
        id="exact-ensembles",
        prompt="Dropout acts on the units of **one** layer. Take all sub-networks that this makes, weighted by their "
        "probability. For which outputs is their mean *exactly* what the scaled network says?",
        kind=Choices(
            options={
                "linear": "a linear unit that they feed, arithmetic mean",
                "rectified": "a ReLU unit that they feed, arithmetic mean",
                "average": "a softmax that they feed, arithmetic mean",
                "geometric": "a softmax that they feed, normalised geometric mean",
                "after": "the same softmax and mean, where the units that may drop out are ReLUs themselves",
                "before": "a softmax further on, normalised geometric mean: ReLUs stand between the dropped units and it",
            }
        ),
        key=exact_ensembles,
        wrong=(
            ({"linear"}, "Yes. There are two more, with another kind of mean."),
            (
                {"linear", "geometric"},
                "Yes, and one more. Does the softmax care where the activations that it gets come from?",
            ),
            ({"linear", "rectified"}, "A ReLU cuts some of the sub-networks' scores off, and not others."),
            ({"linear", "average"}, "Look at the gap in the widget: for a softmax, take the *other* mean."),
            (
                {"linear", "geometric", "after", "before"},
                "With a bend *behind* the mask, the mean of the scores is not the score.",
            ),
        ),
        otherwise="The logarithm of a softmax is linear in its scores, up to what normalisation takes away.",
        why="All three rest on scores that are linear in the mask. A ReLU in front of the mask changes nothing; a ReLU between "
        "mask and scores breaks it, though in practice it is close.",
    ),
)
