"""Questions of lecture 10 on boxes, their overlap, and suppression."""

from fractions import Fraction

import numpy as np

from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.boxes import area, iou
from utils.reference.suppression import nms_naive

HALF_OPEN = (3, 2, 7, 5)
TRUTH, PREDICTION = (0, 0, 6, 4), (2, 1, 8, 5)
CHAIN = {"A": (0.9, 0.0), "B": (0.8, 2.5), "C": (0.7, 5.0), "D": (0.6, 7.5)}
"""Score and left edge of four boxes of 10 × 10 pixels in a row."""
PAIR = ((146, 30, 246, 80), (190, 34, 290, 84))
"""Two fish side by side."""


def as_array(*boxes: tuple) -> np.ndarray:
    """Return boxes as an array (R, 4)."""
    return np.array(boxes, float)


def exact_iou(one: tuple, other: tuple) -> Fraction:
    """Return the IoU of two boxes as a fraction."""
    return Fraction(float(iou(as_array(one), as_array(other))[0, 0])).limit_denominator(1_000)


def moved(dx: float, dy: float) -> Fraction:
    """Return the IoU of a square and its copy, moved by so many sides to the right and down."""
    return exact_iou((0, 0, 12, 12), (12 * dx, 12 * dy, 12 + 12 * dx, 12 + 12 * dy))


def grown(wide: float, tall: float) -> Fraction:
    """Return the IoU of a box and one around it, so many times as wide and as tall."""
    return exact_iou((0, 0, 12, 12), (0, 0, 12 * wide, 12 * tall))


def chain(threshold: float) -> set[str]:
    """Return which boxes of CHAIN stay."""
    boxes = as_array(*((left, 0, left + 10, 10) for _, left in CHAIN.values()))
    kept = nms_naive(boxes, np.array([score for score, _ in CHAIN.values()]), threshold)
    return {tuple(CHAIN)[place] for place in kept}


def first_to_keep_both() -> float:
    """Return the lowest of 0.1, 0.2, ... at which suppression leaves both fish of PAIR, perfectly detected."""
    thresholds = np.arange(1, 10) / 10
    return next(float(t) for t in thresholds if len(nms_naive(as_array(*PAIR), np.array([0.9, 0.8]), t)) == 2)


def covered(extreme: str) -> str:
    """Return whether a box of IoU 1/2 that covers half of the truth, or all of it, exists: found on a grid."""
    truth = as_array((8, 0, 16, 1))
    lines = [(x1, 0, x2, 1) for x1 in range(25) for x2 in range(x1 + 1, 25)]
    boxes = as_array(*lines)
    half = boxes[np.isclose(iou(boxes, truth)[:, 0], 0.5)]
    shared = np.minimum(half[:, 2], 16) - np.maximum(half[:, 0], 8)
    return {"least": "half", "most": "all"}[extreme] if shared.min() == 4 and shared.max() == 8 else "other"


OVERLAP = (
    Question(
        id="box-half-open",
        prompt="A box is written $x_1, y_1, x_2, y_2$ = 3, 2, 7, 5, *half-open*: $x_1$ is in, $x_2$ is out. **How many pixels** does it hold?",
        kind=Number(unit="pixels"),
        key=lambda: float(area(as_array(HALF_OPEN))[0]),
        wrong=(
            (20, "You counted column 7 and row 5 too. Half-open boxes stop before them, so that width is $x_2 - x_1$."),
            (35, "7 and 5 are where it ends, not how large it is."),
            (7, "That is width plus height."),
            (6, "You left out both ends. $x_1$ and $y_1$ belong to the box."),
        ),
        otherwise="Width is $x_2 - x_1$, height is $y_2 - y_1$.",
        why="$(7 - 3) \\cdot (5 - 2) = 12$. No +1 anywhere, and two boxes that touch share nothing.",
    ),
    Question(
        id="iou-by-hand",
        prompt="Truth 0, 0, 6, 4 and prediction 2, 1, 8, 5. **What is their IoU?**",
        kind=Number(decimals=3),
        key=lambda: exact_iou(TRUTH, PREDICTION),
        wrong=(
            (Fraction(1, 2), "You divided by the area of one of them. Divide by what both cover together."),
            (Fraction(1, 4), "You divided by 24 + 24. What they share is counted twice there: take it away once."),
            (12, "That is the intersection, $4 \\times 3$. Now the union."),
            (Fraction(12, 40), "The frame around both is 8 × 5, but its corners belong to neither."),
        ),
        otherwise="The intersection runs from column 2 to 6 and from row 1 to 4.",
        why="$\\frac{12}{24 + 24 - 12} = \\frac{1}{3}$, although the prediction has the right size and half of it lies on the truth.",
    ),
    Question(
        id="iou-diagonal",
        prompt="A square prediction of just the right size is off by **half a side to the right and half a side down**. Its IoU?",
        kind=Number(decimals=3),
        key=lambda: moved(0.5, 0.5),
        wrong=(
            (Fraction(1, 4), "That is the share of the truth that is covered. The union is larger than the truth."),
            (lambda: moved(0.5, 0), "That is for the step to the right alone."),
            (Fraction(1, 2), "Each axis keeps a half; areas keep the product, and then comes the union."),
            (Fraction(1, 8), "You divided by both areas; take the intersection away once."),
        ),
        otherwise="Let the side be 2: the squares share one unit square.",
        why="They share 1 of $4 + 4 - 1 = 7$. Half a side off both ways, and nearly nothing is left.",
    ),
    Question(
        id="iou-twice-too-large",
        prompt="A prediction contains the whole object but is **twice too wide and twice too tall**. Its IoU?",
        kind=Number(),
        key=lambda: grown(2, 2),
        wrong=(
            (1, "Covering the object is not enough, or the whole image would be the perfect box."),
            (lambda: grown(2, 1), "Twice as wide *and* twice as tall."),
            (Fraction(1, 5), "The truth lies inside of the prediction: the union is the prediction alone."),
            (Fraction(1, 16), "Areas grow by 2 · 2."),
        ),
        otherwise="The intersection is the truth, the union is the prediction.",
        why="1/4, below the usual pass mark of 0.5. Covering is not locating.",
    ),
    Question(
        id="claim-iou-half",
        claim="“An IoU of 0.5 means that the box covers half of the object.”",
        prompt="What **can** a box with an IoU of exactly 0.5 cover of its object?",
        kind=Choice(
            options={
                "half-to-all": "anything from half of it to all of it",
                "half": "exactly half of it",
                "up-to-half": "at most half of it",
                "any": "any share, from nothing to all of it",
            }
        ),
        key=lambda: f"{covered('least')}-to-{covered('most')}",
        wrong=(
            ("half", "The box that is half as wide does. Now one that contains the object and is twice as wide."),
            ("up-to-half", "A box that contains the object and has twice its area has an IoU of 0.5 too."),
            ("any", "$I = \\frac{1}{2} U$, and the union is at least as large as the object."),
        ),
        why="Half the width, twice the width, or moved aside by a third of its side: one number, three mistakes. The bench above shows all of them.",
    ),
)

