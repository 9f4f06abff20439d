"""Python and the page read every answer alike, sentence for sentence and form for form."""

import random

from tests.node import run_module
from utils.quiz.kinds import Number, Shape, Text, Unreadable
from utils.quiz.widget import STATIC

KINDS = (
    Number(),
    Number(or_none="does not fit", unit="MB"),
    Number(decimals=0),
    Number(decimals=3, near=2),
    Number(digits=1),
    Number(digits=4),
    Shape(dims=3),
    Shape(dims=1, or_none="no such shape"),
    Text(),
)
CANONICAL = """
import { acceptedFor, canonicalOf, Unreadable } from "./answers.js";
answer(payload.map(([question, text]) => {
  try {
    return acceptedFor(question, canonicalOf(question, text));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return error.message;
  }
}));
"""


def random_texts(count, seed=0):
    """Return texts that are numbers, shapes, words, nearly so, or rubbish."""
    rng = random.Random(seed)
    pieces = [
        *"0123456789012345678901234567890123456789",
        *"..,,+-*/()^eExX×·÷−–_' \u00a0[];=≈~",
        "**",
        "e-",
        "1,250",
        "0.0005",
    ]
    words = [
        "none",
        "does not fit",
        "Doesn’t fit!",
        "no such shape",
        "MB",
        "mb",
        "Leaky-ReLU",
        "naïve",
        "ΣΑΣ",
        "ﬁlter ²",
        "İ",
        "",
    ]
    for _ in range(count):
        kind = rng.randrange(6)
        if kind == 0:
            yield repr(rng.uniform(-1, 1) * 10.0 ** rng.randint(-9, 9))
        elif kind == 1:
            sign = rng.choice(["/", "*", "**", "-", "+", " × ", "x", ", "])
            yield f"{rng.randint(-99, 9999)}{sign}{rng.randint(-9, 40)}"
        elif kind == 2:
            between = rng.choice(["x", ", ", " × ", " ", ";", "*"])
            yield (
                rng.choice(["", "("])
                + between.join(str(rng.randint(0, 300)) for _ in range(rng.randint(1, 4)))
                + rng.choice(["", ")"])
            )
        elif kind == 3:
            yield rng.choice(words) + rng.choice(["", " ", "!", "x" * 150]) + rng.choice(words)
        elif kind == 4:
            yield f"{rng.randint(-(10**6), 10**6):,}" + rng.choice(["", ".5", "e3", "E-7", " MB", ".", "\u2009000"])
        else:
            yield "".join(rng.choice(pieces) for _ in range(rng.randint(0, 9)))


def in_python(kind, text):
    try:
        return list(kind.accepted(kind.canonical(text, "")))
    except Unreadable as error:
        return str(error)


def test_python_and_the_page_read_ten_thousand_random_answers_alike():
    cases = [(KINDS[place % len(KINDS)], text) for place, text in enumerate(random_texts(10_000))]
    asked = [[{"kind": k.name, "reading": k.travels(), "sentences": k.sentences()}, text] for k, text in cases]
    expected = [in_python(kind, text) for kind, text in cases]
    found = run_module(CANONICAL, asked, near=STATIC)
    assert [(case, a, b) for case, a, b in zip(cases, expected, found, strict=True) if a != b] == []
    assert 2000 < sum(isinstance(form, list) for form in expected) < 9000
