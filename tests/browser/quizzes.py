"""Answers the questions on a page as a reader does: by typing, or by choosing options."""

from fractions import Fraction
from numbers import Integral, Rational

from playwright.sync_api import Locator, expect

from utils.quiz import questions
from utils.quiz.judging import salt
from utils.quiz.question import Question
from utils.shapes.conv_arithmetic import DoesNotFit

QUIZ = ".dv-quiz"


def question_of(card: Locator) -> Question:
    """Return the declared question that a card on a page shows."""
    shown = card.get_attribute("aria-labelledby")
    name = shown.removeprefix("dv-quiz-").rsplit("-", 2)[0]
    return questions()[name]


def answer_right_and_wrong(card: Locator) -> None:
    """Give a known wrong answer and then the right one, and see the card say so.

    Raises AssertionError where the verdict is not the one that the declared question asks for.
    """
    question = question_of(card)
    for answer, state in ((question.wrong[0][0], "wrong"), (question.key, "right")):
        give(card, question, value_of(question, answer))
        expect(card).to_have_attribute("data-state", state)
        expect(card.locator(".dv-quiz-feedback")).not_to_be_empty()


def give(card: Locator, question: Question, answer: object) -> None:
    """Enter an answer into a card and ask for the verdict, by keyboard alone."""
    boxes = card.locator(".dv-quiz-box")
    if boxes.count():
        wanted = question.kind.canonical(answer, salt(question))
        for box in boxes.all():
            box.focus()
            if box.is_checked() != (box.get_attribute("value") in wanted):
                box.press("Space")
    else:
        card.locator(".dv-quiz-input").fill(typed(question, answer))
    card.locator(".dv-quiz-check").press("Enter")


def value_of(question: Question, answer: object) -> object:
    """Return a declared answer, computed where it is a callable; None where it says that nothing fits."""
    try:
        return answer() if callable(answer) else answer
    except DoesNotFit:
        return None


def typed(question: Question, answer: object) -> str:
    """Return an answer as a reader types it."""
    if answer is None:
        return question.kind.or_none
    if isinstance(answer, str):
        return answer
    if isinstance(answer, tuple | list):
        return "x".join(typed(question, size) for size in answer)
    if isinstance(answer, Integral | Rational):
        return str(Fraction(int(answer)) if isinstance(answer, Integral) else answer)
    return f"{float(answer):.12f}"
