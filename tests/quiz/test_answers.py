"""Every way of giving an answer has one canonical form."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.quiz import answers
from utils.quiz.answers import Reason
from utils.quiz.kinds import Number, Shape, Text, Unreadable


@pytest.mark.parametrize("given", [3.5, "3.5", "7/2", "3.50", Fraction(7, 2), np.float32(3.5), np.array(3.5)])
def test_an_exact_number_has_one_form(given):
    assert Number().canonical(given, "") == "7/2"


@pytest.mark.parametrize("given", [12, "12", 12.0, np.int64(12), np.uint8(12), "1.2e1", "3*4"])
def test_a_whole_number_may_come_as_any_numeric_type(given):
    assert Number().canonical(given, "") == "12"


def test_a_quotient_computed_in_floats_is_the_fraction():
    assert Number().canonical(7 / 3, "") == Number().canonical("7/3", "") == "7/3"


@pytest.mark.parametrize(("value", "form"), [("0.125", "13"), ("-0.125", "-13"), ("0.1249", "12"), ("-0.001", "0")])
def test_decimals_round_halves_away_from_zero(value, form):
    assert Number(decimals=2).canonical(value, "") == form


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("3.5", "350e-2"),
        ("9.996", "100e-1"),
        ("-0.0012345", "-123e-5"),
        ("1e9", "100e7"),
        ("0", "0"),
        ("99950", "100e3"),
    ],
)
def test_significant_digits_follow_the_size_of_the_number(value, form):
    assert Number(digits=3).canonical(value, "") == form


def test_neighbours_on_the_grid_step_over_a_power_of_ten():
    assert answers.neighbours("999e-2", 1) == ("999e-2", "998e-2", "100e-1")
    assert answers.neighbours("100e-1", 1) == ("100e-1", "999e-2", "101e-1")
    assert answers.neighbours("0", 1) == ("0", "-1", "1")
    assert answers.neighbours("none", 1) == ("none",)


@given(st.fractions(max_denominator=10**9), st.integers(0, 6))
def test_a_grid_form_is_within_half_a_step_of_the_number(value, decimals):
    assert abs(int(answers.on_decimals(value, decimals)) - value * 10**decimals) <= Fraction(1, 2)


@given(st.fractions(max_denominator=10**9).filter(bool), st.integers(1, 6))
def test_a_form_in_digits_has_that_many_and_is_within_half_a_step(value, digits):
    found, power = answers.on_digits(value, digits).split("e")
    assert len(found.lstrip("-")) == digits
    assert abs(int(found) * Fraction(10) ** int(power) - value) <= Fraction(10) ** int(power) / 2


@pytest.mark.parametrize(
    "given",
    [
        "28x28x5",
        "28, 28, 5",
        "(28,28,5)",
        "[28, 28, 5]",
        "28 × 28 × 5",
        "28 28 5",
        "28*28*5",
        (28, 28, 5),
        [28, 28.0, 5],
        np.array([28, 28, 5]),
    ],
)
def test_a_shape_may_be_given_in_many_ways(given):
    assert Shape(dims=3).canonical(given, "") == "28,28,5"


@pytest.mark.parametrize("given", ["28", "(28,)", " [ 28 , ] ", (28,), [28]])
def test_a_shape_may_have_one_number(given):
    assert Shape(dims=1).canonical(given, "") == "28"


@pytest.mark.parametrize("text", ["Leaky ReLU", "leaky-relu", "  LEAKY  RELU! ", "leaky_relu"])
def test_words_ignore_case_spaces_and_punctuation(text):
    assert answers.words(text) == "leaky relu"


@pytest.mark.parametrize("text", ["none", "None", "does not fit", "Doesn't fit.", "it doesn’t fit", "NO SUCH WIDTH"])
def test_there_is_no_such_number_may_be_said_in_many_ways(text):
    assert (
        Number(or_none="no such width").canonical(text, "")
        == "none"
        == Number(or_none="no such width").canonical(None, "")
    )


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (Number(), "", "The answer is empty, expected a number such as 12, 1,250, 1/3 or 2**4."),
        (Number(), "abc", 'The answer must be a number such as 12, 1,250, 1/3 or 2**4, got "abc".'),
        (Number(), None, "The answer must be a number such as 12, 1,250, 1/3 or 2**4, got None."),
        (Number(), True, "The answer must be a number such as 12, 1,250, 1/3 or 2**4, got True."),
        (Number(), float("nan"), "The answer must be a number such as 12, 1,250, 1/3 or 2**4, got nan."),
        (Number(), [1, 2], "The answer must be a number such as 12, 1,250, 1/3 or 2**4, got [1, 2]."),
        (
            Number(or_none="does not fit"),
            "?",
            'The answer must be a number such as 12, 1,250, 1/3 or 2**4, or "does not fit", got "?".',
        ),
        (Number(), "1/0", 'The answer must be a number, got a division by zero: "1/0".'),
        (
            Number(),
            "3,5",
            'The answer must have a point before decimals and thousands in threes, as in 1,250.5, got "3,5".',
        ),
        (
            Shape(names=("height", "width")),
            (1, 2, 3),
            "The answer must be a shape of 2 numbers (height × width), got (1, 2, 3).",
        ),
        (Shape(dims=2), 7, "The answer must be a shape such as 9x6, got 7."),
        (Shape(dims=2), ("a", "b"), "The answer must be a shape such as 9x6, got ('a', 'b')."),
        (Shape(dims=2), "", "The answer is empty, expected a shape such as 9x6."),
        (Text(), 3, "The answer must be a word or two, got 3."),
        (Text(), "?!", "The answer is empty, expected a word or two."),
    ],
)
def test_an_answer_of_another_kind_is_one_sentence(kind, given, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        kind.canonical(given, "")


def test_a_long_answer_is_quoted_in_part():
    with pytest.raises(Unreadable, match=r'got "y{40}…"'):
        Number().canonical("y" * 90, "")


def test_reasons_never_leave_the_engine():
    assert not issubclass(Reason, ValueError)
