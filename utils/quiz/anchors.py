"""Questions of lecture 13 on the proposal network and its anchors."""

import math

import numpy as np

from utils.quiz.question import Choices, Number, Question
from utils.reference.anchors import anchors, assign
from utils.reference.boxes import iou
from utils.shapes import conv_parameters

WITH, WITHOUT = 2.3, 0.32
"""Seconds of Fast R-CNN for an image with its proposals (the lecture's chart), and without (Girshick 2015, table 4)."""
MAP, STRIDE, SCALES, RATIOS = (40, 60), 16, (128, 256, 512), (1, 0.5, 2)
CHANNELS = 512
"""Of VGG-16's last map."""
CELLS = (8, 16)
"""Strides of the two maps that our small network adds up."""
SHIFTS = (4, 8, 16, 24, 32)
SIDE, STEP = 32, 16
OBJECTS = np.array([[0.0, 0, 100, 100], [300, 0, 340, 100]])
FIVE = {
    "anchor-A": (0, 0, 100, 80),
    "anchor-B": (0, 0, 100, 50),
    "anchor-C": (300, 0, 400, 100),
    "anchor-D": (300, 0, 400, 200),
    "anchor-E": (0, 0, 100, 20),
}
"""Five anchors on two objects."""


def all_anchors() -> np.ndarray:
    """Return the paper's anchors on its map."""
    return anchors(MAP, STRIDE, SCALES, RATIOS, 0.5)


def rpn_parameters(scores: int = 2) -> int:
    """Return the weights and biases of a proposal network on VGG-16's map with so many scores an anchor."""
    each = len(SCALES) * len(RATIOS)
    window = conv_parameters(CHANNELS, CHANNELS, 3)
    return window + conv_parameters(CHANNELS, scores * each, 1) + conv_parameters(CHANNELS, 4 * each, 1)


def sides() -> tuple[float, float]:
    """Return width and height of the paper's anchor of area 256^2 and ratio 2."""
    x1, y1, x2, y2 = anchors((1, 1), STRIDE, [256], [2])[0].tolist()
    return x2 - x1, y2 - y1


def sizes_of_one() -> int:
    """Return how many scales and ratios one anchor has, counted over those of one place."""
    shapes = {tuple(np.round(box[2:] - box[:2], 3)) for box in all_anchors()[:9]}
    return 9 // len(shapes)


def farthest() -> float:
    """Return the least IoU of an object with the nearest anchor of its own size, STEP pixels from the next."""
    off = STEP / 2
    return float(iou(np.array([[0.0, 0, SIDE, SIDE]]), np.array([[off, off, SIDE + off, SIDE + off]]))[0, 0])


def positives(best: bool) -> set[str]:
    """Return which of FIVE stand for an object, with or without the rule of the best."""
    found = assign(np.array(list(FIVE.values()), float), OBJECTS, best=best)
    return {name for name, place in zip(FIVE, found, strict=True) if place >= 0}


PLACES = {name: name.replace("anchor-", "anchor ") for name in FIVE}

