"""The final self-test of the course: a question of each of lectures 10 to 14, and a last one about all of them."""

from fractions import Fraction

import numpy as np

from utils.quiz.question import Number, Question, Shape
from utils.reference.anchors import anchors
from utils.reference.average_precision import average_precision, precision_recall
from utils.reference.roi import roi_pool
from utils.shapes.single_shot import grid_numbers

HITS, OBJECTS = (True, True, False, True), 4
PROPOSALS, FEATURES, IMAGES = 2_000, 4_096, 5_000
MAP = ((1, 7, 2, 0), (3, 4, 5, 1), (0, 2, 8, 6), (9, 1, 3, 4))
STAGES = {"proposals": 2.0, "trunk": 0.3}
"""Seconds of an image."""
FASTER = 10


def precision_under(method: str = "area") -> float:
    """Return the average precision of HITS with OBJECTS to find."""
    return average_precision(*precision_recall(np.array(HITS), OBJECTS), method)


def disk() -> float:
    """Return the gigabytes of float32 features that R-CNN puts on disk."""
    return np.dtype(np.float32).itemsize * PROPOSALS * FEATURES * IMAGES / 1e9


def pooled() -> np.ndarray:
    """Return the two by two maxima of MAP as one region."""
    region = np.array([[0.0, 0, 0, 3, 3]])
    return roi_pool(np.array(MAP, float)[None, None], region, 2, 1.0)[0, 0]


def hurried(times: float = FASTER) -> float:
    """Return how many times as fast an image is when the trunk is."""
    return sum(STAGES.values()) / (STAGES["proposals"] + STAGES["trunk"] / times)


QUESTIONS = (
    Question(
        id="final-average-precision",
        prompt="*Lecture 10.* Four objects; ranked detections: hit, hit, miss, hit. **Average precision** by area?",
        kind=Number(),
        key=lambda: Fraction(precision_under()).limit_denominator(1000),
        wrong=(
            (0.75, "That is the recall in the end. Each step of recall counts with its precision."),
            (Fraction(11, 12), "You averaged over the hits. The fourth object, never found, counts 0."),
            (1, "The miss lowers what comes after it."),
            (0.5, "The third hit comes at a precision of 3/4, and counts, too."),
        ),
        otherwise="Three steps of 1/4, at precisions 1, 1 and 3/4.",
        why="$\\frac14 (1 + 1 + \\frac34 + 0) = 0.6875$.",
    ),
    Question(
        id="final-disk",
        prompt="*Lecture 11.* R-CNN stores 4,096 float32 features for each of 2,000 proposals of 5,000 images. **How many gigabytes** (of 10⁹ bytes)?",
        kind=Number(decimals=0),
        key=disk,
        wrong=(
            (41, "Each number takes four bytes."),
            (328, "float32, not float64."),
            (0.03, "That is a single image."),
        ),
        otherwise="2,000 · 4,096 · 5,000 · 4 bytes.",
        why="164 GB: why the paper spoke of hundreds of gigabytes, and why Fast R-CNN stopped writing features to disk.",
    ),
    Question(
        id="final-roi",
        prompt="*Lecture 12.* A region covers a 4 × 4 map with the rows 1 7 2 0, 3 4 5 1, 0 2 8 6, 9 1 3 4. RoI pooling into 2 × 2. **To how many of the 16 cells** does the gradient flow back?",
        kind=Number(),
        key=lambda: int(pooled().size),
        wrong=(
            (16, "That is average pooling. A maximum passes the gradient to its winner alone."),
            (1, "One for each bin."),
            (2, "Two bins across *and* two down."),
        ),
        otherwise="One winner a bin.",
        why=lambda: (
            f"Four: the cells that hold {', '.join(f'{value:g}' for value in pooled().ravel())}. A cell that wins in several regions collects from all of them."
        ),
    ),
    Question(
        id="final-anchors",
        prompt="*Lecture 13.* An image of 800 × 592, stride 16, three scales and three ratios at each place. **How many anchors?**",
        kind=Number(),
        key=lambda: len(anchors((592 // 16, 800 // 16), 16, (128, 256, 512), (0.5, 1, 2))),
        wrong=(
            (50 * 37, "Those are the places. Nine anchors at each."),
            (50 * 37 * 3, "Each scale goes with each ratio: 9, not 3."),
            (50 * 37 * 6, "Each scale goes *with each* ratio: $3 \\cdot 3$, not $3 + 3$."),
            (800 * 592 * 9, "Places of the *map*, not pixels."),
        ),
        otherwise="$50 \\cdot 37 \\cdot 9$.",
        why="16,650 guesses before the network has said a word; it says two things about each: object or not, and how to move.",
    ),
    Question(
        id="final-grid",
        prompt="*Lecture 14.* A later grid: 13 × 13 cells, 5 boxes a cell, and now **each box** has its own 20 class probabilities beside x, y, w, h and confidence. Which shape comes out?",
        kind=Shape(names=("rows", "columns", "numbers a cell")),
        key=lambda: (13, 13, grid_numbers(13, 5, 5 * 20) // 13**2),
        wrong=(
            ((13, 13, 45), "That is with one list of classes a cell, as in the first YOLO."),
            ((13, 13, 100), "The five numbers of place and confidence are missing."),
            ((13, 13, 25), "That is for one box."),
        ),
        otherwise="5 boxes with $5 + 20$ numbers each.",
        why="13 × 13 × 125, and two fish in a cell are no contradiction any more.",
    ),
    Question(
        id="final-bottleneck-stage",
        prompt="*All of it.* A detector takes 2.0 s for proposals and 0.3 s for the network. You make the network **ten times** as fast. How many times as fast is the whole?",
        kind=Number(decimals=2, near=0),
        key=hurried,
        wrong=(
            (10, "The proposals wait as long as before."),
            (1.15, "That would be an infinitely fast network, $2.3/2$: the most that can be had."),
            (5.5, "Times add up; factors do not average."),
            (0.88, "The other way round: old time over new time."),
        ),
        otherwise="$2.3 / (2.0 + 0.03)$.",
        why="1.13 times. Measure the stages before you hurry one of them: the whole roadmap of detection is this sentence, four times over.",
    ),
)
