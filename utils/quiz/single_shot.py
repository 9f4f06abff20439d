"""Questions of lecture 14 on YOLO: whose an object is, how many numbers come out, what a mistake costs."""

from fractions import Fraction

import numpy as np

from utils.quiz.question import Choices, Number, Question, Shape
from utils.reference.yolo import assign, loss
from utils.shapes.single_shot import YOLO, grid_boxes, grid_numbers

IMAGE = (448, 448)
DOG = (96, 256, 224, 416)
"""A box in an image of IMAGE."""
PAIR = ((10.0, 10, 50, 50), (20.0, 20, 44, 44))
"""Two objects with their centres in the first of 2 x 2 cells of an image of 100 x 100."""
OFF = 4
"""Pixels that a width is off."""


def cell_of_the_dog(cells: int = YOLO[0]) -> tuple[int, int]:
    """Return row and column, counted from 0, of the cell that is responsible for DOG."""
    return divmod(int(assign(np.array([DOG], float), IMAGE, cells).cells[0]), cells)


def place_of_the_dog() -> np.ndarray:
    """Return x, y, w, h that the cell is to say of DOG."""
    return assign(np.array([DOG], float), IMAGE, YOLO[0]).places[0]


def best_of_a_shared_cell(classes: int = 3) -> float:
    """Return the lowest class term that one list of classes can reach for two objects of different kinds."""
    places, confidences = np.full((4, 2, 4), 0.5), np.zeros((4, 2))
    shares = np.linspace(0, 1, 11)
    boxes, truth = np.array(PAIR), np.array([0, 1])
    told = np.zeros((len(shares), 4, classes))
    told[:, 0, 0], told[:, 0, 1] = shares, 1 - shares
    return round(min(loss(places, confidences, one, boxes, truth, (100, 100)).classes for one in told), 6)


def width_cost(width: float, roots: bool = True) -> float:
    """Return the squared error of a width that is OFF pixels too wide, or of the square roots, as shares of 448."""
    said, wanted = (width + OFF) / IMAGE[1], width / IMAGE[1]
    return (said**0.5 - wanted**0.5) ** 2 if roots else (said - wanted) ** 2


def silence(cells: int = YOLO[0], boxes: int = YOLO[1], confidence: float = 0.5) -> tuple[float, float]:
    """Return the terms "something" and "nothing" of one object and ``confidence`` everywhere, with a perfect box."""
    target = assign(np.array([DOG], float), IMAGE, cells)
    places = np.full((cells**2, boxes, 4), 0.5)
    places[target.cells[0]] = target.places[0]
    said = np.full((cells**2, boxes), confidence)
    terms = loss(places, said, np.zeros((cells**2, 1)), np.array([DOG], float), np.array([0]), IMAGE)
    return round(terms.something, 6), round(terms.nothing, 6)


GRID = (
    Question(
        id="yolo-which-cell",
        prompt="An image of 448 × 448 under 7 × 7 cells. A dog lies in the box 96, 256, 224, 416. **Which cell** is responsible for it? Count rows and columns from 0.",
        kind=Shape(names=("row", "column")),
        key=cell_of_the_dog,
        wrong=(
            ((2, 5), "Row first: the row comes from y, the column from x."),
            ((4, 1), "That is the cell of its upper left corner. The *centre* decides."),
            ((6, 3), "You counted from 1."),
            ((6, 4), "Cells are 64 wide: divide the centre by 64 and round down."),
        ),
        otherwise="The centre is (160, 336), a cell is 64 wide and high.",
        why="$336 / 64 = 5.25$ and $160 / 64 = 2.5$: row 5, column 2. The dog touches nine cells, and all but one of them have nothing to say about it.",
    ),
    Question(
        id="yolo-target-y",
        prompt="Same dog. What is that cell to say for **y**, the height of the centre, as a share of the *cell*?",
        kind=Number(),
        key=lambda: Fraction(float(place_of_the_dog()[1])).limit_denominator(1000),
        wrong=(
            (Fraction(1, 2), "That is x. The centre lies at (160, 336)."),
            (0.75, "336 / 448 is the share of the image. Within the cell only the rest after row 5 counts."),
            (5.25, "That is in cells from the top. The row is known already: leave it out."),
            (16, "Those are pixels. As a share of 64?"),
        ),
        otherwise="$336 / 64 = 5.25$. What is left after row 5?",
        why="0.25. Width and height, in turn, are shares of the whole image: $128/448$ and $160/448$, since an object may be larger than its cell.",
    ),
    Question(
        id="yolo-count",
        prompt="7 × 7 cells, 2 boxes a cell, each with x, y, w, h and a confidence, and 20 classes a cell. **How many numbers** does the network give out for an image?",
        kind=Number(),
        key=lambda: grid_numbers(*YOLO),
        wrong=(
            (
                lambda: YOLO[0] ** 2 * YOLO[1] * (5 + YOLO[2]),
                "The classes belong to the cell, not to each of its boxes.",
            ),
            (lambda: YOLO[0] ** 2 * (4 * YOLO[1] + YOLO[2]), "Each box also has a confidence."),
            (lambda: YOLO[0] ** 2 * (5 + YOLO[2]), "Two boxes a cell."),
            (lambda: grid_boxes(*YOLO[:2]), "Those are its boxes."),
        ),
        otherwise="$S \\cdot S \\cdot (5B + C)$.",
        why="$7 \\cdot 7 \\cdot (2 \\cdot 5 + 20) = 1{,}470$ numbers and 98 boxes, where selective search proposed two thousand.",
    ),
    Question(
        id="yolo-two-in-a-cell",
        prompt="The centres of a tuna and a shark fall into one cell. Places and confidences are perfect: each has one of the two boxes. The cell has **one** list of class probabilities for both. What is the lowest that its class term can be, with squared errors added over both objects?",
        kind=Number(),
        key=best_of_a_shared_cell,
        wrong=(
            (0, "Then the list would have to be (1, 0, …) and (0, 1, …) at once."),
            (2, "That is what it costs to bet on one of them. Hedge: try one half each."),
            (0.5, "That is for one of the two objects; both are added up."),
            (4, "That is what naming a third kind costs."),
        ),
        otherwise="Say $p$ for tuna and $1 - p$ for shark. The cost is $2(1-p)^2 + 2p^2$.",
        why="At $p = 1/2$ it is 1, and not 0: the cell shrugs. The paper names flocks of birds as what its grid cannot do.",
    ),
)

