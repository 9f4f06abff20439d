"""Questions of lecture 5 on stride, depth, padding and dilation."""

from fractions import Fraction
from math import prod

from utils.quiz.question import Choices, Number, Question, Shape
from utils.shapes import Conv, architectures, conv_multiply_adds, conv_parameters, output_shape, up_to
from utils.shapes.conv_arithmetic import DoesNotFit, output_size, same_padding

VOLUME = Shape(names=("height", "width", "depth"))


def volume(size: int, kernel: int, filters: int, stride: int = 1, padding: int = 0) -> tuple[int, int, int]:
    """Return height, width and depth that a layer makes of a square input, floored as frameworks do."""
    side = output_size(size, kernel, stride, padding, floor=True)
    return side, side, filters


def formula(size: int, kernel: int, stride: int, padding: int = 0) -> Fraction:
    """Return what (N - F + 2P) / S + 1 says, whole or not."""
    return Fraction(size - kernel + 2 * padding, stride) + 1


def keeps_size(kernel: int, stride: int = 1) -> bool:
    """Tell whether padding (F - 1) / 2 exists and keeps a size of 8, at which no edge effect can help."""
    try:
        return output_size(8, kernel, stride, same_padding(kernel), floor=True) == 8
    except DoesNotFit:
        return False


def last_map_of_vgg(name: str = "conv5_3", padded: bool = False) -> int:
    """Return how wide the map of VGG-16's layer ``name`` is on 224 pixels, with its padding or without."""
    layers = up_to(architectures["vgg16"], name)
    if not padded:
        layers = [layer._replace(padding=0) if isinstance(layer, Conv) else layer for layer in layers]
    return output_shape(layers, (3, 224, 224), floor=True)[2]


