"""Questions of lecture 13 on sampling, the four losses, proposals and training."""

import math

from utils.quiz.question import Choice, Number, Question

SAMPLE, SHARE = 256, 0.5
FOUND = 40
"""Positive anchors of an image that has few."""
PLACES = 60 * 40
ANCHORS, OBJECTS = 1536, 12
OFF = (0.5, 0.0, 2.0, 0.0)
TRUE = 0.8


def drawn(positives: int, count: int = SAMPLE, share: float = SHARE) -> tuple[int, int]:
    """Return how many positive and negative anchors are drawn of an image that has so many positive ones."""
    taken = min(positives, round(count * share))
    return taken, count - taken


def smooth_l1(x: float) -> float:
    """Return 0.5 x^2 for |x| < 1, else |x| - 0.5."""
    return 0.5 * x * x if abs(x) < 1 else abs(x) - 0.5


def pairs(boxes: int) -> int:
    """Return how many pairs there are of so many boxes."""
    return boxes * (boxes - 1) // 2


QUESTIONS = (
    Question(
        id="rpn-sample",
        prompt="256 anchors are drawn, half of them positive *where there are enough*. An image has 40 positive anchors. **How many negative ones** are drawn?",
        kind=Number(),
        key=lambda: drawn(FOUND)[1],
        wrong=(
            (128, "Then only 168 would be drawn. Negatives make up for positives that are not there."),
            (40, "1 : 1 is the aim, not the rule: 256 are drawn in any case."),
            (256, "The positives are among the 256."),
            (lambda: 60 * 40 * 9 - FOUND, "Those would be all. A sample is drawn to leave most of them out."),
        ),
        otherwise="$256 - 40$.",
        why="216. So the sample is 40 against 216 here, not 1 : 1, and still far from 40 against 21,560.",
    ),
    Question(
        id="rpn-says-no",
        prompt="An image of 1,536 anchors, 12 of them positive, the others background. A network says *no object* everywhere. **Which share of its answers is right?**",
        kind=Number(decimals=3, near=0),
        key=lambda: (ANCHORS - OBJECTS) / ANCHORS,
        wrong=(
            (OBJECTS / ANCHORS, "That is the share it gets wrong."),
            (0.5, "Only on a sample that is half and half."),
            (1, "Twelve answers are wrong."),
        ),
        otherwise="$1524 / 1536$.",
        why="0.992, for a network that finds nothing. Accuracy over all anchors rewards saying nothing.",
    ),
    Question(
        id="rpn-lambda",
        prompt="The paper divides the classification loss by 256, the anchors drawn, and the box loss by about 2,400, the places of the map. **Which $\\lambda$** gives a positive anchor's two losses the same factor?",
        kind=Number(decimals=1),
        key=lambda: PLACES / SAMPLE,
        wrong=(
            (1, "Then the box loss would weigh nearly ten times less."),
            (SAMPLE / PLACES, "The other way round: the box loss is divided by the larger number."),
            (lambda: 9 * PLACES / SAMPLE, "The paper divides by places, not by anchors."),
        ),
        otherwise="$1/256 = \\lambda/2400$.",
        why="9.4; the paper takes 10. So $\\lambda = 10$ does not mean that boxes matter ten times as much. Our code takes a mean over positive anchors and needs no $\\lambda$.",
    ),
    Question(
        id="rpn-loss-by-hand",
        prompt="One anchor, and it is positive: the network says $p = 0.8$, and its offsets are off by $(0.5, 0, 2, 0)$. Both losses with factor 1: $-\\log p$ and the sum of smooth L1, $0.5 x^2$ within $|x| < 1$, $|x| - 0.5$ beyond. **Their sum?**",
        kind=Number(decimals=3),
        key=lambda: -math.log(TRUE) + sum(map(smooth_l1, OFF)),
        wrong=(
            (-math.log(TRUE) + sum(0.5 * x * x for x in OFF), "An error of 2 lies beyond 1: $2 - 0.5$."),
            (-math.log(TRUE) + sum(map(abs, OFF)), "Smooth: $0.5 \\cdot 0.5^2$ within, and half less beyond."),
            (sum(map(smooth_l1, OFF)), "Those are the boxes. $-\\log 0.8$ comes on top."),
            (-math.log(1 - TRUE) + sum(map(smooth_l1, OFF)), "It *is* an object: $-\\log p$, not $-\\log(1 - p)$."),
        ),
        otherwise="$0.223 + 0.125 + 1.5$.",
        why="1.848. Were the anchor background, the offsets would not count at all: nobody says where nothing is.",
    ),
    Question(
        id="rpn-pairs",
        prompt="Suppression compares pairs of boxes. **How many times as many pairs** do all 21,600 have as the best 6,000?",
        kind=Number(decimals=0),
        key=lambda: pairs(21_600) / pairs(6_000),
        wrong=(
            (3.6, "So many times as many *boxes*. Pairs grow with the square."),
            (7.2, "$3.6^2$, not $3.6 \\cdot 2$."),
            (15_600, "That is the difference in boxes."),
        ),
        otherwise="$3.6^2$.",
        why="13 times. That is why the best are taken *before* suppression, and the final 300 after.",
    ),
    Question(
        id="claim-four-losses",
        claim="“Jointly train with 4 losses.”",
        prompt="Four losses there are. **How were they trained** in the system whose results the paper first reports?",
        kind=Choice(
            options={
                "four-steps": "in four steps: proposals, detector, proposals again on the detector's trunk, then the detector's head",
                "all-at-once": "all four at once, from the first step on",
                "one-by-one": "one loss after the other, four runs",
                "two-networks": "as two networks that never share a weight",
            },
        ),
        key=lambda: "four-steps",
        wrong=(
            (
                "all-at-once",
                "That is what everyone does *now*. The paper calls it approximate joint training and adds it in its later version.",
            ),
            (
                "one-by-one",
                "Objectness and offsets of the proposals were always trained together, as were classes and boxes.",
            ),
            ("two-networks", "Only the first two steps. The point of the other two is a trunk that both share."),
        ),
        why="Four alternating steps. Joint training came as an approximation: quicker by a quarter to a half, about as good, and simple enough that everyone uses it.",
    ),
    Question(
        id="rpn-cut",
        prompt="Joint training as our code does it. **What does the loss of the region's class not reach?**",
        kind=Choice(
            options={
                "offsets": "the layer that says the proposals' offsets",
                "trunk": "the trunk",
                "hidden": "the head's hidden layer",
                "scores": "the layer with the classes' scores",
            },
        ),
        key=lambda: "offsets",
        wrong=(
            ("trunk", "The head reads its features off the trunk's map: that way is open."),
            ("hidden", "It lies right on the way."),
            ("scores", "That is where it begins."),
        ),
        why="Proposals enter the head as numbers, with no memory of where they come from. Where the graph is cut, and what would flow through it otherwise, is computed below.",
    ),
)
