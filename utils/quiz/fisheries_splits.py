"""Questions of lecture 7 on splits that leak, a board that moves, and what so few images ask for."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from utils.data.competition import COUNTS
from utils.data.leaderboard import BOARDS, MONTHS_TO_GO, standing
from utils.quiz.fisheries import LABELS
from utils.quiz.question import Choices, Number, Question
from utils.reference.folds import floored_split
from utils.shapes import architectures, parameters

CATCHES = np.array([[0.8, 0.2, 0.0], [0.5, 0.0, 0.5]])
"""Shares of albacore, yellowfin and bigeye on two boats with as many frames each."""

FRAMES, BOATS, TIMES = 600, np.repeat(np.arange(6), 100), np.tile(np.arange(100), 6)
"""Frames of six boats, in the order in which each boat took them."""

SPLITS: dict[str, tuple[str, Callable[[np.random.Generator], np.ndarray]]] = {
    "frame": ("every fifth frame, by lot", lambda rng: rng.permutation(FRAMES) < FRAMES // 5),
    "class": ("a fifth of each class, by lot", lambda rng: _fifth_of_each(rng.integers(0, 8, FRAMES), rng)),
    "time": ("the last fifth of each boat's frames", lambda _: TIMES >= 80),
    "boat": ("all frames of one of the boats", lambda rng: rng.integers(6) == BOATS),
}
"""Ways to hold frames out, by name: in words, and as a mask (600,)."""

CAMERA, NETWORK = (1280, 720), (299, 299)
"""Pixels, width and height: of a camera's image, and of what a network takes in."""

WEIGHT, SLOPE, MOST = 0.25, 5.0, 0.01
"""A pretrained weight, the slope of the loss by it, and the share of itself by which a step may move it."""


def leaks(name: str) -> bool:
    """Return whether a split of SPLITS leaves some boat on both sides."""
    held = SPLITS[name][1](np.random.default_rng(7))
    return bool(set(BOATS[held].tolist()) & set(BOATS[~held].tolist()))


def blind_agreement() -> float:
    """Return how often two frames of the same boat show the same class, in percent, if the fish is not looked at."""
    return 100 * float((CATCHES**2).sum(axis=1).mean())


def trained_on() -> int:
    """Return how many images are left to train on, 80% of each class floored."""
    return int(floored_split(LABELS, len(COUNTS)).train.sum())


def per_image(name: str = "vgg16") -> float:
    """Return how many parameters an architecture has for each image that is trained on."""
    return parameters(architectures[name]) / trained_on()


def pixels_left(width: float = NETWORK[0] / CAMERA[0], height: float = NETWORK[1] / CAMERA[1]) -> float:
    """Return which share of a fish's pixels is left, in percent, when its sides shrink by these factors."""
    return 100 * width * height


def borne_out() -> dict[str, bool]:
    """Return which statements about the boards their rows bear out."""
    moves = [ranks for pair in pairwise(BOARDS) for ranks in standing(*pair).values()]
    submissions = {after.entries - before.entries for before, after in pairwise(BOARDS)}
    scores = [board.own for board in BOARDS]
    return {
        "still": all(after > before for before, after in moves),
        "lower": scores == sorted(scores, reverse=True),
        "single": submissions == {1},
        "final": MONTHS_TO_GO == 0,
        "repeated": min(submissions) > 1,
    }


