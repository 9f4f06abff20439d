"""Questions of lecture 10 on matching, precision and recall, and three average precisions."""

from fractions import Fraction

import numpy as np

from utils.data.school import ranked, school
from utils.quiz.question import Choice, Number, Question
from utils.reference.average_precision import average_precision, evaluate, find_hits, precision_recall
from utils.reference.boxes import iou

THREE = (True, False, True)
"""Whether each of three detections is a hit, where there are three objects."""
OBJECTS, DOUBLES = 3, 10
SLOPPY = 0.72
LADDER = np.arange(50, 100, 5) / 100


def verdicts(least: float = 0.5) -> np.ndarray:
    """Return which of the twelve detections of the school are hits."""
    return find_hits(*ranked(), school(), least)


def after(count: int) -> tuple[Fraction, Fraction]:
    """Return precision and recall after so many of the twelve detections."""
    hits = int(verdicts()[:count].sum())
    return Fraction(hits, count), Fraction(hits, len(school()))


def of_three(method: str) -> Fraction:
    """Return the average precision of THREE by a method."""
    value = average_precision(*precision_recall(np.array(THREE), OBJECTS), method)
    return Fraction(value).limit_denominator(100)


def of_doubles() -> float:
    """Return the average precision where one fish is found by ten perfect boxes, and there is no other fish."""
    fish = school()[:1]
    boxes, scores = np.repeat(fish, DOUBLES, axis=0), np.linspace(0.9, 0.5, DOUBLES)
    truth = [(fish, np.ones(1, int), np.zeros(1, bool))]
    return evaluate([(boxes, scores, np.ones(DOUBLES, int))], truth).mean


def of_sloppy(method: str = "coco") -> float:
    """Return COCO's mean over the ladder for a detector whose every box has an IoU of SLOPPY, and that finds every object."""
    hits = np.ones(5, bool)
    return float(
        np.mean([average_precision(*precision_recall(hits & (least <= SLOPPY), 5), method) for least in LADDER])
    )


MATCHING = (
    Question(
        id="matching-hits",
        prompt="In the list above: how many of the twelve detections are **hits** at an IoU of 0.5? Each fish can be found once.",
        kind=Number(),
        key=lambda: int(verdicts().sum()),
        wrong=(
            (
                lambda: int((iou(ranked()[0], school()).max(axis=1) >= 0.5).sum()),
                "You counted every box with enough overlap. A fish that is taken makes no second hit.",
            ),
            (6, "One of the six fish is never met: the small one, by a box with an IoU of 0.42."),
            (12, "Two of them lie on nothing but water."),
            (4, "Look at rank 7 again: its IoU is 0.71, and its fish was free."),
        ),
        otherwise="Walk down the list, best score first, and tick off fish.",
        why="Ranks 1, 2, 4, 5 and 7. Three more have enough overlap, but come too late: doubles are misses.",
    ),
    Question(
        id="precision-after-five",
        prompt="**Precision** after the first five detections of the list: hits so far divided by detections so far?",
        kind=Number(),
        key=lambda: after(5)[0],
        wrong=(
            (lambda: after(5)[1], "That is recall: hits divided by the six fish."),
            (1, "Rank 3 is a double: it meets a fish that rank 1 has taken."),
            (Fraction(3, 5), "Ranks 1, 2, 4 and 5 are hits."),
            (Fraction(5, 6), "Those are five detections over six fish. Which of them are hits?"),
        ),
        otherwise="Hits among ranks 1 to 5, divided by five.",
        why="4/5. Recall at the same place is 4/6: precision asks the detections, recall asks the fish.",
    ),
    Question(
        id="ap-of-doubles",
        prompt="A picture with **one** fish, and ten perfect boxes on it. What is the average precision (VOC 2010)?",
        kind=Number(),
        key=of_doubles,
        wrong=(
            (
                Fraction(1, 10),
                "That is precision at the end of the list. By then, recall has long been 1 and no longer grows.",
            ),
            (0, "The first box is a hit."),
            (Fraction(1, 2), "There is no middle to take: one step of recall, with the precision at that step."),
        ),
        otherwise="Recall makes a single step, from 0 to 1, at the first detection.",
        why="1.0! What stands *below* the last hit costs nothing. Doubles hurt only where they stand *above* hits on other fish, and push the precision there down.",
    ),
)

