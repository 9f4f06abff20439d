"""Every question of every lecture: its key is accepted and each known mistake gets its own hint, in code and page."""

import pytest

from tests.node import run_module
from tests.quiz import samples
from tests.quiz.test_payload import JUDGE, assert_keeps_its_secrets, stored
from utils import quiz
from utils.quiz import bank, markup
from utils.quiz.judging import text
from utils.quiz.payload import seal
from utils.quiz.widget import STATIC

QUESTIONS = list(quiz.questions().values())
IDS = [question.id for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_the_key_is_accepted_and_each_known_mistake_gets_its_hint_in_code(question):
    assert quiz.check(question.id, samples.value(question, question.key)).correct
    for answer, hint in question.wrong:
        found = quiz.check(question.id, samples.value(question, answer))
        assert found == (False, markup.plain(text(hint)))


def test_the_page_judges_all_questions_as_python_does():
    cases = [(q, answer, verdict) for q in QUESTIONS for answer, verdict in stored(q)]
    sealed = {question.id: seal(question) for question in QUESTIONS}
    found = run_module(JUDGE, [[sealed[question.id], answer] for question, answer, _ in cases], near=STATIC)
    wrong = [(q.id, answer) for (q, answer, verdict), judged in zip(cases, found, strict=True) if judged != verdict]
    assert wrong == []


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_neither_key_nor_hints_travel_in_clear(question):
    assert_keeps_its_secrets(question)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_every_text_can_be_shown(question):
    for words in (question.prompt, question.claim, *getattr(question.kind, "options", {}).values()):
        markup.html(text(words))
        markup.plain(text(words))


def test_an_unknown_id_suggests_near_ones(monkeypatch):
    monkeypatch.setattr(bank, "questions", lambda: {question.id: question for question in samples.ALL})
    with pytest.raises(ValueError, match="there is no question 'stride-3': did you mean stride-3-on-7"):
        quiz.check("stride-3", 1)
    with pytest.raises(ValueError, match="known are memory-in-digits, memory-of-a-batch, name-of-the-rule, "):
        quiz.ask("zzz")


def test_two_questions_of_one_id_are_refused(monkeypatch):
    module = bank.import_module("utils.quiz.question")
    monkeypatch.setattr(module, "QUESTIONS", (samples.NUMBER, samples.NUMBER), raising=False)
    with pytest.raises(ValueError, match="question ids must be unique, got stride-3-on-7 twice"):
        quiz.questions()
