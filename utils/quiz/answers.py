"""The canonical form of an answer: one short string for every way of typing it, the same in Python and JavaScript.

Numbers are read as rationals (no float ever appears), then written exactly (``7/2``), as an integer on a grid of
decimals (``350`` for 3.50), or as digits and a power of ten (``350e-2``). ``static/answers.js`` repeats every function
of this file, and ``tests/quiz/test_answers.py`` holds the two together over random answers.
"""

import re
import unicodedata
from fractions import Fraction

NONE = "none"
LONGEST = 120
SPACES = " \t\n\r\u00a0\u2009\u202f"
_NONE_WORDS = ("none", "does not fit", "it does not fit", "doesn t fit", "it doesn t fit")
_SIZE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?(/[0-9]{1,12})?")
_BETWEEN = re.compile(f"[{SPACES}]*[xX×*,;][{SPACES}]*|[{SPACES}]+")


class Reason(Exception):
    """Why an answer cannot be read, as a name: empty, unreadable, comma, zero, large or dims."""


def words(text: str) -> str:
    """Return letters and digits in lower case, all else as single spaces: ``Leaky-ReLU!`` becomes ``leaky relu``.

    Raises Reason empty or unreadable, the latter for more than 120 characters.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    found = " ".join("".join(sign if sign.isalnum() else " " for sign in folded).split())
    if not found:
        raise Reason("empty")
    if len(text) > LONGEST:
        raise Reason("unreadable")
    return found


def means_none(text: str, phrase: str) -> bool:
    """Return whether the typed text says that there is no answer, in the question's phrase or a usual one."""
    try:
        return words(text) in (*_NONE_WORDS, words(phrase))
    except Reason:
        return False


def shape(text: str) -> tuple[Fraction, ...]:
    """Return the sizes in ``28x28x5``, ``28, 28, 5``, ``(28, 28, 5)`` or ``28 × 28 × 5``.

    Raises Reason empty or unreadable.
    """
    inner = text.strip(SPACES).replace("−", "-")
    if not inner:
        raise Reason("empty")
    if inner[0] + inner[-1] in ("()", "[]"):
        inner = inner[1:-1].strip(SPACES).removesuffix(",").rstrip(SPACES)
    parts = _BETWEEN.split(inner)
    if len(text) > LONGEST or not all(_SIZE.fullmatch(part) for part in parts):
        raise Reason("unreadable")
    return tuple(_size(part) for part in parts)


def _size(part: str) -> Fraction:
    above, _, below = part.partition("/")
    if below and not int(below):
        raise Reason("unreadable")
    return Fraction(above) / int(below or 1)


def exact(value: Fraction) -> str:
    """Return ``7/2`` or ``3``: the fraction in lowest terms."""
    return str(Fraction(value))


def on_decimals(value: Fraction, decimals: int) -> str:
    """Return the integer nearest to value * 10**decimals, halves away from zero."""
    return str(_rounded(value * 10**decimals))


def on_digits(value: Fraction, digits: int) -> str:
    """Return ``350e-2`` for 3.5 on three significant digits, halves away from zero; ``0`` for zero."""
    if not value:
        return "0"
    size, power = abs(value), len(str(abs(value.numerator))) - len(str(value.denominator)) - digits
    while size >= _ten(power + digits):
        power += 1
    return _from_digits(_rounded(size / _ten(power)), power, digits, "-" if value < 0 else "")


def neighbours(canonical: str, reach: int) -> tuple[str, ...]:
    """Return the canonical form and those up to ``reach`` steps from it on its grid, nearest first, lower first."""
    if canonical == NONE:
        return (canonical,)
    found = [canonical]
    for step in range(1, reach + 1):
        found += [_beside(canonical, -step), _beside(canonical, step)]
    return tuple(dict.fromkeys(found))


def _beside(canonical: str, step: int) -> str:
    mantissa, e, power = canonical.partition("e")
    if not e:
        return str(int(canonical) + step)
    sign, found = ("-" if mantissa[0] == "-" else ""), mantissa.lstrip("-")
    return _from_digits(int(found) + step, int(power), len(found), sign)


def _from_digits(found: int, power: int, digits: int, sign: str) -> str:
    if found >= 10**digits:
        found, power = 10 ** (digits - 1), power + 1
    elif found < 10 ** (digits - 1):
        found, power = 10**digits - 1, power - 1
    return f"{sign}{found}e{power}"


def _rounded(value: Fraction) -> int:
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -size if value < 0 else size


def _ten(power: int) -> Fraction:
    return Fraction(10) ** power
