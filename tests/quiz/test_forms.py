"""The two forms are parallel: the same concepts and words, other numbers and answers, keys that are right."""

import re
from math import exp, log

import pytest

from utils.authoring import syllabus
from utils.quiz import forms
from utils.quiz.forms import form, is_right
from utils.quiz.sheet import sheet

BY_HAND = {
    "softmax cross-entropy": (log(1 + exp(-1)), log(1 + exp(2))),
    "hinge loss": ((0.9 - 1.5 + 1) + (1.7 - 1.5 + 1), (2.5 - 2.2 + 1) + (1.6 - 2.2 + 1)),
    "paths and edges": (3 * 4 * 5 * 2, 2 * 6 * 3 * 3),
    "dropout": (0.8 * 6, 0.6 * 4),
    "convolution": (1 - 2 + 2 * 3 - 2 * 0 + 0 - 4, 2 + 2 * 1 + 0 - 4 - 2 * 1 - 2),
    "parameters of a layer": (32 * (3 * 3 * 16 + 1), 20 * (5 * 5 * 8 + 1)),
    "output size": (((32 - 5) // 3 + 1, (32 - 5) // 3 + 1, 12), ((28 + 2 - 4) // 2 + 1, (28 + 2 - 4) // 2 + 1, 6)),
    "receptive field": (1 + 2 + 2 + 1 + 2 * 2, 1 + 4 + 2 + 2 + 3 * 2),
    "memory of activations": (128 * 56 * 56 * 4 / 1e6, 48 * 112 * 112 * 4 / 1e6),
    "log-loss": (-0.9 * log(0.9) - 0.1 * log(0.1), -0.8 * log(0.8) - 0.2 * log(0.2)),
    "frozen trunk": (512 * 8 + 8, 2048 * 8 + 8),
    "ensembles": (-log(0.7), -log(0.5)),
    "intersection over union": (8 / (16 + 16 - 8), 8 / (24 + 24 - 8)),
    "non-maximum suppression": (2, 3),
    "box regression": (5 / 20, 16 / 40),
    "anchors": (40 * 30 * 9, 20 * 25 * 8),
}
"""What each item comes to with pencil and paper, in form A and in form B."""

A, B = form("a"), form("b")


def shown(item, answer) -> str:
    return "x".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)


def without_numbers(text: str) -> str:
    return re.sub(r"\([-\d, ()]+\)|-?\d[\d.,]*%?", "#", text)


def test_both_forms_ask_the_same_concepts_in_the_same_order_with_different_answers():
    assert [item.concept for item in A] == [item.concept for item in B] == list(BY_HAND)
    assert [item.kind for item in A] == [item.kind for item in B]
    for one, other in zip(A, B, strict=True):
        assert one.prompt != other.prompt
        assert not is_right(one, shown(other, other.key()))


@pytest.mark.parametrize("place", [place for place, item in enumerate(A) if "detector" not in item.prompt])
def test_both_forms_ask_in_the_same_words(place):
    if A[place].concept == "paths and edges":
        return
    assert without_numbers(A[place].prompt) == without_numbers(B[place].prompt)


@pytest.mark.parametrize("item", [*A, *B], ids=lambda item: item.concept)
def test_a_key_is_what_pencil_and_paper_say(item):
    by_hand = BY_HAND[item.concept][item in B]
    assert is_right(item, shown(item, by_hand))
    assert is_right(item, shown(item, item.key()))


@pytest.mark.parametrize("item", A, ids=lambda item: item.concept)
def test_an_empty_or_unreadable_answer_is_wrong(item):
    assert not is_right(item, "")
    assert not is_right(item, "no idea")
    assert not is_right(item, "-7777")


def test_every_concept_belongs_to_a_lecture_of_the_syllabus_and_they_come_in_its_order():
    lectures = [item.lecture for item in A]
    assert lectures == sorted(lectures)
    assert set(lectures) <= {entry.lecture for entry in syllabus.entries()}
    assert len(set(lectures)) >= 12


def test_no_key_travels_to_the_page():
    for name in forms.NAMES:
        assert {key for item in sheet(name).items for key in item} == {"concept", "prompt", "format", "unit"}


def test_a_form_that_does_not_exist_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="a form must be one of a, b, got 'c'"):
        form("c")