QUESTIONS = (
    Question(
        id="rpn-at-most-as-fast",
        prompt="Fast R-CNN took 2.3 seconds an image with proposals, 0.32 without. Suppose that somebody gives you a network that takes **no time at all**, on the same proposals. "
        "How many times as fast as before do you become?",
        kind=Number(decimals=2),
        key=lambda: WITH / (WITH - WITHOUT),
        wrong=(
            (WITH / WITHOUT, "That is what no *proposals* would buy. It is the network that costs nothing here."),
            (WITHOUT / WITH, "That is the network's share. Divide the old time by what is left."),
            ((WITH - WITHOUT) / WITH, "That is the share of the proposals. Old time over new time is wanted."),
        ),
        otherwise="New time: $2.3 - 0.32$ seconds. Old over new.",
        why="$2.3 / 1.98 = 1.16$. After Fast R-CNN, any work on the network was in vain until somebody did something about the proposals.",
    ),
    Question(
        id="rpn-outputs-a-place",
        prompt="The paper's network says of each of the 9 anchors at a place two scores (object, no object: a softmax) and four offsets. **How many numbers** does it say at each place?",
        kind=Number(),
        key=lambda: (2 + 4) * 9,
        wrong=(
            (45, "With one score, for a sigmoid, as our code has it. The paper's softmax has two."),
            (6, "Those are the numbers of one anchor."),
            (18, "Those are the scores. The offsets come on top."),
            (36, "Those are the offsets. The scores come on top."),
        ),
        otherwise="$9 \\cdot (2 + 4)$.",
        why="54 channels on the map, 18 of them scores and 36 offsets.",
    ),
    Question(
        id="rpn-parameters",
        prompt="On VGG-16's last map, 512 channels: a 3 × 3 convolution to 512 channels, then two 1 × 1 convolutions, one to two scores and one to four offsets for each of 9 anchors, all with biases. **How many parameters** does the proposal network add?",
        kind=Number(),
        key=rpn_parameters,
        wrong=(
            (lambda: rpn_parameters(1), "One score an anchor makes 9 channels, not 18."),
            (lambda: 512 * 18 + 18 + 512 * 36 + 36, "You left out the 3 × 3 convolution, which is nearly all of it."),
            (lambda: 9 * 512 * 512 + 512 * 18 + 512 * 36, "Biases: 512 + 18 + 36."),
            (lambda: 40 * 60 * rpn_parameters(), "The same weights serve every place."),
        ),
        otherwise="$(9 \\cdot 512 + 1) \\cdot 512 + (512 + 1) \\cdot 18 + (512 + 1) \\cdot 36$.",
        why="2,387,510: less than two percent of VGG-16's 138 million, and the two outputs alone a mere 27,702.",
    ),
    Question(
        id="rpn-shifts",
        prompt="Our small network's map adds two maps, with cells of 8 and of 16 pixels. The image moves to the right by so many pixels. **For which** does the network say exactly the same, only some cells further on?",
        kind=Choices(options={f"shift-{by}": f"{by} pixels" for by in SHIFTS}, shuffle=False),
        key=lambda: {f"shift-{by}" for by in SHIFTS if by % math.lcm(*CELLS) == 0},
        wrong=(
            (
                {f"shift-{by}" for by in SHIFTS if by % 8 == 0},
                "After 8 pixels the fine map has moved by one cell. And the coarse one?",
            ),
            (
                {f"shift-{by}" for by in SHIFTS},
                "A convolution with stride sees a picture that has moved by half a stride in another way.",
            ),
            ({"shift-16"}, "Twice as far is as good."),
        ),
        otherwise="Both maps must move by whole cells.",
        why="Multiples of 16, the least common multiple. Between them the answer is nearly the same, not exactly: strides leave gaps.",
    ),
    Question(
        id="anchor-sides",
        prompt="The anchor of area $256^2$ and ratio 2 : 1 (height to width). **How wide** is it?",
        kind=Number(decimals=0),
        key=lambda: sides()[0],
        wrong=(
            (lambda: sides()[1], "That is its height."),
            (128, "Then $128 \\cdot 256$ would be its area. The area stays $256^2$ for all ratios."),
            (256, "That is the square's side."),
            (512, "That would be four times the square's area at this ratio."),
        ),
        otherwise="$w \\cdot 2w = 256^2$.",
        why="$256 / \\sqrt{2} = 181$, and twice as high, 362: a ratio changes the shape, not the area.",
    ),
    Question(
        id="anchors-on-the-map",
        prompt="A map of 60 × 40 places, three scales, three ratios. **How many anchors?**",
        kind=Number(),
        key=lambda: len(all_anchors()),
        wrong=(
            (2400, "Those are the places."),
            (60 * 40 * 6, "Each scale goes with each ratio: $3 \\cdot 3$."),
            (9, "Those of one place."),
            (60 * 40 * 10, "Nine at each place."),
        ),
        otherwise="$60 \\cdot 40 \\cdot 9$.",
        why="21,600, ten times what selective search proposes, for the price of one small convolution.",
    ),
    Question(
        id="claim-each-anchor",
        claim="“Each anchor corresponds 3 different scales: {128², 256², 512²} and 3 different aspect ratios: {1 : 1, 1 : 2, 2 : 1}.”",
        prompt="Count: **how many scale-and-ratio combinations** does *one* anchor have?",
        kind=Number(),
        key=sizes_of_one,
        wrong=(
            (9, "So many has one *place*. Each of them is an anchor of its own, with its own score and offsets."),
            (3, "A place has three scales, and three ratios for each."),
            (6, "Scales and ratios are multiplied, not added, and then it is the place that has them."),
        ),
        otherwise="Take the boxes of one place and look at each of them.",
        why="One. A *place* has nine anchors; an anchor is one box, with one scale and one ratio. Whoever builds the slide's network gives it a ninth of its outputs.",
    ),
    Question(
        id="anchor-between-places",
        prompt="Anchors of 32 × 32 stand every 16 pixels. A 32 × 32 object lies **as badly as it can** between them. What IoU does its best anchor of this size reach?",
        kind=Number(decimals=2, near=0),
        key=farthest,
        wrong=(
            (0.6, "That is off by 8 pixels in one direction. It can be off in both."),
            (0.14, "That is off by 16 in both. The next anchor is nearer: 8 is the worst."),
            (0.56, "Divide by the union, not by the area of one box."),
            (1, "Only if it lies right on an anchor."),
        ),
        otherwise="Off by 8 in both directions: $24^2 / (2 \\cdot 32^2 - 24^2)$.",
        why="$576 / 1472 = 0.39$. The shape is perfect and the anchor is not even half good: a stride may be no more than a small part of the smallest object.",
    ),
    Question(
        id="assign-five",
        prompt="Limits 0.3 and 0.7. IoU with the cup: A 0.8, B 0.5, E 0.2. IoU with the spoon: C 0.4, D 0.2. All others 0. Each object's best anchor is positive in any case. **Which are positive?**",
        kind=Choices(options=PLACES, shuffle=False),
        key=lambda: positives(best=True),
        wrong=(
            (lambda: positives(best=False), "The spoon would go without an anchor, and could never be proposed."),
            (
                {"anchor-A", "anchor-B", "anchor-C"},
                "B lies between the limits: it is asked nothing. Only an object's *best* is lifted over the limit.",
            ),
            ({"anchor-A", "anchor-C", "anchor-D"}, "D is below 0.3 and not the best for the spoon: background."),
        ),
        otherwise="From 0.7 on, and the best for each object.",
        why="A by the limit, C as the spoon's best, at an IoU of 0.4. B is ignored, D and E are background.",
    ),
)
