"""Questions of lecture 14 on SSD: default boxes, matching, hard negatives, and why there are several maps."""

from fractions import Fraction

import numpy as np

from utils.quiz.question import Choice, Number, Question
from utils.reference.anchors import anchors
from utils.reference.boxes import iou
from utils.shapes.single_shot import SSD300, YOLO, default_boxes, grid_boxes

VOC = 20
POSITIVES, NEGATIVES = 6, 826
"""Default boxes of an image that match an object, and those that do not."""
RATIO = 3
"""Negatives that are kept for each positive."""


def finest_share() -> float:
    """Return the share of SSD300's default boxes that stand on its finest map, in percent."""
    return 100 * default_boxes(SSD300[:1]) / default_boxes(SSD300)


def outputs_of_a_place(boxes: int = 4, classes: int = VOC) -> int:
    """Return how many numbers come out at one place of a map: four offsets and all scores for each default box."""
    return boxes * (4 + classes + 1)


def small_matches(width: float, height: float = 30.0) -> float:
    """Return the best IoU of a default square of 60 pixels with an object of ``width`` x ``height`` in its middle."""
    square = anchors((1, 1), 100, [60], [1.0], offset=0.5).astype(float)
    half = np.array([width, height]) / 2
    return float(iou(square, np.concatenate([50 - half, 50 + half])[None])[0, 0])


QUESTIONS = (
    Question(
        id="ssd-count",
        prompt="SSD for images of 300 × 300 has maps of 38, 19, 10, 5, 3 and 1 cells along a side, with 4, 6, 6, 6, 4 and 4 default boxes at each cell. **How many default boxes** are that?",
        kind=Number(),
        key=lambda: default_boxes(SSD300),
        wrong=(
            (lambda: default_boxes(SSD300[:1]), "That is the first map alone."),
            (lambda: sum(side * count for side, count in SSD300), "Maps are square: cells along a side, squared."),
            (lambda: default_boxes([(side, 6) for side, _ in SSD300]), "Three of the maps have four boxes at a cell."),
            (lambda: grid_boxes(*YOLO[:2]), "Those are YOLO's."),
        ),
        otherwise="$38^2 \\cdot 4 + 19^2 \\cdot 6 + \\ldots$",
        why="8,732, against YOLO's 98. All of them are scored in the one pass.",
    ),
    Question(
        id="ssd-finest-map",
        prompt="**Which share** of them, in percent, stands on the finest map?",
        kind=Number(decimals=0),
        key=finest_share,
        wrong=(
            (17, "One map of six, but the finest has most of the cells."),
            (25, "That is the second map, $19^2 \\cdot 6$ of them."),
            (34, "Everything *but* the finest map."),
        ),
        otherwise="$38^2 \\cdot 4 / 8{,}732$.",
        why="66%: two thirds of all boxes look for the smallest objects, since small ones can be in so many places.",
    ),
    Question(
        id="ssd-outputs",
        prompt="At one cell stand 4 default boxes. Each gets four offsets and a score for each of 20 classes **and for background**. How many numbers does a cell give out?",
        kind=Number(),
        key=outputs_of_a_place,
        wrong=(
            (lambda: 4 * (4 + VOC), "Background is a class of its own here."),
            (lambda: 4 * 4 + VOC + 1, "Scores belong to each box: that is where SSD leaves YOLO's cell."),
            (lambda: 4 * (5 + VOC + 1), "There is no confidence: *background* is in the list of scores."),
        ),
        otherwise="$4 \\cdot (4 + 20 + 1)$.",
        why="100. Two fish in one cell are no trouble now, as long as different boxes match them.",
    ),
    Question(
        id="ssd-no-match",
        prompt="A fish of 30 × 30 pixels sits right in the middle of a default box of 60 × 60. **What is their IoU**, and does it match at 0.5?",
        kind=Number(),
        key=lambda: Fraction(small_matches(30)).limit_denominator(100),
        wrong=(
            (Fraction(1, 2), "Half as wide *and* half as high."),
            (1, "The fish lies inside of the box. The union is the box."),
            (Fraction(1, 3), "The union is 3,600 and not 2,700."),
        ),
        otherwise="900 / 3,600.",
        why="1/4: centred to the pixel, and no match. No move of the box can mend a wrong *scale*, so there must be default boxes of every scale, and a map whose cells see about as much as the box covers.",
    ),
    Question(
        id="ssd-kept-negatives",
        prompt="Of the 832 default boxes of a scene here 6 match a digit and 826 do not. SSD keeps three negatives for each positive, those with the largest loss. **Which share of the negatives** learns in this step, in percent?",
        kind=Number(decimals=1),
        key=lambda: 100 * RATIO * POSITIVES / NEGATIVES,
        wrong=(
            (75, "That is the share of negatives among all that learn, 18 of 24."),
            (33.3, "One positive for three negatives. How many negatives are there?"),
            (0.7, "Three for *each* of six positives."),
            (99.3, "That is the share of negatives among all boxes: exactly the trouble."),
        ),
        otherwise="18 of 826.",
        why="2.2%. The other 808 are easy background, already known to be nothing, and would only drown the six.",
    ),
    Question(
        id="ssd-why-hardest",
        prompt="Why the *hardest* negatives, rather than eighteen drawn by lot?",
        kind=Choice(
            options={
                "errors": "most negatives are solved early; those with a large loss are where the network still errs",
                "speed": "so that fewer boxes go through the network",
                "balance": "because a ratio of 3 to 1 would otherwise not come about",
                "boxes": "because negatives have no offsets to learn",
            }
        ),
        key=lambda: "errors" if drawn_loss() < hardest_loss() / 10 else "balance",
        wrong=(
            ("speed", "All boxes have gone through the network already: their losses are known."),
            ("balance", "Any eighteen would make 3 to 1."),
            ("boxes", "True, but so it is for all negatives, easy or hard."),
        ),
        why=lambda: (
            f"In a made-up example, where most losses are tiny and a few large, eighteen by lot carry {hardest_loss() / drawn_loss():.0f} times less of the mistake than the eighteen hardest."
        ),
    ),
)


def losses_of_negatives() -> np.ndarray:
    """Return cross-entropies of NEGATIVES boxes of which most are sure that they see nothing, hardest first."""
    rng = np.random.default_rng(14)
    return np.sort(np.log1p(np.exp(rng.normal(-6, 2.5, NEGATIVES))))[::-1]


def hardest_loss() -> float:
    """Return the sum of the losses of the hardest RATIO POSITIVES negatives."""
    return float(losses_of_negatives()[: RATIO * POSITIVES].sum())


def drawn_loss() -> float:
    """Return the expected sum of as many, drawn by lot."""
    return float(losses_of_negatives().mean() * RATIO * POSITIVES)
