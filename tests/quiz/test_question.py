"""A question that is declared badly is refused, by name."""

from dataclasses import replace

import pytest

from tests.quiz import samples
from utils.quiz.judging import verdicts
from utils.quiz.kinds import Number, Shape
from utils.quiz.options import Choice


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "Not A Slug"}, "id must be a slug"),
        ({"key": 3}, "stride-3-on-7: key must be computed"),
        ({"wrong": samples.NUMBER.wrong[:2]}, "stride-3-on-7: expected at least 3 known wrong answers, got 2"),
        ({"wrong": ((1, "a"), (2, "b"), 3)}, "stride-3-on-7: wrong must hold pairs"),
        ({"prompt": ""}, "stride-3-on-7: prompt must not be empty"),
        ({"why": ""}, "stride-3-on-7: why must not be empty"),
        ({"otherwise": ""}, "stride-3-on-7: otherwise must not be empty"),
    ],
)
def test_a_missing_part_is_refused_when_declared(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(samples.NUMBER, **change)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (((None, "a"), (1, "b"), (2, "c")), "the wrong answer None is too close to the key None"),
        (((5, "a"), ("10/2", "b"), (2, "c")), "the wrong answer '10/2' is too close to the wrong answer 5"),
        (((5, "a"), (6, "a"), (2, "c")), "a hint of its own"),
        (((5, "a"), (6, ""), (2, "c")), "a hint of its own"),
        ((("five", "a"), (6, "b"), (2, "c")), 'must be a number .* got "five"'),
        (((0.1 + 0.2, "a"), (6, "b"), (2, "c")), "an exact Number cannot hold 0.30000000000000004"),
    ],
)
def test_wrong_answers_that_cannot_be_told_apart_are_refused_when_used(wrong, sentence):
    with pytest.raises(ValueError, match=f"question stride-3-on-7: .*{sentence}"):
        verdicts(replace(samples.NUMBER, wrong=wrong))


def test_a_wrong_answer_within_the_tolerance_of_the_key_is_refused():
    key = samples.DECIMALS.key()
    for off in (0.0, 0.1, -0.2):
        wrong = ((key + off, "near"), *samples.DECIMALS.wrong[1:])
        with pytest.raises(ValueError, match="too close to the key"):
            verdicts(replace(samples.DECIMALS, wrong=wrong))
    assert len(verdicts(replace(samples.DECIMALS, wrong=((key + 0.3, "far"), *samples.DECIMALS.wrong[1:])))) == 4


def test_a_choice_needs_a_hint_for_every_wrong_option():
    options = samples.CHOICE.kind.options | {"all": "All of it"}
    with pytest.raises(ValueError, match="every wrong option needs a hint"):
        verdicts(replace(samples.CHOICE, kind=Choice(options)))


def test_a_key_that_does_not_fit_must_be_allowed_as_an_answer():
    with pytest.raises(ValueError, match="does not fit"):
        verdicts(replace(samples.NUMBER, kind=Number()))


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Number(decimals=1, digits=2), "decimals or digits, got both"),
        (lambda: Number(decimals=-1), "decimals must be 0 to 12"),
        (lambda: Number(digits=0), "digits must be 1 to 12"),
        (lambda: Shape(), "Shape needs"),
        (lambda: Shape(names=("height",), dims=2), "Shape needs"),
        (lambda: Choice({"yes": "Yes", "no": "No"}), "options must number 3 to 10, got 2"),
        (lambda: Choice({"a": "A", "two": "B", "three": "C"}), "at least two letters, got 'a'"),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused(build, sentence):
    with pytest.raises(ValueError, match=sentence):
        build()
