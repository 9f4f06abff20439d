"""Questions of lecture 4 on layers: volumes, weights, locality, sharing, and the matrix that a convolution is."""

from math import prod

import numpy as np

from utils.data.faces import load_faces
from utils.quiz.question import Choice, Choices, Number, Question, Shape
from utils.reference.convolution import cross_correlate
from utils.reference.convolution_matrix import convolution_matrix
from utils.reference.patches import held_out, move_about
from utils.shapes import Conv, Pool, conv_parameters, output_shape
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.sharing import layer_weights

LECTURE = layer_weights(200, 40_000, 10, 100)
PLACES = output_size(200, 10)
COLLECTIONS = {"faces": "the faces", "moved": "the same faces, moved about", "walls": "the backgrounds"}


def collections() -> dict[str, np.ndarray]:
    """Return faces in their places, the same faces moved about, and backgrounds: (100, 25, 25) each, by name."""
    crops = load_faces()
    return {
        "faces": crops.faces,
        "moved": move_about(crops.faces, np.random.default_rng(4)),
        "walls": crops.backgrounds,
    }


def local_wins() -> set[str]:
    """Return the collections that means and filters for each place describe better than shared ones."""
    leftovers = {name: held_out(images, 9, 4, 3) for name, images in collections().items()}
    return {name for name, left in leftovers.items() if left.nothing < left.all}


