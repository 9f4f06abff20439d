"""The key holds every question of every lecture with its computed answer; the forms on paper hold no answer at all."""

import html
import re

import pytest

from utils.authoring import handouts, notebooks
from utils.authoring.handouts import asked, entry, printed, quiz_key
from utils.quiz import forms, markup, questions
from utils.quiz.judging import text

LECTURES = notebooks.lectures()


@pytest.fixture(scope="module")
def key() -> str:
    return quiz_key(LECTURES)


def test_the_key_holds_every_question_in_the_order_in_which_it_is_asked(key):
    names = [name for path in LECTURES for name in asked(path)]
    assert re.findall(r"<h3>([\w-]+)</h3>", key) == names
    assert set(questions()) <= set(names)


def test_every_known_mistake_stands_beside_its_hint(key):
    for question in questions().values():
        assert entry(question) in key
        assert entry(question).count('class="wrong"') == len(question.wrong)
        assert [hint for _, hint in question.wrong if markup.html(text(hint)) not in key] == []
        assert markup.html(text(question.why)) in key


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("strip-stride-1", "5"),
        ("claim-stride-cannot", "14 × 14 × 5"),
        ("bridge-softmax-twice", "1.46"),
        ("pattern-where-memory", "the first convolution"),
    ],
)
def test_the_right_answer_is_shown_as_a_student_gives_it(name, answer):
    right = re.search(r'<dt class="right">(.*?)</dt>', entry(questions()[name]))[1]
    assert html.unescape(right).endswith(answer)


def test_a_question_whose_key_is_computed_otherwise_has_another_key(monkeypatch):
    before = entry(questions()["strip-stride-1"])
    monkeypatch.setattr("utils.quiz.conv_arithmetic.output_size", lambda *sizes, **options: 77)
    assert before != entry(questions()["strip-stride-1"])
    assert '<dt class="right">77</dt>' in entry(questions()["strip-stride-1"])


def test_the_forms_on_paper_ask_everything_and_tell_nothing():
    for name in forms.NAMES:
        page = printed(name)
        assert [item.prompt for item in forms.form(name) if markup.html(item.prompt) not in page] == []
        assert page.count('class="line"') == len(forms.form(name)) + 1
        assert handouts.KEY_TITLE not in page


def test_handouts_load_nothing(key):
    for page in (key, *map(printed, forms.NAMES)):
        assert re.findall(r"\b(?:src|href)=|url\(|@import", page) == []
