"""The kinds of answer a question can ask for: each reads an answer, from code or as typed, into its canonical form.

``Number``, ``Shape`` and ``Text`` are typed; ``Choice`` and ``Choices`` stand in ``utils.quiz.options``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from numbers import Rational, Real
from typing import ClassVar

from utils.quiz import answers
from utils.quiz.answers import Reason
from utils.quiz.expression import number

DIGITS = range(1, 13)
SHORT_FRACTION = 10**6


class Unreadable(ValueError):
    """An answer that is not of the kind asked for; its text is the one sentence that the student reads."""


@dataclass(frozen=True)
class Kind:
    """What all kinds share: a name that the view knows, the sentences for unreadable answers, and None as an answer."""

    name: ClassVar[str]
    or_none = ""

    def canonical(self, answer: object, salt: str) -> str:
        """Return the canonical form of an answer, raising Unreadable with one sentence where it is of another kind."""
        if self.or_none and (answer is None or (isinstance(answer, str) and answers.means_none(answer, self.or_none))):
            return answers.NONE
        try:
            return self.read(answer, salt)
        except Reason as reason:
            raise Unreadable(self.sentences()[str(reason)].replace("{got}", quote(answer))) from None

    def accepted(self, canonical: str) -> tuple[str, ...]:
        """Return the canonical forms that count as ``canonical``, itself first."""
        return (canonical,)

    def travels(self) -> dict:
        """Return what the view needs to read an answer of this kind, beside its name and sentences."""
        return {}

    def stored(self, answer: object, salt: str) -> tuple[str, ...]:
        """Return the canonical forms under which a key or a known wrong answer is stored."""
        return (self.canonical(answer, salt),)


@dataclass(frozen=True)
class Number(Kind):
    """A number: exact, or rounded to ``decimals`` places, or rounded to ``digits`` significant digits.

    Exact (neither given): 7/2, 3.5 and 3.50 are the same answer, and nothing near them is. With ``decimals`` or
    ``digits`` the answer is rounded to that grid, and ``near`` steps on the grid (default 1) are accepted too.
    ``unit`` is written after the input field (``"MB"``); a student may type it or not. ``or_none`` names what None
    means (``"does not fit"``): the student may then answer that there is no such number.
    Raises ValueError where both decimals and digits are given, or one of them is out of range.
    """

    name: ClassVar[str] = "number"
    decimals: int | None = None
    digits: int | None = None
    near: int = 1
    unit: str = ""
    or_none: str = ""

    def __post_init__(self) -> None:
        if self.decimals is not None and self.digits is not None:
            raise ValueError("Number takes decimals or digits, got both")
        if self.decimals is not None and self.decimals not in range(13):
            raise ValueError(f"decimals must be 0 to 12, got {self.decimals}")
        if self.digits is not None and self.digits not in range(1, 13):
            raise ValueError(f"digits must be 1 to 12, got {self.digits}")

    @property
    def exact(self) -> bool:
        """Return whether the answer is compared as it stands, without rounding."""
        return self.decimals is None and self.digits is None

    def format(self) -> str:
        """Return what the student reads beside the input."""
        if self.decimals is not None:
            return f"A number, rounded to {_count(self.decimals, 'decimal')}."
        if self.digits is not None:
            return f"A number, rounded to {_count(self.digits, 'significant digit')}."
        return "A number; 1/3, 2**4 or 1,250 will do."

    def sentences(self) -> dict[str, str]:
        """Return the sentences for answers that cannot be read; {got} stands for what was given."""
        example = "a number such as 12, 1,250, 1/3 or 2**4" + _or(self.or_none)
        return {
            "empty": f"The answer is empty, expected {example}.",
            "unreadable": f"The answer must be {example}, got {{got}}.",
            "comma": "The answer must have a point before decimals and thousands in threes, as in 1,250.5, got {got}.",
            "zero": "The answer must be a number, got a division by zero: {got}.",
            "large": "The answer must be a number of reasonable size, got {got}.",
        }

    def travels(self) -> dict:
        """Return what the view needs to read an answer of this kind."""
        grid = {"decimals": self.decimals, "digits": self.digits, "near": 0 if self.exact else self.near}
        return grid | {"unit": self.unit, "orNone": self.or_none}

    def read(self, answer: object, salt: str) -> str:
        """Return the canonical form of a str as typed, an int, float, Fraction or NumPy scalar."""
        value = number(answer, self.unit) if isinstance(answer, str) else as_fraction(answer)
        if self.decimals is not None:
            return answers.on_decimals(value, self.decimals)
        return answers.exact(value) if self.digits is None else answers.on_digits(value, self.digits)

    def accepted(self, canonical: str) -> tuple[str, ...]:
        """Return the canonical form and its neighbours on the grid, nearest first."""
        return (canonical,) if self.exact else answers.neighbours(canonical, self.near)

    def stored(self, answer: object, salt: str) -> tuple[str, ...]:
        """Return the canonical form; raises ValueError where an exact question stores no short fraction."""
        if self.exact and isinstance(answer, Real) and as_fraction(answer).denominator > SHORT_FRACTION:
            raise ValueError(f"an exact Number cannot hold {answer!r}: state decimals or digits")
        return super().stored(answer, salt)


@dataclass(frozen=True)
class Shape(Kind):
    """A tuple of numbers, typed 28x28x5, 28, 28, 5 or (28, 28, 5).

    ``names`` says what they are, in order (``("height", "width", "depth")``); without names give their count ``dims``.
    ``or_none`` names what None means (``"does not fit"``), where a question allows that answer.
    Raises ValueError where names and dims disagree or both are missing.
    """

    name: ClassVar[str] = "shape"
    names: tuple[str, ...] = ()
    dims: int = 0
    or_none: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "dims", self.dims or len(self.names))
        if self.dims not in range(1, 7) or len(self.names) not in (0, self.dims):
            raise ValueError(f"Shape needs 1 to 6 names, or as many dims, got names={self.names} and dims={self.dims}")

    def format(self) -> str:
        """Return what the student reads beside the input."""
        return f"{' × '.join(self.names).capitalize() or _count(self.dims, 'number')}, such as {self.example}."

    @property
    def example(self) -> str:
        """Return a shape of this many numbers as a student may type it."""
        return "x".join(["9", "6", "4", "3", "2", "2"][: self.dims])

    def sentences(self) -> dict[str, str]:
        """Return the sentences for answers that cannot be read; {got} stands for what was given."""
        example = f"a shape such as {self.example}{_or(self.or_none)}"
        named = f" ({' × '.join(self.names)})" if self.names else ""
        return {
            "empty": f"The answer is empty, expected {example}.",
            "unreadable": f"The answer must be {example}, got {{got}}.",
            "dims": f"The answer must be a shape of {_count(self.dims, 'number')}{named}, got {{got}}.",
        }

    def travels(self) -> dict:
        """Return what the view needs to read an answer of this kind."""
        return {"dims": self.dims, "names": list(self.names), "orNone": self.or_none}

    def read(self, answer: object, salt: str) -> str:
        """Return the canonical form of a str as typed or a sequence of numbers."""
        if isinstance(answer, str):
            sizes = answers.shape(answer)
        elif isinstance(answer, Iterable):
            sizes = tuple(as_fraction(size) for size in answer)
        else:
            raise Reason("unreadable")
        if len(sizes) != self.dims:
            raise Reason("dims")
        return ",".join(answers.exact(size) for size in sizes)


@dataclass(frozen=True)
class Text(Kind):
    """A word or a few: letter case, spaces and punctuation do not count.

    ``also`` lists other wordings of the right answer.
    """

    name: ClassVar[str] = "text"
    also: tuple[str, ...] = ()

    def format(self) -> str:
        """Return what the student reads beside the input."""
        return "A word or two."

    def sentences(self) -> dict[str, str]:
        """Return the sentences for answers that cannot be read; {got} stands for what was given."""
        return {
            "empty": "The answer is empty, expected a word or two.",
            "unreadable": "The answer must be a word or two, got {got}.",
        }

    def read(self, answer: object, salt: str) -> str:
        """Return the letters and digits in lower case."""
        if not isinstance(answer, str):
            raise Reason("unreadable")
        return answers.words(answer)


def as_fraction(answer: object) -> Fraction:
    """Return a number as a fraction; a float is the simplest fraction that rounds to it, so 7 / 3 is 7/3.

    Raises Reason unreadable for everything else: bool, nan, infinity, arrays.
    """
    if getattr(answer, "ndim", None) == 0 and hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, Real) or not isfinite(answer):
        raise Reason("unreadable")
    if isinstance(answer, Rational):
        return Fraction(int(answer.numerator), int(answer.denominator))
    simple = Fraction(float(answer)).limit_denominator(SHORT_FRACTION)
    return simple if float(simple) == float(answer) else Fraction(float(answer))


def quote(answer: object) -> str:
    """Return what was given, in quotation marks where it was typed, and at most 40 characters of it."""
    typed = isinstance(answer, str)
    text = answer if typed else repr(answer)
    short = text if len(text) <= 40 else text[:40] + "…"
    return f'"{short}"' if typed else short


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _or(phrase: str) -> str:
    return f', or "{phrase}"' if phrase else ""
