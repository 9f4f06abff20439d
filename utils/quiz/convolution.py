"""Questions of lecture 4 on the operator: one window, in place, half a turn, and kernels that are said to find edges."""

import numpy as np

from utils.quiz.question import Choices, Number, Question
from utils.reference.convolution import convolve, cross_correlate
from utils.reference.kernels import KERNELS, correlate_in_place, half_turn

PATCH = np.array([[3.0, 0, 1], [1, 5, 8], [2, 7, 2]])
LEFT_MINUS_RIGHT = np.array([[1.0, 0, -1]] * 3)
ROW = np.array([[0.0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 0, 0]])
THREE_IN_A_ROW = np.array([[0.0, 0, 0], [1, 1, 1], [0, 0, 0]])
COUNTING = np.arange(1.0, 10).reshape(3, 3)
DOT = np.pad(np.ones((1, 1)), 2)
WALL = np.full((3, 3), 100.0)
STEP = np.repeat([[0.0, 0, 0, 9, 9, 9]], 6, axis=0)
PICTURES = {
    "flat": np.full((6, 6), 9.0),
    "upright": STEP,
    "level": STEP.T,
    "slanted": 9 * np.tri(6),
    "corner": STEP * STEP.T / 9,
    "dot": np.pad(np.full((1, 1), 9.0), ((2, 3), (2, 3))),
}
KERNEL_SIDES = {"one": 1, "two": 2, "three": 3, "five": 5, "ten": 10}


def only(sums: np.ndarray) -> int:
    """Return the one sum of an image that is as large as its kernel."""
    return int(sums.item())


def strongest(picture: np.ndarray, name: str = "corners") -> int:
    """Return the largest size of a named kernel's answers to a picture."""
    return int(np.abs(cross_correlate(picture, KERNELS[name])).max())


def has_centre(side: int) -> bool:
    """Tell whether a square kernel of that side can be put with its centre over a pixel."""
    try:
        correlate_in_place(np.zeros((side, side)), np.ones((side, side)))
    except ValueError:
        return False
    return True


def notices_half_a_turn(name: str) -> bool:
    """Tell whether convolution and cross-correlation with a named kernel differ."""
    return not np.array_equal(half_turn(KERNELS[name]), KERNELS[name])