AVERAGES = (
    Question(
        id="ap-area",
        prompt="Three objects; detections: **hit, miss, hit**. The average precision as an *area* (VOC 2010)?",
        kind=Number(decimals=3),
        key=lambda: of_three("area"),
        wrong=(
            (lambda: of_three("voc07"), "That is the mean at eleven places, VOC 2007."),
            (Fraction(2, 3), "That is precision at the end, or recall. Add up steps of recall times precision."),
            (Fraction(5, 6), "You divided by the two hits. There are three objects: the third step has precision 0."),
            (Fraction(1, 3), "The second hit adds $\\frac{1}{3} \\cdot \\frac{2}{3}$."),
        ),
        otherwise="Each hit is a step of 1/3. Its precision: 1 at the first, 2/3 at the third detection.",
        why="$\\frac{1}{3} \\cdot 1 + \\frac{1}{3} \\cdot \\frac{2}{3} + \\frac{1}{3} \\cdot 0 = \\frac{5}{9}$.",
    ),
    Question(
        id="ap-voc07",
        prompt="The same list, by **VOC 2007**: the mean of the best precision at recall 0, 0.1, …, 1, each *or higher*?",
        kind=Number(decimals=3),
        key=lambda: of_three("voc07"),
        wrong=(
            (lambda: of_three("area"), "That is the area. Here, eleven places vote, and four of them lie up to 1/3."),
            (Fraction(6, 10), "There are eleven places, not ten: 0 is one of them."),
            (Fraction(5, 11), "0, 0.1, 0.2 and 0.3 read 1; 0.4, 0.5 and 0.6 read 2/3; the rest 0."),
            (1, "Beyond the last recall that was reached, precision counts as 0."),
        ),
        otherwise="Count places: how many lie at a recall of at most 1/3, how many from there to 2/3?",
        why="$(4 \\cdot 1 + 3 \\cdot \\frac{2}{3} + 4 \\cdot 0) / 11 = \\frac{6}{11}$, a little less than $\\frac{5}{9}$.",
    ),
    Question(
        id="ap-coco",
        prompt="A detector finds every object and has no false positives, but each of its boxes has an IoU of **0.72**. By VOC its AP is 1. By **COCO**, the mean over IoU 0.50, 0.55, …, 0.95?",
        kind=Number(decimals=2, near=0),
        key=of_sloppy,
        wrong=(
            (1, "At 0.75 each of its boxes is a miss."),
            (SLOPPY, "Overlap is not averaged. At each threshold a box counts or does not."),
            (0.6, "0.50, 0.55, 0.60, 0.65 and 0.70: that is five rungs of ten."),
            (0.45, "0.50 is a rung too."),
        ),
        otherwise="On how many of the ten rungs are its boxes hits?",
        why="Five rungs of ten: 0.50. COCO pays for tight boxes; VOC does not see them.",
    ),
    Question(
        id="claim-which-ap",
        claim="“Detector X has an AP of 0.70 in one paper, detector Y 0.68 in another: X is better.”",
        prompt="What must be known **before** this can be said?",
        kind=Choice(
            options={
                "definition": "the data, the IoU asked for and the definition of the average",
                "speed": "how fast they are",
                "threshold": "at which score each of them stops",
                "nothing": "nothing: average precision is one number, made for comparing",
            }
        ),
        key=lambda: "definition" if of_three("area") != of_three("voc07") != of_sloppy() else "nothing",
        wrong=(
            ("speed", "It matters, but not for which of them finds more."),
            ("threshold", "The average runs over all thresholds on the score: that is its point."),
            ("nothing", "You have just computed 5/9 and 6/11 for one and the same list."),
        ),
        why="One list, three numbers. Two points are well within what the choice of a definition makes.",
    ),
)

QUESTIONS = MATCHING + AVERAGES
