"""How a lecture declares its questions: a module ``utils/quiz/<lecture>.py`` holds a tuple ``QUESTIONS`` of these.

The key is computed from ``utils.reference`` or ``utils.shapes``, never typed, and so are wrong answers where they
follow from a formula::

    QUESTIONS = (
        Question(
            id="stride-2-on-7",
            prompt="A kernel of width 3 slides over an input of width 7 with stride 2. How wide is the output?",
            kind=Number(or_none="does not fit"),
            key=lambda: output_size(7, 3, stride=2),
            wrong=(
                (lambda: output_size(7, 3), "That is the output for stride 1."),
                (lambda: (7 - 3) // 2, "You counted the steps; there is one window more than steps."),
                (None, "Start at column 0 and write down the last column of each window."),
            ),
            otherwise="Write down $(7 - 3) / 2 + 1$.",
            why="The windows start at columns 0, 2 and 4.",
        ),
    )

Every text may be a str or a zero-argument callable that returns one, so that numbers in it are computed as well. Texts
know a small markup, see ``utils.quiz.markup``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from utils.quiz.kinds import Number, Shape, Text
from utils.quiz.options import Choice, Choices

__all__ = ["Choice", "Choices", "Number", "Question", "Shape", "Text"]

FEWEST_WRONG = 3
Words = str | Callable[[], str]


@dataclass(frozen=True)
class Question:
    """One question: its texts, the kind of its answer, the computed key, and the wrong answers worth a hint.

    ``id`` is a slug, unique over the course. ``key`` is a zero-argument callable. ``wrong`` holds at least three pairs
    (answer or zero-argument callable returning it, hint). An answer of None, or a callable that raises ``DoesNotFit``,
    means what the kind's ``or_none`` says. ``otherwise`` is the hint for all other wrong answers, ``why`` the
    explanation shown after the right one, ``claim`` an optional claim to find the mistake in.
    Raises ValueError, naming the question, where a part is missing.
    """

    id: str
    prompt: Words
    kind: Number | Shape | Choice | Choices | Text
    key: Callable[[], object]
    wrong: tuple[tuple[object, Words], ...]
    why: Words
    otherwise: Words = ""
    claim: Words = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.id):
            raise ValueError(f"id must be a slug of a-z, 0-9 and hyphens, got {self.id!r}")
        if not callable(self.key):
            raise ValueError(f"question {self.id}: key must be computed by a zero-argument callable, got {self.key!r}")
        if len(self.wrong) < FEWEST_WRONG:
            raise ValueError(f"question {self.id}: expected at least 3 known wrong answers, got {len(self.wrong)}")
        if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in self.wrong):
            raise ValueError(f"question {self.id}: wrong must hold pairs (answer, hint)")
        needed = {"prompt": self.prompt, "why": self.why}
        if not isinstance(self.kind, Choice):
            needed["otherwise"] = self.otherwise
        for name, words in needed.items():
            if not words:
                raise ValueError(f"question {self.id}: {name} must not be empty")