LOSS = (
    Question(
        id="yolo-why-roots",
        prompt=f"Width 16 pixels, predicted {16 + OFF}; width 256 pixels, predicted {256 + OFF}. **How many times** as much does the small box's mistake cost, with square roots of widths and squared errors?",
        kind=Number(digits=2, near=0),
        key=lambda: width_cost(16) / width_cost(256),
        wrong=(
            (1, "That is without the roots: the same 4 pixels, the same cost."),
            (lambda: (width_cost(16) / width_cost(256)) ** 0.5, "Square it: errors count squared."),
            (
                16,
                "Near: a root's slope falls with $1/(2\\sqrt{w})$, squared with $1/(4w)$. But 4 pixels are no small step for a box of 16.",
            ),
            (4, "That is the ratio of the slopes, $\\sqrt{256/16}$; the errors are squared."),
        ),
        otherwise="$(\\sqrt{20} - \\sqrt{16})^2$ against $(\\sqrt{260} - \\sqrt{256})^2$.",
        why=lambda: (
            f"$0.2229 / 0.0155 \\approx {width_cost(16) / width_cost(256):.1f}$. Four pixels are a quarter of the small box and nothing to the large one; the IoU thinks so, too."
        ),
    ),
    Question(
        id="yolo-why-noobj",
        prompt="At the start every box says confidence 0.5. An image has one object, with a perfect box in the 7 × 7 grid of 2 boxes a cell. **How many times** as large as the third term (confidence where something is) is the fourth (where nothing is), its weight of 0.5 included?",
        kind=Number(digits=3),
        key=lambda: silence()[1] / silence()[0],
        wrong=(
            (97, "That is without the weight of 0.5."),
            (49, "Count boxes, not cells: 98 of them, one responsible."),
            (24, "48 cells are empty, but each has two boxes, and the responsible cell has another."),
            (0.5, "That is one box against one. How many are there on each side?"),
        ),
        otherwise="97 boxes are to say 0, one is to say 1; all are off by 0.5.",
        why="$0.5 \\cdot 97 = 48.5$. Even halved, silence outweighs the object by far, which is why the two place terms are multiplied by 5.",
    ),
    Question(
        id="yolo-who-is-corrected",
        prompt="A cell without any object predicts two boxes at wild places, with confidence 0.3, and class probabilities at random. **Which of its outputs** does the loss correct?",
        kind=Choices(
            options={
                "places": "the places x, y, w, h",
                "confidence": "the confidences",
                "classes": "the class probabilities",
            }
        ),
        key=lambda: {name for name, paid in empty_cell().items() if paid},
        wrong=(
            ({"places", "confidence"}, "There is no true place. What would it be corrected to?"),
            ({"confidence", "classes"}, "Class probabilities are *given that there is an object*. Here is none."),
            ({"places", "confidence", "classes"}, "Four of the terms count only boxes or cells that have an object."),
        ),
        otherwise="Go through the five terms. Which of them sum over boxes without an object?",
        why="Only the fourth term sees it: be silent. Whatever else the cell says is multiplied by a confidence of nearly 0 when boxes are scored.",
    ),
    Question(
        id="yolo-score",
        prompt="A cell says: confidence 0.8 and 0.3 for its boxes, and 0.5 for tuna. **Which score** does the better box get for tuna?",
        kind=Number(),
        key=lambda: Fraction(8, 10) * Fraction(1, 2),
        wrong=(
            (0.8, "That says how sure it is that a box fits *something*."),
            (0.5, "That says how sure it is of tuna, *if* there is something."),
            (1.3, "Probabilities are not added here: *something* and *tuna, given something*."),
            (0.15, "That is the other box."),
        ),
        otherwise="P(object) · IoU, times P(tuna | object).",
        why="0.4. How good is the box, and of what? SSD answers both at once: it has no confidence, but background among its classes.",
    ),
)


def empty_cell() -> dict[str, bool]:
    """Return for each kind of output whether changing it changes the loss of an image without objects."""
    rng = np.random.default_rng(0)
    told = {
        "places": rng.uniform(size=(4, 2, 4)),
        "confidence": np.full((4, 2), 0.3),
        "classes": rng.uniform(size=(4, 3)),
    }

    def paid(said: dict[str, np.ndarray]) -> float:
        return loss(*said.values(), np.zeros((0, 4)), np.zeros(0, int), IMAGE).total

    return {name: paid(told | {name: values / 2}) != paid(told) for name, values in told.items()}


QUESTIONS = GRID + LOSS
