"""A typed number as an exact rational: 12, 1,728, -0.25, 1/3, 2**4, 6e-3, 7*7*3+1; ``static/expression.js`` repeats it.

Grammar: sum = product (+|- product)*; product = sign (*|/ sign)*; sign = (+|-)* power; power = atom (** sign)?;
atom = number or ( sum ). Nothing is ever evaluated by the host language.
"""

import re
from fractions import Fraction

from utils.quiz.answers import LONGEST, SPACES, Reason

LARGEST_BITS = 4096
LARGEST_EXPONENT = 512
_NUMBER = re.compile(
    r"(?:[1-9][0-9]{0,2}(?:[,_' \u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
    r"|\.[0-9]+(?:[eE][+-]?[0-9]+)?"
)
_TOKEN = re.compile(rf"({_NUMBER.pattern})|(\*\*|[-+*/(),])|([{SPACES}]+)")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "∕": "/", "^": "**"})


def number(text: str, unit: str = "") -> Fraction:
    """Return the value of a typed number, whose trailing ``unit`` is ignored.

    Raises Reason empty, unreadable, comma (3,5 or 1,72,8), zero (division by zero) or large (thousands of bits).
    """
    bare = text.strip(SPACES)
    if unit and bare.lower().endswith(unit.lower()):
        bare = bare[: len(bare) - len(unit)].rstrip(SPACES)
    if not bare:
        raise Reason("empty")
    if len(text) > LONGEST:
        raise Reason("large")
    return _Reader(_tokens(bare.lstrip("=≈~" + SPACES).translate(_SIGNS))).whole()


def _tokens(text: str) -> list[str]:
    found, start = [], 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if not match:
            raise Reason("unreadable")
        if match[1] or match[2]:
            found.append(match[0])
        start = match.end()
    return found


class _Reader:
    """A recursive descent over the tokens; each method reads what it is named after."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [*tokens, ""]
        self.at = 0

    def take(self, *wanted: str) -> str:
        token = self.tokens[self.at]
        if token not in wanted:
            return ""
        self.at += 1
        return token

    def whole(self) -> Fraction:
        value = self.sum()
        rest = self.tokens[self.at]
        if rest:
            raise Reason("comma" if rest == "," else "unreadable")
        return value

    def sum(self) -> Fraction:
        value = self.product()
        while sign := self.take("+", "-"):
            value = _bounded(value + self.product() if sign == "+" else value - self.product())
        return value

    def product(self) -> Fraction:
        value = self.sign()
        while sign := self.take("*", "/"):
            other = self.sign()
            if sign == "/" and not other:
                raise Reason("zero")
            value = _bounded(value * other if sign == "*" else value / other)
        return value

    def sign(self) -> Fraction:
        if self.take("+"):
            return self.sign()
        return -self.sign() if self.take("-") else self.power()

    def power(self) -> Fraction:
        base = self.atom()
        return _power(base, self.sign()) if self.take("**") else base

    def atom(self) -> Fraction:
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise Reason("comma" if self.tokens[self.at] == "," else "unreadable")
            return value
        token = self.tokens[self.at]
        if not re.match(r"[.0-9]", token):
            raise Reason("comma" if token == "," else "unreadable")
        self.at += 1
        return _literal(token)


def _literal(token: str) -> Fraction:
    mantissa, _, exponent = re.sub(r"[,_' \u00a0\u2009\u202f]", "", token).lower().partition("e")
    ones, _, decimals = mantissa.partition(".")
    return _bounded(
        Fraction(int(ones + decimals or "0"), 10 ** len(decimals)) * _power(Fraction(10), Fraction(exponent or 0))
    )


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise Reason("unreadable")
    if not base and exponent < 0:
        raise Reason("zero")
    if abs(exponent) > LARGEST_EXPONENT or _bits(base) * abs(exponent) > LARGEST_BITS:
        raise Reason("large")
    return base ** int(exponent)


def _bits(value: Fraction) -> int:
    return max(abs(value.numerator).bit_length(), value.denominator.bit_length())


def _bounded(value: Fraction) -> Fraction:
    if _bits(value) > LARGEST_BITS:
        raise Reason("large")
    return value
