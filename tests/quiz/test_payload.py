"""What travels to the page judges as Python does, is the same on every run, and shows neither key nor hints."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace

import pytest

from tests.node import run_module
from tests.quiz import samples
from utils.quiz import markup
from utils.quiz.judging import judge, text
from utils.quiz.payload import seal
from utils.quiz.widget import STATIC

JUDGE = """
import { verdictOn } from "./judging.js";
answer(payload.map(([question, given]) => {
  const { correct, html } = verdictOn(question, given);
  return [correct, html];
}));
"""


def stored(question):
    """Return (answer as typed, verdict expected) for the key and each known wrong answer."""
    value = lambda answer: samples.typed(question, samples.value(question, answer))  # noqa: E731
    right = [(value(question.key), [True, markup.html(text(question.why))])]
    return right + [(value(answer), [False, markup.html(text(hint))]) for answer, hint in question.wrong]


@pytest.mark.parametrize("question", samples.ALL, ids=lambda question: question.id)
def test_the_page_gives_each_known_answer_its_own_verdict(question):
    typed, expected = zip(*stored(question), strict=True)
    sealed = seal(question)
    assert run_module(JUDGE, [[sealed, answer] for answer in typed], near=STATIC) == list(expected)


def test_the_page_gives_other_answers_the_general_hint():
    found = run_module(JUDGE, [[seal(samples.NUMBER), "99"], [seal(samples.TEXT), "bus rule"]], near=STATIC)
    assert found == [[False, markup.html(q.otherwise)] for q in (samples.NUMBER, samples.TEXT)]


def test_the_page_accepts_neighbours_on_the_grid_as_python_does():
    typed = ["25.5", "25.6", "25.69", "25.8", "25.9"]
    for question in (samples.DECIMALS, samples.DIGITS):
        found = run_module(JUDGE, [[seal(question), answer] for answer in typed], near=STATIC)
        assert [correct for correct, _ in found] == [False, True, True, True, False]
        assert [judge(question, answer).correct for answer in typed] == [False, True, True, True, False]


def with_other_secrets(question):
    """Return the question with the key and the first wrong answer exchanged, and with other hints."""
    hints = [f"Another hint, number {number}." for number in range(len(question.wrong))]
    answers = [question.key, *(answer for answer, _ in question.wrong[1:])]
    key = lambda: samples.value(question, question.wrong[0][0])  # noqa: E731
    wrong = tuple(zip(answers, hints, strict=True))
    return replace(question, key=key, wrong=wrong, why="Because.", otherwise="Try again.")


def assert_keeps_its_secrets(question):
    """Assert that another key and other hints change the enciphered entries alone, and that these cannot be read."""
    sealed, other = seal(question), seal(with_other_secrets(question))
    entries = b"".join(b64decode(entry) for entry in sealed.pop("entries").values())
    assert other.pop("entries")
    assert sealed == other
    for words in (question.why, question.otherwise, *(hint for _, hint in question.wrong)):
        assert not any(word.encode() in entries for word in re.findall(r"\w{4,}", text(words)))


@pytest.mark.parametrize("question", samples.ALL, ids=lambda question: question.id)
def test_neither_key_nor_hints_travel_in_clear(question):
    assert_keeps_its_secrets(question)


def test_all_verdicts_are_of_one_length_and_sorted_by_tag():
    entries = seal(samples.NUMBER)["entries"]
    assert len({len(text) for text in entries.values()}) == 1
    assert list(entries) == sorted(entries)


def test_a_new_process_seals_the_same_payload():
    code = "import json; from tests.quiz import samples; from utils.quiz.payload import seal\n"
    code += "print(json.dumps([seal(question) for question in samples.ALL]))"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(again.stdout) == [seal(question) for question in samples.ALL]


def test_options_are_shuffled_by_the_question_and_no_names_travel():
    question = samples.CHOICE
    sealed = seal(question)
    assert sorted(sealed["options"]) == sorted(markup.inline(words) for words in question.kind.options.values())
    assert sealed["options"] != [markup.inline(words) for words in question.kind.options.values()]
    kept = type(question.kind)(question.kind.options, shuffle=False)
    assert kept.order("any") == tuple(question.kind.options)