def spoken(volume: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return a volume (C, H, W) in the order in which people say it: height, width, depth."""
    depth, height, width = volume
    return height, width, depth


def what_a_move_does() -> str:
    """Return what a move by 5 columns to the right does to the answer of a filter: the name of an option."""
    rng = np.random.default_rng(5)
    image, kernel = rng.normal(size=(20, 30)), rng.normal(size=(3, 3))
    before, after = (cross_correlate(one, kernel) for one in (image, np.roll(image, 5, axis=1)))
    outcomes = {
        "moves": np.allclose(after[:, 5:], before[:, :-5]),
        "stays": np.allclose(after, before),
        "back": np.allclose(after[:, :-5], before[:, 5:]),
    }
    return next((name for name, true in outcomes.items() if true), "new")


def nonzeros(size: int) -> int:
    """Return how many weights of the matrix of a 3 x 3 kernel on size x size pixels are not zero."""
    return int(np.count_nonzero(convolution_matrix(np.ones((1, 1, 3, 3)), size)))


VOLUMES = (
    Question(
        id="volume-after-pooling",
        prompt="A CIFAR-10 image, **32 × 32 × 3**, goes through twelve 5 × 5 filters padded so that they keep the size, a ReLU, "
        "and a 2 × 2 pooling of stride 2. Which volume comes out?",
        kind=Shape(names=("height", "width", "depth")),
        key=lambda: spoken(output_shape([Conv("conv", 3, 12, 5, padding=2), Pool("pool", 2)], (3, 32, 32))),
        wrong=(
            ((16, 16, 3), "Each of the twelve filters leaves a slice of its own; the three colours are summed away."),
            ((32, 32, 12), "That is before the pooling."),
            ((16, 16, 6), "Pooling works on each slice alone and leaves the depth as it is."),
            ((16, 16, 36), "Each filter reaches through all three colours and leaves *one* slice."),
        ),
        otherwise="Filters set the depth, pooling halves height and width.",
        why="Depth: one slice for each of twelve filters. The ReLU changes no size, the pooling halves both sides.",
    ),
    Question(
        id="one-filter-on-colours",
        prompt="Input **32 × 32 × 3**, *one* filter of **5 × 5**. How many **weights** does it have, its bias not counted?",
        kind=Number(),
        key=lambda: conv_parameters(3, 1, 5, biases=False),
        wrong=(
            (25, "That is one colour. A filter reaches through the full depth of its input."),
            (lambda: conv_parameters(3, 1, 5), "That is right with the bias. Asked are the weights alone: one less."),
            (lambda: prod((28, 28, 25)), "Every place of a slice uses the *same* weights."),
            (15, "Five times three: the filter has height and width."),
        ),
        otherwise="Height × width × depth of the window.",
        why="$5 \\cdot 5 \\cdot 3 = 75$, and one bias more makes 76 parameters. The image's 32 is not in it.",
    ),
    Question(
        id="ten-filters-on-twenty",
        prompt="Input **16 × 16 × 20**, ten feature maps, windows of **3 × 3**. How many weights, and then how many "
        "**parameters**, biases included? Type the second number.",
        kind=Number(),
        key=lambda: conv_parameters(20, 10, 3),
        wrong=(
            (lambda: conv_parameters(20, 10, 3, biases=False), "Those are the weights. How many biases are there?"),
            (lambda: conv_parameters(20, 10, 3, biases=False) + 1, "Each feature map has a bias of its own."),
            (
                lambda: conv_parameters(20, 10, 3, biases=False) + 200,
                "One bias for each pair of slices? There is one for each *output* slice.",
            ),
            (lambda: conv_parameters(1, 10, 3), "Each filter reaches through all 20 slices of the input."),
            (lambda: conv_parameters(20, 1, 3), "That is one filter."),
        ),
        otherwise="One filter: $3 \\cdot 3 \\cdot 20$ weights and one bias.",
        why="$10 \\cdot 3 \\cdot 3 \\cdot 20 = 1800$ weights and 10 biases.",
    ),
)

SHARING = (
    Question(
        id="dense-on-200",
        prompt="An image of **200 × 200** and a layer of **40,000** units, each of which reads *every* pixel. How many weights?",
        kind=Number(),
        key=lambda: LECTURE.dense,
        wrong=(
            (40_000, "That is one unit: it alone has a weight for every pixel."),
            (lambda: 200 * 40_000, "The image has 200 rows *of 200 pixels*."),
            (80_000, "Units plus pixels? Every unit has a wire to every pixel."),
        ),
        otherwise="Pixels times units.",
        why="$40\\,000 \\cdot 40\\,000$: in float32, 6.4 gigabytes for one layer.",
    ),
    Question(
        id="local-on-200",
        prompt="Now each of the 40,000 units reads a window of **10 × 10** only, through weights of its own. How many weights?",
        kind=Number(),
        key=lambda: LECTURE.local,
        wrong=(
            (lambda: LECTURE.shared, "That is 100 filters that are *shared*. Here every unit has its own."),
            (100, "That is one unit's window."),
            (lambda: 10 * 40_000, "A window has 10 rows *of 10 pixels*."),
            (lambda: LECTURE.dense, "That is the dense layer. Now each unit sees 100 pixels."),
        ),
        otherwise="100 weights for each unit.",
        why="$40\\,000 \\cdot 100$: locality alone has divided by 400.",
    ),
    Question(
        id="units-of-hundred-filters",
        prompt="100 *shared* filters of 10 × 10 on the same image, stride 1, no padding: only 10,000 weights. How many **units** "
        "does this layer have?",
        kind=Number(),
        key=lambda: PLACES * PLACES * 100,
        wrong=(
            (100, "Those are the filters. Each is applied at every place, and each application is a unit."),
            (lambda: LECTURE.shared, "Those are the weights. Units are the numbers that come out."),
            (40_000, "As the dense layer had? There are 100 slices now."),
            (lambda: 200 * 200 * 100, "Nearly: but a window of 10 cannot stand on the last nine columns."),
            (lambda: 190 * 190 * 100, "Fence posts: 190 steps, and one place more."),
        ),
        otherwise="One slice has as many units as the window has places; then times 100.",
        why="$191 \\cdot 191 \\cdot 100$: sharing makes the layer *cheap to learn*, not small. It has 91 times as many units "
        "as the dense one.",
    ),
    Question(
        id="cat-moves",
        prompt="The cat moves 5 pixels to the right. What happens to the answer of a shared filter (stride 1, border aside)?",
        kind=Choice(
            options={
                "moves": "It moves 5 pixels to the right",
                "stays": "It stays as it is",
                "new": "It has to be learnt anew",
                "back": "It moves 5 pixels to the left",
            }
        ),
        key=what_a_move_does,
        wrong=(
            (
                "stays",
                "That would be *invariance*. What sharing gives is weaker, and more useful: where is the cat now?",
            ),
            (
                "new",
                "A locally connected layer would have to: other units see the cat now. Here all have the same weights.",
            ),
            ("back", "The window that sees the cat's eye now stands 5 pixels further to the right."),
        ),
        why="*Equivariance*: shift, then filter, is filter, then shift.",
    ),
    Question(
        id="where-sharing-loses",
        prompt="Three collections of 25 × 25 pixels. For which of them do a mean and filters of their *own for each place* describe new "
        "pictures better than one mean and filters that all places share?",
        kind=Choices(options=COLLECTIONS, shuffle=False),
        key=local_wins,
        wrong=(
            ({"faces", "moved"}, "Once they are moved about, an eye can be anywhere. What could a place still know?"),
            (
                {"faces", "moved", "walls"},
                "More weights are not better by themselves: each place learns from fewer patches.",
            ),
            ({"walls"}, "A background looks much the same everywhere. Who gains from that?"),
            ({"moved"}, "The other way round: in which collection does a place tell you what to expect there?"),
        ),
        otherwise="Where does knowing *where you are* tell you what to expect?",
        why="Only where places differ. Move the same faces about, and sharing wins: nothing about faces as such, only about "
        "where they are.",
    ),
)

MATRIX = (
    Question(
        id="weights-that-are-not-zero",
        prompt="An image of 32 × 32, one 3 × 3 kernel, no padding: a matrix with 900 rows and 1,024 columns, 921,600 entries. How "
        "many of them are *not* zero, if no weight of the kernel is?",
        kind=Number(),
        key=lambda: nonzeros(32),
        wrong=(
            (9, "Those are the *different* ones. Each stands in every row."),
            (lambda: 32 * 32 * 9, "Nine for each pixel? There are fewer places for the window than pixels."),
            (lambda: 900 * 1024, "That is all of them. A row has a weight for each pixel that its window sees."),
            (900, "One for each output. How many pixels does an output see?"),
        ),
        otherwise="Nine in each row.",
        why="$900 \\cdot 9 = 8100$, under one in a hundred, and only nine of them differ.",
    ),
    Question(
        id="column-of-a-corner",
        prompt="In the same matrix: how many entries of the *column* that belongs to the corner pixel are not zero?",
        kind=Number(),
        key=lambda: int(np.count_nonzero(convolution_matrix(np.ones((1, 1, 3, 3)), 32)[:, 0])),
        wrong=(
            (9, "That is a pixel in the middle: nine windows read it."),
            (3, "A pixel on an edge, three from its corner? How many windows have the *corner* in them?"),
            (4, "With padding, it would be. Here no window stands over the border."),
        ),
        otherwise="A row is an output and lists what it reads. A column is an input, and lists who reads it.",
        why="Only the first window reads it. A column lists who reads a pixel: that is where its gradient comes from.",
    ),
)

QUESTIONS = VOLUMES + SHARING + MATRIX