OPERATOR = (
    Question(
        id="one-window",
        prompt="The window shows `3 0 1`, `1 5 8`, `2 7 2` (row by row); each row of the kernel is `1 0 −1`. "
        "What is the weighted sum?",
        kind=Number(),
        key=lambda: only(cross_correlate(PATCH, LEFT_MINUS_RIGHT)),
        wrong=(
            (lambda: only(convolve(PATCH, LEFT_MINUS_RIGHT)), "Right minus left. Here the left column counts +1."),
            (lambda: int(PATCH.sum()), "That is the plain sum: each pixel is multiplied by its weight first."),
            (lambda: int(PATCH[:, ::2].sum()), "You added both columns. The right one has weight −1."),
            (lambda: int(PATCH[:, 0].sum()), "That is the left column. The right one is subtracted from it."),
        ),
        otherwise="The middle column has weight 0. Left column minus right column is left.",
        why="$(3 + 1 + 2) - (1 + 8 + 2)$: the right side is brighter, so the answer is negative.",
    ),
    Question(
        id="claim-source-pixel-replaced",
        claim="The source pixel is replaced with the weighted sum of itself and nearby pixels.",
        prompt="A row of pixels `1 2 3 4` (black above and below); the kernel adds a pixel and its two neighbours. Take the "
        "claim at its word: one array, from left to right; the two ends stay as they are. What stands where the **3** was?",
        kind=Number(),
        key=lambda: int(correlate_in_place(ROW, THREE_IN_A_ROW)[1, 2]),
        wrong=(
            (
                lambda: int(cross_correlate(ROW, THREE_IN_A_ROW)[0, 1]),
                "That is what it *should* be: 2 + 3 + 4. But is the 2 still there when its neighbour is computed?",
            ),
            (lambda: int(cross_correlate(ROW, THREE_IN_A_ROW)[0, 0]), "That is where the 2 was. One step further."),
            (
                lambda: int(correlate_in_place(np.pad(ROW, ((0, 0), (1, 1))), THREE_IN_A_ROW)[1, 3]),
                "You have replaced the 1 as well. There the window would stick out, so the 1 stays.",
            ),
            (lambda: int(ROW.sum()), "That is all four. The kernel reaches one pixel to each side."),
            (3, "Nothing was replaced then. The window has been here."),
        ),
        otherwise="First the 2 becomes 1 + 2 + 3. Then the window moves on, and reads what it finds.",
        why="The 2 has become 6, and $6 + 3 + 4 = 13$. The sum belongs into a *new* array; there it is $2 + 3 + 4$.",
    ),
    Question(
        id="claim-kernel-centre",
        claim="The centre element of the kernel is placed over the source pixel.",
        prompt="For which square kernels is there no such element?",
        kind=Choices(
            options={name: f"{side} × {side}" for name, side in KERNEL_SIDES.items()},
            shuffle=False,
        ),
        key=lambda: {name for name, side in KERNEL_SIDES.items() if not has_centre(side)},
        wrong=(
            ({"two"}, "True. And is there another whose middle falls between four elements?"),
            ({"ten"}, "True. And is there a smaller one of its kind?"),
            ({"one"}, "Its only element is its centre."),
            ({"one", "two", "ten"}, "Two of the three. The only element of the smallest is its centre."),
        ),
        otherwise="As many elements left of the centre as right of it, and one in the middle: which sides allow that?",
        why="Even sides have their middle between elements. Section 5 has a 10 × 10 kernel, and it slides all the same: "
        "a window has a top left corner, whatever its size.",
    ),
)

TURN = (
    Question(
        id="one-window-turned",
        prompt="Window and kernel of the first question again. What does **convolution** answer, which turns the kernel by "
        "half a turn before it multiplies?",
        kind=Number(),
        key=lambda: only(convolve(PATCH, LEFT_MINUS_RIGHT)),
        wrong=(
            (lambda: only(cross_correlate(PATCH, LEFT_MINUS_RIGHT)), "That is the sum without the turn."),
            (0, "The turn swaps the two outer columns; it does not cancel them."),
            (
                lambda: only(cross_correlate(PATCH, LEFT_MINUS_RIGHT.T)),
                "A quarter of a turn: you compare top and bottom.",
            ),
        ),
        otherwise="After half a turn each row of this kernel reads `−1 0 1`.",
        why="Right minus left now: for this kernel, half a turn is a change of sign.",
    ),
    Question(
        id="answer-to-a-dot",
        prompt="All black, one pixel of 1 in the middle of 5 × 5. Kernel `1 2 3`, `4 5 6`, `7 8 9`, **cross-correlation**. "
        "Which number stands at the *top left* of the 3 × 3 answer?",
        kind=Number(),
        key=lambda: int(cross_correlate(DOT, COUNTING)[0, 0]),
        wrong=(
            (
                lambda: int(convolve(DOT, COUNTING)[0, 0]),
                "That is where convolution puts it. In which corner of *this* window does the dot lie?",
            ),
            (lambda: int(cross_correlate(DOT, COUNTING)[1, 1]), "That is the middle, when the dot lies under the 5."),
            (0, "The dot does lie in the first window: just in its far corner."),
            (lambda: int(COUNTING.sum()), "Only one of the nine products is not zero."),
        ),
        otherwise="The first window covers rows 0 to 2 and columns 0 to 2; the dot has row 2 and column 2.",
        why="The dot lies under the *last* weight of the *first* window. The kernel comes out turned by half a turn, and "
        "convolution is what turns it back: a dot makes it draw its kernel.",
    ),
    Question(
        id="which-notice-half-a-turn",
        prompt="For which of these kernels do convolution and cross-correlation give *different* pictures?",
        kind=Choices(
            options={
                "identity": "identity",
                "edges, 4 neighbours": "edges, 4 neighbours",
                "corners": "`1 0 −1`, `0 0 0`, `−1 0 1`",
                "sharpen": "sharpen",
                "emboss": "`−2 −1 0`, `−1 1 1`, `0 1 2`",
            }
        ),
        key=lambda: {
            name
            for name in ("identity", "edges, 4 neighbours", "corners", "sharpen", "emboss")
            if notices_half_a_turn(name)
        },
        wrong=(
            ({"corners"}, "Turn it on paper: its corners swap with the opposite ones, which are equal."),
            ({"corners", "emboss"}, "One of them. In the other, opposite corners are equal."),
            ({"sharpen"}, "It looks the same from all four sides."),
        ),
        otherwise="Turn the paper upside down. Which kernel reads differently?",
        why="Only emboss. The usual table of kernels could never have told you which of the two operators a library has.",
    ),
)

