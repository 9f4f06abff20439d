"""Questions with options: one of them, or several. Options travel as letters in a shuffled order, never by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from string import ascii_lowercase
from typing import ClassVar

from utils.quiz.answers import Reason
from utils.quiz.kinds import Kind


@dataclass(frozen=True)
class _Options(Kind):
    options: Mapping[str, str | Callable[[], str]]
    shuffle: bool = True

    def __post_init__(self) -> None:
        if not 3 <= len(self.options) <= 10:
            raise ValueError(f"options must number 3 to 10, got {len(self.options)}")
        for name in self.options:
            if not isinstance(name, str) or len(name) < 2:
                raise ValueError(f"an option's name must have at least two letters, got {name!r}")

    def order(self, salt: str) -> tuple[str, ...]:
        """Return the options' names in the order shown: shuffled by the question's salt, the same on every run."""
        names = tuple(self.options)
        return (
            tuple(sorted(names, key=lambda name: sha256((salt + name).encode()).hexdigest())) if self.shuffle else names
        )

    def letter(self, answer: object, salt: str) -> str:
        """Return the letter shown beside the option with this name, or this letter."""
        shown = dict(zip(self.order(salt), ascii_lowercase, strict=False))
        if not isinstance(answer, str):
            raise Reason("unreadable")
        if not answer.strip():
            raise Reason("empty")
        letter = shown.get(answer.strip(), answer.strip().lower())
        if letter not in shown.values():
            raise Reason("unreadable")
        return letter

    def letters(self) -> str:
        """Return the letters shown, as words: a, b, c or d."""
        shown = ascii_lowercase[: len(self.options)]
        return ", ".join(shown[:-1]) + " or " + shown[-1]


@dataclass(frozen=True)
class Choice(_Options):
    """One of ``options``, a mapping from a name used in code to the text shown.

    Key and wrong answers are names. The order shown is shuffled once per question (``shuffle=False`` keeps yours).
    In code a student may give the name or the letter shown. Raises ValueError for fewer than 3 options or a name of
    one letter, which could be mistaken for a letter shown.
    """

    name: ClassVar[str] = "choice"

    def format(self) -> str:
        """Return what the student reads beside the options."""
        return "Choose one."

    def sentences(self) -> dict[str, str]:
        """Return the sentences for answers that cannot be read; {got} stands for what was given."""
        return {
            "empty": "The answer is empty, expected one of the options.",
            "unreadable": f"The answer must be one option: {self.letters()}, got {{got}}.",
        }

    def read(self, answer: object, salt: str) -> str:
        """Return the letter of the option."""
        return self.letter(answer, salt)


@dataclass(frozen=True)
class Choices(_Options):
    """Several of ``options``: key and wrong answers are sets of names, never the empty set.

    As ``Choice`` else; in code a student gives a set, tuple or list of names or letters, or a str such as "a, c".
    """

    name: ClassVar[str] = "choices"

    def format(self) -> str:
        """Return what the student reads beside the options."""
        return "Choose all that are right."

    def sentences(self) -> dict[str, str]:
        """Return the sentences for answers that cannot be read; {got} stands for what was given."""
        return {
            "empty": "The answer is empty, expected at least one of the options.",
            "unreadable": f"The answer must be a set of options out of {self.letters()}, got {{got}}.",
        }

    def read(self, answer: object, salt: str) -> str:
        """Return the letters of the options in alphabetical order."""
        chosen = answer.replace(",", " ").split() if isinstance(answer, str) else answer
        if not isinstance(chosen, Iterable):
            raise Reason("unreadable")
        letters = sorted({self.letter(name, salt) for name in chosen})
        if not letters:
            raise Reason("empty")
        return "".join(letters)
