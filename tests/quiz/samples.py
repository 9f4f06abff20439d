"""One question of each kind, for the engine's own tests; the lectures' questions are tested where they all are."""

from dataclasses import replace

from utils.quiz.judging import salt
from utils.quiz.kinds import as_fraction
from utils.quiz.question import Choice, Choices, Number, Question, Shape, Text
from utils.shapes.conv_arithmetic import DoesNotFit, output_size

NUMBER = Question(
    id="stride-3-on-7",
    prompt="A kernel of width 3 slides over a width of 7 with **stride 3**. How wide is the output?",
    kind=Number(or_none="does not fit"),
    key=lambda: output_size(7, 3, stride=3),
    wrong=(
        (lambda: output_size(7, 3, stride=3, floor=True), "A framework would round down to this."),
        (lambda: output_size(7, 3), "That is the output for stride 1."),
        ("7/3", "You divided the width by the stride."),
    ),
    otherwise="Write down $(7 - 3) / 3 + 1$.",
    why=r"$\frac{7 - 3}{3} + 1$ is no whole number.",
)
DECIMALS = Question(
    id="memory-of-a-batch",
    prompt="How much memory do `32 × 28 × 28 × 256` numbers in float32 take?",
    kind=Number(decimals=1, unit="MB"),
    key=lambda: 32 * 28 * 28 * 256 * 4 / 1e6,
    wrong=(
        (lambda: 32 * 28 * 28 * 256 / 1e6, "Each number takes 4 bytes."),
        (lambda: 28 * 28 * 256 * 4 / 1e6, "That is one example."),
        (lambda: 32 * 28 * 28 * 256 * 8 / 1e6, "That is float64."),
    ),
    otherwise="Count numbers, then bytes.",
    why=lambda: f"It is {32 * 28 * 28 * 256 * 4:,} bytes.",
)
DIGITS = replace(DECIMALS, id="memory-in-digits", kind=Number(digits=3))
SHAPE = Question(
    id="shape-of-five-filters",
    prompt=r"$32 \times 32 \times 3$ meets five filters of width 5. Which shape comes out?",
    kind=Shape(names=("height", "width", "depth")),
    key=lambda: (output_size(32, 5), output_size(32, 5), 5),
    wrong=(
        ((28, 28, 3), "The depth is the number of filters."),
        ((28, 28, 15), "A filter spans the whole depth."),
        ((32, 32, 5), "That would need padding 2."),
    ),
    otherwise="Width first.",
    why="Each filter yields one map.",
)
CHOICE = Question(
    id="what-is-missing",
    claim=r"The gradient of $J$ is $W_1^{(2)} \sigma'(z_1) a_4$.",
    prompt="What is missing?",
    kind=Choice(
        options={"both": "Sign **and** branch", "sign": "The sign", "branch": "The branch", "nothing": "Nothing"}
    ),
    key=lambda: "both",
    wrong=(
        ("sign", "Compare again after flipping the sign."),
        ("branch", "Which way does $J$ go when $s$ grows?"),
        ("nothing", "That is the gradient of $s$."),
    ),
    why="$J$ feels the weight twice.",
)
CHOICES = Question(
    id="what-shrinks",
    prompt="Which of these make the output smaller?",
    kind=Choices(options={"stride": "Stride", "kernel": "Kernel", "padding": "Padding", "dilation": "Dilation"}),
    key=lambda: {"stride", "kernel", "dilation"},
    wrong=(
        ({"stride", "kernel"}, "What does a dilated kernel span?"),
        ({"stride"}, "The stride is not alone."),
        ({"stride", "kernel", "padding", "dilation"}, "Padding adds cells."),
    ),
    otherwise="Try each one alone.",
    why="The span grows with kernel and dilation.",
)
TEXT = Question(
    id="name-of-the-rule",
    prompt="Which rule multiplies rate factors along a path?",
    kind=Text(also=("chain",)),
    key=lambda: "chain rule",
    wrong=(
        ("product rule", "That one is for products."),
        ("sum rule", "Sums are for several paths."),
        ("power rule", "No power here."),
    ),
    otherwise="Think of links.",
    why="Rates multiply along a path.",
)
ALL = (NUMBER, DECIMALS, DIGITS, SHAPE, CHOICE, CHOICES, TEXT)


def value(question: Question, answer: object) -> object:
    """Return a declared answer, computed where it is a callable; None where it says that nothing fits."""
    try:
        return answer() if callable(answer) else answer
    except DoesNotFit:
        return None


def typed(question: Question, answer: object) -> str | list[str]:
    """Return an answer as the page gets it: typed, or as the letters of the options chosen."""
    if isinstance(question.kind, Choice | Choices):
        return list(question.kind.canonical(answer, salt(question)))
    if answer is None:
        return question.kind.or_none
    if isinstance(answer, tuple | list):
        return " × ".join(str(as_fraction(size)) for size in answer)
    return answer if isinstance(answer, str) else str(as_fraction(answer))
