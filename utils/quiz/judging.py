"""What an answer to a question earns: the table of its known answers, and the verdict on one answer."""

import textwrap
from hashlib import sha256
from typing import NamedTuple

from utils.quiz import markup
from utils.quiz.options import Choice
from utils.quiz.question import Question, Text, Words
from utils.shapes.conv_arithmetic import DoesNotFit

RIGHT, WRONG = "Right.", "Not yet."


class Verdict(NamedTuple):
    """What one known answer earns: whether it is right, and its explanation or hint in the quiz's markup."""

    correct: bool
    message: str


class Feedback(NamedTuple):
    """The verdict on an answer: whether it is correct, and the explanation or hint as plain text."""

    correct: bool
    message: str

    def __str__(self) -> str:
        return f"{RIGHT if self.correct else WRONG} {self.message}"

    def __repr__(self) -> str:
        return "\n".join(textwrap.fill(part, 96) for part in str(self).split("\n"))


def salt(question: Question) -> str:
    """Return the salt of a question's hashes: computed from its id, so that stored notebooks stay the same."""
    return sha256(f"quiz:{question.id}".encode()).hexdigest()[:16]


def text(words: Words) -> str:
    """Return a text of a question, computed now where it is a callable."""
    return words() if callable(words) else words


def judge(question: Question, answer: object) -> Feedback:
    """Return the feedback on an answer; raises Unreadable (a ValueError, one sentence) where it is of another kind."""
    canonical = question.kind.canonical(answer, salt(question))
    known = verdicts(question)
    for form in question.kind.accepted(canonical):
        if form in known:
            return Feedback(known[form].correct, markup.plain(known[form].message))
    return Feedback(False, markup.plain(text(question.otherwise)))


def verdicts(question: Question) -> dict[str, Verdict]:
    """Return the verdict on each known answer by canonical form: the key's, then the wrong answers' in order.

    Key and wrong answers are computed on each call. Raises ValueError, naming the question, where a wrong answer
    equals the key or another wrong answer (or lies so near that one typed answer could mean both), where two hints
    are the same, or where an option of a Choice has no hint.
    """
    known: dict[str, Verdict] = {}
    claimed: dict[str, str] = {}
    for names, answer, verdict in _declared(question):
        for form in _stored(question, answer):
            near = set(question.kind.accepted(form))
            for other in near & claimed.keys():
                raise ValueError(f"question {question.id}: {names} {answer!r} is too close to {claimed[other]}")
            claimed |= dict.fromkeys(near, f"{names} {answer!r}")
            known[form] = verdict
    hints = [verdict.message for verdict in known.values() if not verdict.correct]
    if len(set(hints)) < len(hints) or "" in hints:
        raise ValueError(f"question {question.id}: every wrong answer needs a hint of its own")
    if isinstance(question.kind, Choice) and len(known) < len(question.kind.options):
        raise ValueError(f"question {question.id}: every wrong option needs a hint of its own")
    return known


def _declared(question: Question) -> list[tuple[str, object, Verdict]]:
    why = Verdict(True, text(question.why))
    key = _value(question, question.key)
    synonyms = question.kind.also if isinstance(question.kind, Text) else ()
    right = [("the key", answer, why) for answer in (key, *synonyms)]
    wrong = [
        ("the wrong answer", _value(question, answer), Verdict(False, text(hint))) for answer, hint in question.wrong
    ]
    return right + wrong


def _value(question: Question, answer: object) -> object:
    try:
        return answer() if callable(answer) else answer
    except DoesNotFit:
        if not question.kind.or_none:
            raise
        return None


def _stored(question: Question, answer: object) -> tuple[str, ...]:
    try:
        return question.kind.stored(answer, salt(question))
    except ValueError as error:
        raise ValueError(f"question {question.id}: {error}") from error
