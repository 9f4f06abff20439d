"""Questions of lecture 11 on the offsets that move a box."""

import numpy as np

from utils.quiz.question import Choice, Number, Question
from utils.reference.boxes import decode, encode

PROPOSAL, TRUTH = (20.0, 40.0, 100.0, 80.0), (40.0, 20.0, 120.0, 100.0)
"""80 wide and 40 high; as wide, twice as high, and to the right."""
NEAR = 0.6
OVERLAPS = (0.35, 0.55, 0.65, 0.9, 1.0)
"""IoU of five proposals with the object that they overlap most."""


def offsets(scale: float = 1.0) -> np.ndarray:
    """Return the offsets (4,) from PROPOSAL to TRUTH in an image that is ``scale`` times as large."""
    return encode(scale * np.array([TRUTH]), scale * np.array([PROPOSAL]))[0]


def changed(scale: float) -> int:
    """Return how many of the four offsets change when the image is enlarged."""
    return int((~np.isclose(offsets(scale), offsets())).sum())


def always_a_box() -> str:
    """Return whether any tw gives a box of positive width, or whether one does not: tried from -8 to 8."""
    told = np.zeros((161, 4))
    told[:, 2] = np.linspace(-8, 8, 161)
    boxes = decode(told, np.repeat([PROPOSAL], 161, axis=0))
    return "positive" if (boxes[:, 2] > boxes[:, 0]).all() else "linear"


QUESTIONS = (
    Question(
        id="offset-tx",
        prompt="Proposal 20, 40, 100, 80; object 40, 20, 120, 100. **What is $t_x$?**",
        kind=Number(),
        key=lambda: float(offsets()[0]),
        wrong=(
            (20, "Those are pixels. Divide by the width of the proposal."),
            (lambda: -float(offsets()[0]), "From the proposal *to* the object: to the right is positive."),
            (0.5, "You divided by the height."),
            (lambda: float(offsets()[1]), "That is $t_y$: in height nothing is off."),
        ),
        otherwise="Centres: 60 and 80. The proposal is 80 wide.",
        why="$(80 - 60)/80 = 0.25$: a quarter of the proposal's width to the right.",
    ),
    Question(
        id="offset-th",
        prompt="The same two boxes. **What is $t_h$?**",
        kind=Number(decimals=2),
        key=lambda: float(offsets()[3]),
        wrong=(
            (2, "That is the ratio. Now its logarithm."),
            (40, "That is the difference in pixels."),
            (lambda: -float(offsets()[3]), "The object is taller: the ratio is above 1, its logarithm above 0."),
            (lambda: float(np.log10(2)), "The natural logarithm."),
        ),
        otherwise="The object is 80 high, the proposal 40.",
        why="$\\log(80/40) = \\log 2 = 0.69$. You will meet this number again below, with your hands.",
    ),
    Question(
        id="offset-why-log",
        prompt="A linear regression may answer any number, −3 as well as 5. What does the logarithm **make sure of** when the answer is taken for $t_w$?",
        kind=Choice(
            options={
                "positive": "that the moved box has a positive width, whatever the answer",
                "small": "that the box changes by no more than its own width",
                "inside": "that the box stays within the image",
                "linear": "nothing: a negative answer makes no box",
            }
        ),
        key=always_a_box,
        wrong=(
            ("small", "$e^5$ is 148: it may become very wide."),
            ("inside", "The offsets know nothing of the image. Boxes are cut off at its border afterwards."),
            ("linear", "The box is decoded by $e^{t_w}$. When is that negative?"),
        ),
        why="Width is multiplied by $e^{t_w} > 0$. Twice as wide and half as wide are equally far from 0, +0.69 and −0.69, and one after the other they undo each other.",
    ),
    Question(
        id="offset-scale-free",
        prompt="The photo is enlarged three times, with object and proposal. **How many** of the four offsets change?",
        kind=Number(),
        key=lambda: changed(3),
        wrong=(
            (4, "Divide first: a shift of 60 pixels, of a proposal that is 240 wide."),
            (2, "Which two? Shifts are divided by the size, sizes are ratios."),
            (3, "They are not in pixels."),
        ),
        otherwise="Write $t_x$ and $t_w$ for boxes that are three times as large.",
        why="None. It could not be otherwise: after warping, both photos give the network *the same square*, so it must be asked for the same answer.",
    ),
    Question(
        id="offset-teachers",
        prompt="Five proposals overlap their objects with IoU 0.35, 0.55, 0.65, 0.9 and 1.0. R-CNN learns to move boxes from those **above 0.6**. **How many** of the five teach?",
        kind=Number(),
        key=lambda: sum(overlap > NEAR for overlap in OVERLAPS),
        wrong=(
            (4, "0.55 is a positive for fine-tuning, not here."),
            (2, "0.9 and 1.0 hardly need to be moved, but they teach that, too."),
            (5, "From the square of a proposal at 0.35, could you tell where the object ends?"),
            (1, "The object's own box teaches that nothing is to be moved. And the others?"),
        ),
        otherwise="Count those above 0.6.",
        why="Three. Farther away the object's edges are not in the square, and the offsets would be a guess that spoils the fit for the others.",
    ),
)