STRIDE = (
    Question(
        id="strip-stride-1",
        prompt="A strip of **7** cells, a window of **3**, moved on by **1** cell at a time. "
        "At how many places can the window stand?",
        kind=Number(),
        key=lambda: output_size(7, 3),
        wrong=(
            (lambda: output_size(7, 3) - 1, "Those are the steps. A fence with that many gaps has one post more."),
            (7, "The window would have to stick out over both ends. That is what padding is for, later."),
            (lambda: output_size(7, 3, stride=3, floor=True), "That is how many fit side by side; here they overlap."),
            (lambda: output_size(7, 3, stride=2), "That is the count if the window jumped two cells at a time."),
        ),
        otherwise="Put the window's left end on cell 0, then on cell 1 ... Which is the last cell where it may start?",
        why="It may start at cells 0, 1, 2, 3 and 4; started at 5 it would stick out.",
    ),
    Question(
        id="strip-stride-2",
        prompt="The same strip of 7 and window of 3, now with **stride 2**. How many places?",
        kind=Number(),
        key=lambda: output_size(7, 3, stride=2),
        wrong=(
            (lambda: (7 - 3) // 2, "Those are the jumps. There is one place more than jumps."),
            (lambda: output_size(7, 3), "That is stride 1: the window now skips every second start."),
            (lambda: Fraction(7, 2), "You divided the strip. What is divided is the room to move, $N - F$."),
            (lambda: Fraction(5, 2), "You halved the five places. Of starts 0, 1, 2, 3, 4, which ones remain?"),
            (4, "Starts 0, 2, 4 and 6? The last window would cover cells 6, 7 and 8."),
        ),
        otherwise="Of the starts 0, 1, 2, 3, 4, keep every second one, the first included.",
        why="Starts 0, 2 and 4: $(7 - 3)/2 = 2$ jumps, so 3 places, and the last window ends exactly on cell 6.",
    ),
    Question(
        id="strip-stride-3",
        prompt="**Stride 3.** On how many places does the window stand with all its three cells on the strip?",
        kind=Number(),
        key=lambda: output_size(7, 3, stride=3, floor=True),
        wrong=(
            (lambda: formula(7, 3, 3), "That is the formula. A third of a window cannot stand anywhere."),
            (3, "Starts 0, 3 and 6: the third window would cover cells 6, 7 and 8, of which two do not exist."),
            (0, "Many slides say *cannot* here. But nothing stops you from putting down the windows that do fit."),
            (1, "Cells 0, 1, 2 are one place. Move on by three: does it still fit?"),
        ),
        otherwise="Start at cell 0, move on by 3, and stop before the window sticks out.",
        why="Starts 0 and 3. Cell 6 is left over and nobody ever looks at it.",
    ),
    Question(
        id="claim-stride-cannot",
        claim="32 × 32 × 3 input, five 5 × 5 filters, stride 2: $(32 - 5)/2 + 1 = 14.5$. Cannot.",
        prompt="What volume does a framework return, be it PyTorch or the NumPy of this course?",
        kind=Shape(names=VOLUME.names, or_none="an error"),
        key=lambda: volume(32, 5, 5, stride=2),
        wrong=(
            (None, "Plausible, and wrong. Run it: `conv2d` returns without a word, which is the dangerous part."),
            (lambda: (Fraction(29, 2), Fraction(29, 2), 5), "An array with half a row? Round. But which way?"),
            (
                (15, 15, 5),
                "Rounded up, the last window would read a column that does not exist. (Keep the idea. It will come back.)",
            ),
            (
                lambda: volume(32, 5, 3, stride=2),
                "The depth is the number of filters; the input's 3 channels are summed away.",
            ),
            (lambda: volume(32, 5, 5), "That is stride 1."),
            (
                lambda: volume(32, 5, 5, stride=2)[::-1],
                "The right numbers, depth first, as an array prints them. Write height × width × depth.",
            ),
        ),
        otherwise="Keep only the windows that stand fully on the input: round the formula down.",
        why="Frameworks floor: 14 windows an axis, and the last column and row are silently dropped.",
    ),
)

DEPTH = (
    Question(
        id="volume-of-five-filters",
        prompt="An input of **32 × 32 × 3**, **five** filters of **5 × 5**, stride 1, no padding. "
        "What is the output volume?",
        kind=VOLUME,
        key=lambda: volume(32, 5, 5),
        wrong=(
            (
                lambda: (28, 28, 15),
                "Five filters times three channels? Each filter sums over all three channels into one number.",
            ),
            (lambda: volume(32, 5, 3), "The depth of the *output* is for you to choose: one slice for each filter."),
            (lambda: volume(32, 5, 1), "That is one filter. Each of the five leaves its own slice."),
            ((32, 32, 5), "Right depth. But a 5 × 5 window cannot stand on the outermost pixels without padding."),
            ((27, 27, 5), "Those are the steps, $32 - 5$. Fence posts!"),
        ),
        otherwise="Side: $(32 - 5)/1 + 1$. Depth: one slice for each filter.",
        why="$(32 - 5)/1 + 1 = 28$ along each side, and one slice for each filter.",
    ),
    Question(
        id="weights-of-one-unit",
        prompt="In that volume, how many weights does **one** unit look at the input through (bias not counted)?",
        kind=Number(),
        key=lambda: conv_parameters(3, 1, 5, biases=False),
        wrong=(
            (25, "That is one channel. A unit always reaches through the full depth of its input."),
            (lambda: conv_parameters(3, 1, 5), "With its bias, yes. Only the weights were asked for."),
            (lambda: conv_parameters(3, 5, 5, biases=False), "That is the whole layer: five filters together."),
            (
                lambda: conv_parameters(5, 1, 5, biases=False),
                "You reached through the output's depth. It is the input's that counts.",
            ),
        ),
        otherwise="A unit sees a 5 × 5 patch, in all channels of the input.",
        why="$5 \\cdot 5 \\cdot 3 = 75$, and all units of a slice share the same 75.",
    ),
    Question(
        id="claim-five-neurons",
        claim="Input 32 × 32 × 3, five filters of 5 × 5, stride 1. Number of neurons: 5.",
        prompt="How many neurons (units) does this layer have?",
        kind=Number(),
        key=lambda: prod(volume(32, 5, 5)),
        wrong=(
            (
                5,
                "That is the number of filters. Each filter is applied at every place, and each application is a unit.",
            ),
            (lambda: 28 * 28, "That is one slice."),
            (
                lambda: conv_parameters(3, 5, 5),
                "Those are the parameters of the layer. Sharing makes them far fewer than the units.",
            ),
            (lambda: 32 * 32 * 5, "Nearly: but the output is smaller than the input."),
        ),
        otherwise="A unit is one number of the output volume. How many numbers has a 28 × 28 × 5 volume?",
        why="$28 \\cdot 28 \\cdot 5$ units, which share 5 filters.",
    ),
    Question(
        id="multiply-adds-of-five-filters",
        prompt="The same layer: 32 × 32 × 3, five filters of 5 × 5, stride 1. How many **multiply-adds** does one image "
        "cost (biases not counted)?",
        kind=Number(),
        key=lambda: conv_multiply_adds(3, 5, 5, output_size(32, 5)),
        wrong=(
            (lambda: prod(volume(32, 5, 5)), "Those are the units. Each of them multiplies by all of its weights."),
            (lambda: conv_multiply_adds(3, 1, 5, 28), "That is one slice. There are five."),
            (lambda: conv_multiply_adds(1, 5, 5, 28), "A unit has 75 weights: it reaches through all three channels."),
            (lambda: conv_parameters(3, 5, 5, biases=False), "Those are the weights. Each is used at every place."),
            (lambda: conv_multiply_adds(3, 5, 5, 32), "Nearly: a window stands at fewer places than there are pixels."),
        ),
        otherwise="Units times the weights of one unit: both stand in the questions above.",
        why="$3920 \\cdot 75$: every unit uses each of its weights once.",
    ),
)

PADDING = (
    Question(
        id="vgg-unpadded",
        prompt="VGG-16 on 224 pixels, **without any padding**, poolings floored. How wide is the map of conv5_3?",
        kind=Number(or_none="nothing is left"),
        key=last_map_of_vgg,
        wrong=(
            (lambda: last_map_of_vgg(padded=True), "That is the map *with* padding. Each convolution now costs 2."),
            (
                lambda: 224 - 2 * 13,
                "All thirteen peeled off the photo, right. And the four poolings?",
            ),
            (
                lambda: (224 - 2 * 13) // 2**4,
                "You peeled first and pooled afterwards. A pixel peeled off a small map is worth many of the photo.",
            ),
            (lambda: last_map_of_vgg("conv5_2"), "One layer more: that is conv5_2."),
            (None, "Close! Walk on from conv4_3: there is something left, if not much."),
        ),
        otherwise="Row by row: minus 2 for each convolution, then half for the pooling, rounded down.",
        why="220, 110; 106, 53; 47, 23; 17, 8; and three more convolutions.",
    ),
    Question(
        id="padding-on-seven",
        prompt="7 × 7 input, 3 × 3 kernel, stride 1, **padded with a border of 1**. How wide is the output?",
        kind=Number(),
        key=lambda: output_size(7, 3, padding=1),
        wrong=(
            (lambda: output_size(7, 3), "That is without the border."),
            (6, "The border has two sides: the strip grows by one cell at *either* end."),
            (9, "That is the padded input. The window still loses $F - 1$ of it."),
            (8, "Fence posts, the other way: $9 - 3$ steps, plus one."),
        ),
        otherwise="The padded strip has $7 + 2 \\cdot 1$ cells. Now as before.",
        why="$(7 - 3 + 2)/1 + 1 = 7$: the size is preserved.",
    ),
    Question(
        id="claim-same-padding",
        claim="Zero-padding with $(F - 1)/2$ preserves the size.",
        prompt="An input of 8. For which of these layers does it *not*?",
        kind=Choices(
            options={
                "three": "$F = 3$, stride 1",
                "five": "$F = 5$, stride 1",
                "four": "$F = 4$, stride 1",
                "strided": "$F = 3$, stride 2",
                "one": "$F = 1$, stride 1",
            }
        ),
        key=lambda: {
            name
            for name, layer in {"three": (3,), "five": (5,), "four": (4,), "strided": (3, 2), "one": (1,)}.items()
            if not keeps_size(*layer)
        },
        wrong=(
            ({"four"}, "True, half a cell cannot be padded. But look at the stride, too: what does it do to a size?"),
            ({"strided"}, "True: it halves. But compute the padding for the even kernel."),
            ({"four", "one"}, "A kernel of 1 needs no padding, and $(1 - 1)/2 = 0$ is just that."),
            ({"five", "four"}, "For 5, $P = 2$: $8 - 5 + 4 + 1$ is?"),
        ),
        otherwise="For each: compute $P$, then $(8 - F + 2P)/S + 1$.",
        why="The rule is for odd kernels and stride 1. An even kernel has no middle cell; a stride of 2 halves.",
    ),
    Question(
        id="dilation-on-seven",
        prompt="7 cells, a kernel of **3** weights with **dilation 2**: it reads every second cell. Stride 1, no padding. "
        "How many outputs?",
        kind=Number(),
        key=lambda: output_size(7, 3, dilation=2),
        wrong=(
            (lambda: output_size(7, 3), "That is dilation 1: three neighbours."),
            (2, "Does the kernel span 6? Between three weights there are only two gaps."),
            (1, "Does it span 7? That would be dilation 3."),
            (4, "It spans more than 4: the first, the last, and three cells between."),
        ),
        otherwise="First count how many cells it spans from its first to its last weight.",
        why="Weights on cells 0, 2, 4 span 5; 7 cells leave $7 - 5 + 1 = 3$ places.",
    ),
)

QUESTIONS = STRIDE + DEPTH + PADDING