def _fifth_of_each(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    held = np.zeros(len(y), bool)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        held[rng.choice(rows, len(rows) // 5, replace=False)] = True
    return held


SPLITTING = (
    Question(
        id="floored-split",
        prompt="The lecture's script trains on 80% of each class, rounded *down*, and keeps the rest for validation. The "
        "counts are " + ", ".join(map(str, COUNTS.values())) + ". On how many images does it train?",
        kind=Number(),
        key=trained_on,
        wrong=(
            (
                lambda: int(0.8 * len(LABELS)),
                "That is 80% of all, rounded down once. Each class is rounded for itself.",
            ),
            (
                lambda: int(np.ceil(0.8 * np.array(list(COUNTS.values()))).sum()),
                "You rounded up in each class.",
            ),
            (lambda: len(LABELS) - trained_on(), "That is how many are kept for validation."),
        ),
        otherwise="Eight products, each rounded down, then their sum: 1375 + 160 + 93 + …",
        why=lambda: f"{trained_on():,} to train on, {len(LABELS) - trained_on()} to validate on.",
    ),
    Question(
        id="blind-neighbours",
        prompt="Two boats with as many frames each. One: 80% albacore, 20% yellowfin. The other: 50% albacore, 50% bigeye. "
        "A neighbour is always a frame of the same boat, but *any* frame of it, as if nobody had looked at the fish. In how "
        "many percent of the cases does it show the same class?",
        kind=Number(decimals=1, unit="%"),
        key=blind_agreement,
        wrong=(
            (
                lambda: 100 * float((CATCHES.mean(axis=0) ** 2).sum()),
                "That is chance over both boats together. The neighbour is always of the same boat.",
            ),
            (lambda: 100 * float(CATCHES.max(axis=1).mean()), "That is for whoever always names the boat's commonest."),
            (50, "That is the second boat alone."),
            (68, "That is the first boat alone."),
        ),
        otherwise="In a boat: the share of each class squared, summed. Then the mean over the two boats.",
        why="$0.8^2 + 0.2^2 = 0.68$ and $0.5^2 + 0.5^2 = 0.50$. So a share of agreement alone proves nothing: ask what "
        "knowing only the boat would earn.",
    ),
    Question(
        id="which-splits-leak",
        prompt="Six boats, a hundred frames each. Which ways to hold out frames leave a boat's deck on *both* sides?",
        kind=Choices(options={name: words for name, (words, _) in SPLITS.items()}),
        key=lambda: {name for name in SPLITS if leaks(name)},
        wrong=(
            ({"frame"}, "What does drawing class by class change for the boats?"),
            ({"frame", "class"}, "The last frames of a voyage show the same deck as the first."),
            ({"boat"}, "That one is the way out: no boat is on both sides."),
            ({"frame", "class", "time", "boat"}, "Where whole boats are held out, is there any boat on both sides?"),
        ),
        otherwise="For each way ask: is there a boat of which some frames are held out and some are not?",
        why="Only whole boats keep the decks apart. What is to be foretold is a *new boat*, so validation must be one.",
    ),
)

BOARD = (
    Question(
        id="claim-top-five-percent",
        claim="Three tricks took us to ranks 36, 25 and 13: top 5% of the competition.",
        prompt="The figure above and the rows printed below it (`BOARDS`) are all the evidence there is. Which statements do "
        "they bear out?",
        kind=Choices(
            options={
                "still": "a team that changed nothing from one day to the next lost ranks",
                "lower": "each of the three scores is lower than the one before",
                "single": "the second and the third trick were one submission each",
                "final": "this is how the competition ended",
                "repeated": "each trick was tried more than once, so chance is ruled out",
            }
        ),
        key=lambda: {name for name, holds in borne_out().items() if holds},
        wrong=(
            ({"lower"}, "Look for scores that stand on two boards, and at how many entries the team had."),
            ({"lower", "single"}, "1.03750 stands on the first two boards. At which ranks?"),
            ({"lower", "single", "final"}, "When did it end? The boards give only the days of three looks."),
            ({"still", "lower"}, "Entries 5, 6 and 7: how many submissions from one board to the next?"),
            ({"lower", "final"}, f"No board here is dated at the end: the last is of {BOARDS[-1].day}."),
        ),
        otherwise="Take them one by one, with the entries and the ranks of unchanged scores.",
        why=lambda: (
            f"Single submissions on a public board, {MONTHS_TO_GO} months before the end, while the board moved. The scores "
            "fell, that is all: no trick was measured twice, and the images of the second stage were not on it."
        ),
    ),
)

ANALYSIS = (
    Question(
        id="weights-per-image",
        prompt=lambda: (
            f"VGG-16 has {parameters(architectures['vgg16']):,} parameters (lecture 6). With the lecture's split, how many "
            "is that for each training image?"
        ),
        kind=Number(digits=2),
        key=per_image,
        wrong=(
            (
                lambda: parameters(architectures["vgg16"]) / len(LABELS),
                "You trained on the validation images, too.",
            ),
            (
                lambda: parameters(architectures["vgg16"]) / (len(LABELS) - trained_on()),
                "You divided by the validation images.",
            ),
            (lambda: trained_on() / parameters(architectures["vgg16"]), "That is images for each parameter."),
        ),
        otherwise=lambda: f"Parameters divided by the {trained_on():,} training images.",
        why="So many knobs for each image: it can learn every training image by heart, and nothing about fish.",
    ),
    Question(
        id="small-rate",
        prompt="A pretrained weight stands at 0.25. The new last layer is still random, so the first slopes are large: 5 at "
        "this weight. Up to which learning rate does one step of plain gradient descent move the weight by at most 1% of "
        "itself?",
        kind=Number(decimals=4, near=0),
        key=lambda: MOST * WEIGHT / SLOPE,
        wrong=(
            (0.01, "A usual rate for training from scratch. It moves the weight by 0.05, a fifth of itself."),
            (lambda: MOST * WEIGHT, "That is how far the weight may move. The step is rate times slope."),
            (lambda: WEIGHT / SLOPE, "That would move it by all of itself."),
            (lambda: MOST / SLOPE, "That is 1% of 1. The weight is 0.25."),
        ),
        otherwise="Rate times 5 is at most 1% of 0.25.",
        why="One step at a rate as in training from scratch would shake off what a week on ImageNet has taught. Hence small "
        "rates for pretrained layers, larger ones for the new head, or the head first and alone.",
    ),
    Question(
        id="pixels-of-a-fish",
        prompt="A camera takes 1,280 × 720 pixels, width first. The image is squeezed to the network's 299 × 299. How many "
        "percent of a fish's pixels are left?",
        kind=Number(decimals=1, unit="%"),
        key=pixels_left,
        wrong=(
            (lambda: 100 - pixels_left(), "That is what is lost."),
            (lambda: 100 * NETWORK[0] / CAMERA[0], "That is along the width alone. Pixels fill an area."),
            (lambda: 100 * NETWORK[1] / CAMERA[1], "That is along the height alone. Pixels fill an area."),
            (
                lambda: pixels_left(height=NETWORK[0] / CAMERA[0]),
                "The height shrinks by another factor than the width.",
            ),
        ),
        otherwise="Width shrinks by 299/1280, height by 299/720; multiply.",
        why="Nine pixels of ten are gone before the network has seen anything. Whoever finds the fish first and cuts it "
        f"out keeps them all, up to a crop of {NETWORK[0]} × {NETWORK[1]}: detection.",
    ),
)

QUESTIONS = (*SPLITTING, *BOARD, *ANALYSIS)