EDGES = (
    Question(
        id="sharpen-on-a-wall",
        prompt="A flat white wall, brightness 100 everywhere. What does *sharpen* (`0 −1 0`, `−1 5 −1`, `0 −1 0`) answer?",
        kind=Number(),
        key=lambda: only(cross_correlate(WALL, KERNELS["sharpen"])),
        wrong=(
            (0, "That would be an edge detector, whose weights sum to 0. What do these sum to?"),
            (500, "Five times the middle, and minus four neighbours."),
            (900, "All nine weights are not 5."),
        ),
        otherwise="On a flat wall every product is weight times 100: sum the weights first.",
        why="$5 - 4 = 1$, so a flat wall stays as it is. The sum of the weights is the answer to a flat picture.",
    ),
    Question(
        id="claim-like-the-others",
        claim="`1 0 −1`, `0 0 0`, `−1 0 1` is an edge detector like the others.",
        prompt="An upright edge: 0 in the three columns on the left, 9 in the three on the right. What is the "
        "*largest* answer of this kernel anywhere?",
        kind=Number(),
        key=lambda: strongest(STEP),
        wrong=(
            (9, "That is its answer to a corner, where only one of its rows meets the edge. Here both do."),
            (18, "The last row answers, too: with the opposite sign."),
            (
                lambda: strongest(STEP, "edges, 8 neighbours"),
                "That is `edges, 8 neighbours`. This kernel has a first row that the last one undoes.",
            ),
        ),
        otherwise="Put it on the edge. The first row, `1 0 −1`, gives left minus right. And the last row?",
        why="What the first row finds, the last row takes away: exactly 0 on every upright edge. On a level one each row finds nothing by itself.",
    ),
    Question(
        id="what-corners-sees",
        prompt="Which of these pictures does that kernel notice at all?",
        kind=Choices(
            options={
                "flat": "a flat area",
                "upright": "an upright edge",
                "level": "a level edge",
                "slanted": "a slanted edge (45°)",
                "corner": "the corner of a bright square",
                "dot": "a single bright pixel",
            }
        ),
        key=lambda: {name for name, picture in PICTURES.items() if strongest(picture)},
        wrong=(
            ({"corner"}, "True. And the slanted edge: does its step stand in the same column in every row?"),
            ({"corner", "dot"}, "Both true. On the slanted edge, does the step stand in the same column in every row?"),
            (
                {"slanted", "corner"},
                "Both true. In the dot's row brightness rises and falls again. And in the row below?",
            ),
            ({"upright", "level", "slanted", "corner", "dot"}, "You have just computed an upright edge: look again."),
        ),
        otherwise="Take two rows of the picture, one above the other but one. Is the change from left to right the same in both?",
        why="The three where the change from left to right is another one two rows below: a corner, a dot, a slanted edge. It is the mixed second derivative, and blind to upright and level edges only.",
    ),
)

QUESTIONS = OPERATOR + TURN + EDGES