SUPPRESSION = (
    Question(
        id="nms-chain",
        prompt="Four boxes in a row, scores **A 0.9, B 0.8, C 0.7, D 0.6**. Neighbours overlap with IoU 0.6 (A–B, B–C, C–D), next neighbours with 0.33, A and D with 0.14. "
        "Threshold 0.5. **Which boxes stay?**",
        kind=Choices(options={f"box-{name}": name for name in CHAIN}, shuffle=False),
        key=lambda: {f"box-{name}" for name in chain(0.5)},
        wrong=(
            ({"box-A"}, "B is struck out by A, and what is struck out strikes nobody: C and A overlap by 0.33 only."),
            ({"box-A", "box-D"}, "Who would have struck out C? B was gone by then."),
            ({"box-A", "box-C", "box-D"}, "C stays, and then it is C's turn: it overlaps D by 0.6."),
            ({"box-A", "box-B", "box-C", "box-D"}, "A overlaps B by 0.6, more than 0.5."),
        ),
        otherwise="Take the best, strike out its neighbours, and only then look for the next best.",
        why="A strikes out B; B is gone and can no longer strike out C; C strikes out D. The order decides.",
    ),
    Question(
        id="nms-two-fish",
        prompt="Two fish swim side by side; their true boxes overlap with IoU 0.35, and a perfect detector finds both. Out of 0.1, 0.2, 0.3, …: **the lowest threshold** at which suppression "
        "leaves both?",
        kind=Number(),
        key=first_to_keep_both,
        wrong=(
            (0.3, "0.35 is more than 0.3: the second fish is struck out for being a good neighbour."),
            (0.5, "That works, but something lower does too."),
            (0.1, "There, any two boxes that overlap by a tenth are taken for one."),
            (0.35, "Not one of the tenths, but just so: only *more* than the threshold is struck out."),
        ),
        otherwise="A box is struck out where its IoU with a better one is more than the threshold.",
        why="0.4. No threshold is right: too low kills neighbours, too high lets doubles live. The truth of the scene decides, and the algorithm does not know it.",
    ),
    Question(
        id="nms-classes",
        prompt="A sailor holds up a tuna. The box *person* (score 0.9) and the box *tuna* (0.8) overlap with IoU 0.7. Suppression at 0.5, done **for each class on its own**, as detectors do: "
        "how many boxes stay?",
        kind=Number(),
        key=lambda: sum(len(nms_naive(as_array(TRUTH), np.array([score]), 0.5)) for score in (0.9, 0.8)),
        wrong=(
            (1, "That is what one run over all classes would leave. Each class has its own run."),
            (0, "Somebody always stays: the best box strikes out others, never itself."),
            (3, "There are two boxes to begin with."),
        ),
        otherwise="Two runs, one box in each.",
        why="Two. Boxes compete with those of their own class only: overlapping is no offence between a person and a fish.",
    ),
)

QUESTIONS = OVERLAP + SUPPRESSION
