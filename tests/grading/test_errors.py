"""What an error in a student's function says: one sentence, and what it usually means."""

import numpy as np
import pytest

from utils.grading.errors import told

MEANINGS = {
    "did a function forget return?": lambda: None + 1.0,
    "keep the arguments that were given": lambda: (lambda x, y: x)(1),
    "math takes one number": lambda: float(np.ones(3)),
    "was the name of a function given to a value?": lambda: np.pi(4),
    "lists do not compute": lambda: [1, 2] / 2,
    "an array of integers cannot hold fractions": lambda: np.add(np.ones(2, int), 0.5, out=np.ones(2, int)),
    "shapes do not fit": lambda: np.ones(2) + np.ones(3),
    "if takes one True or False": lambda: 1 if np.ones(2) > 0 else 0,
    "the array has fewer axes than that": lambda: np.ones(2).sum(axis=1),
    "one place of an array holds one number": lambda: np.array([[1, 2], [3]], dtype=float),
    "the last index is one less than the length": lambda: np.ones(2)[2],
    "a number has no such method": lambda: (0.5).sum(),
    "the function calls itself without an end": lambda: endless(),
    "a number too large for the computer": lambda: 10.0**400,
}


def endless():
    return endless()


@pytest.mark.parametrize("meaning", MEANINGS)
def test_what_an_error_usually_means_is_told(meaning):
    with pytest.raises(Exception) as error:  # noqa: PT011 - of any kind: that is the table's matter
        MEANINGS[meaning]()
    assert f"({meaning}" in told(error.value)
    assert told(error.value).startswith(type(error.value).__name__)


def test_an_index_of_too_many_axes_is_told():
    with pytest.raises(IndexError) as error:
        np.ones(2)[0, 0]
    assert told(error.value).endswith("(the array has fewer axes than that)")


def test_a_name_without_a_value_is_told_apart_from_one_that_is_nowhere():
    def unbound():
        x = x + 1  # noqa: F821
        return x

    with pytest.raises(UnboundLocalError) as error:
        unbound()
    assert told(error.value).endswith("(a name is used before the function gives it a value)")
    with pytest.raises(NameError) as error:
        nowhere()  # noqa: F821
    assert told(error.value) == "nowhere is not defined: run the cell that defines it, or mend the name"


def test_an_error_without_a_usual_meaning_is_its_name_and_one_line_of_words_at_most():
    assert told(ZeroDivisionError("division\nby zero")) == "ZeroDivisionError: division by zero"
    assert len(told(KeyError("x" * 10**6))) < 220
    assert told(AssertionError("x must be positive")) == "x must be positive"
