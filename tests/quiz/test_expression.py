"""A typed number is read exactly, and never by the host language."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.quiz.answers import Reason
from utils.quiz.expression import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1,728", 1728),
        ("1 728", 1728),
        ("12,345,678.5", Fraction(24691357, 2)),
        ("1/3", Fraction(1, 3)),
        ("-7/2", Fraction(-7, 2)),
        ("2**4", 16),
        ("2^10", 1024),
        ("2**-1", Fraction(1, 2)),
        ("-2**2", -4),
        ("2**3**2", 512),
        ("1e-3", Fraction(1, 1000)),
        ("6.02E23", 602 * 10**21),
        (".5", Fraction(1, 2)),
        ("3.", 3),
        ("−4 × 2", -8),
        ("7·7÷2", Fraction(49, 2)),
        ("(7 - 3)/2 + 1", 3),
        ("= 5", 5),
        ("≈0.37", Fraction(37, 100)),
        ("  42\u00a0", 42),
    ],
)
def test_a_number_may_be_typed_in_many_ways(text, value):
    assert number(text) == value


def test_a_unit_may_be_typed_or_not():
    assert number("25.7 MB", "MB") == number("25.7mb", "MB") == number("25.7", "MB") == Fraction(257, 10)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("abc", "unreadable"),
        ("1 +", "unreadable"),
        ("(1", "unreadable"),
        ("1 2", "unreadable"),
        ("2**(1/2)", "unreadable"),
        ("__import__('os')", "unreadable"),
        ("3,5", "comma"),
        ("0,125", "comma"),
        ("1,72,8", "comma"),
        ("(1,5)", "comma"),
        ("1/0", "zero"),
        ("0**-1", "zero"),
        ("9**9**9", "large"),
        ("1e9999999999", "large"),
        ("1" * 121, "large"),
    ],
)
def test_what_is_no_number_has_its_reason(text, reason):
    with pytest.raises(Reason, match=f"^{reason}$"):
        number(text)


@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6))
def test_arithmetic_is_that_of_fractions(p, q):
    assert number(f"({p}) + ({q})") == p + q
    assert number(f"({p}) - ({q})") == p - q
    assert number(f"({p}) * ({q})") == p * q
