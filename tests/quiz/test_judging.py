"""The right answer earns the explanation, a known mistake its own hint, all else the general hint."""

from dataclasses import replace

import pytest

from tests.quiz import samples
from utils.quiz import markup
from utils.quiz.judging import judge, salt, text


@pytest.mark.parametrize("answer", [None, "does not fit", "Doesn't fit"])
def test_the_right_answer_earns_the_explanation(answer):
    assert judge(samples.NUMBER, answer) == (True, "(7 − 3)/3 + 1 is no whole number.")


def test_an_unknown_wrong_answer_earns_the_general_hint():
    assert judge(samples.NUMBER, 99) == (False, "Write down (7 − 3)/3 + 1.")


def test_an_option_may_be_named_or_given_by_its_letter():
    shown = "abcd"[samples.CHOICE.kind.order(salt(samples.CHOICE)).index("sign")]
    for answer in ("sign", " sign ", shown, shown.upper()):
        assert judge(samples.CHOICE, answer).message == "Compare again after flipping the sign."


@pytest.mark.parametrize(
    "answer", [{"stride", "kernel"}, ["kernel", "stride"], "stride, kernel", ("stride", "kernel", "stride")]
)
def test_several_options_count_in_any_order(answer):
    assert judge(samples.CHOICES, answer).message == "What does a dilated kernel span?"


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        (samples.CHOICE, "e", 'must be one option: a, b, c or d, got "e"'),
        (samples.CHOICE, 1, "must be one option: a, b, c or d, got 1"),
        (samples.CHOICE, "", "The answer is empty, expected one of the options"),
        (samples.CHOICES, set(), "The answer is empty, expected at least one"),
        (samples.CHOICES, {"stride", "speed"}, "must be a set of options out of a, b, c or d"),
        (samples.CHOICES, 3, "must be a set of options out of a, b, c or d, got 3"),
    ],
)
def test_an_option_that_is_not_offered_is_one_sentence(question, answer, sentence):
    with pytest.raises(ValueError, match=sentence):
        judge(question, answer)


@pytest.mark.parametrize("answer", ["chain rule", "Chain-Rule!", "chain"])
def test_other_wordings_of_a_text_are_right(answer):
    assert judge(samples.TEXT, answer).correct


def test_a_neighbour_on_the_grid_is_accepted_and_the_next_one_is_not():
    assert [judge(samples.DECIMALS, answer).correct for answer in (25.5, 25.6, 25.7, 25.8, 25.9)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert [judge(samples.DIGITS, answer).correct for answer in (25.5, 25.6, 25.7, 25.8, 25.9)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_changing_what_computes_the_key_changes_the_key():
    answers = [12, 13]
    question = replace(samples.NUMBER, key=lambda: answers[0])
    assert judge(question, 12).correct
    assert not judge(question, 13).correct
    answers.reverse()
    assert judge(question, 13).correct
    assert not judge(question, 12).correct


def test_feedback_reads_as_a_sentence():
    right, wrong = judge(samples.TEXT, "chain rule"), judge(samples.NUMBER, 5)
    assert str(right) == repr(right) == "Right. Rates multiply along a path."
    assert str(wrong) == repr(wrong) == "Not yet. That is the output for stride 1."
    assert max(len(line) for line in repr(wrong._replace(message="word " * 80)).split("\n")) <= 96


@pytest.mark.parametrize("question", samples.ALL, ids=lambda question: question.id)
def test_every_known_wrong_answer_earns_its_own_hint(question):
    for answer, hint in question.wrong:
        answer = answer() if callable(answer) else answer
        assert judge(question, answer) == (False, markup.plain(text(hint)))
