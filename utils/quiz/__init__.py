"""Quizzes: ``quiz.ask("id")`` shows a question as a widget, ``quiz.check("id", answer)`` answers it in code.

A lecture declares its questions in ``utils/quiz/<lecture>.py`` as a tuple ``QUESTIONS`` (see ``utils.quiz.question``).
Keys are computed from the reference library on every use; nothing in the widget tells them in clear.
"""

from utils.quiz.bank import find, questions
from utils.quiz.judging import Feedback, judge
from utils.quiz.question import Question
from utils.quiz.widget import Quiz

__all__ = ["Feedback", "ask", "check", "questions"]


def ask(question: str | Question) -> Quiz:
    """Return the question with this id as a widget; raises ValueError, suggesting near ids, for an unknown id.

    A ``Question`` that belongs to no lecture may be given itself.
    """
    return Quiz(question if isinstance(question, Question) else find(question))


def check(question: str, answer: object) -> Feedback:
    """Return Feedback(correct, message) on an answer to the question with this id.

    ``answer`` is a number, shape, option name or text as the question asks, or the same typed as a str; None where
    "does not fit" is an answer. Raises ValueError with one sentence for an unknown id or an answer of another kind.
    """
    return judge(find(question), answer)
