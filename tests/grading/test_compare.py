"""A student's answer beside the right one: equal up to rounding, and one sentence on what a wrong one looks like."""

import numpy as np
import pytest

from utils.grading.compare import accepts_only, close


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        ([1.0, np.nan], [1.0, 2.0], r"expected 2 at \[1\], got nan"),
        ([1.0, np.inf], [1.0, 2.0], r"expected 2 at \[1\], got inf"),
        ([[1.0]], [1.0], r"expected shape \(1,\), got \(1, 1\)"),
        ([1j], [0.0], "expected real numbers, got complex128"),
        (["1"], [1.0], "expected real numbers"),
        (True, 1.0, "expected real numbers, got bool"),
        (1 + 1e-9, 1.0, "expected 1, got 1 or nearly so, but not to rounding"),
        (1e-9, 0.0, "expected 0, got 1e-09"),
    ],
)
def test_what_is_not_close_is_told_in_one_line(got, expected, said):
    with pytest.raises(AssertionError, match=f"^{said}"):
        close(got, expected)


def test_close_forgives_rounding_only():
    close(np.array([1.0 + 1e-13, 0.0]), [1.0, 1e-15])
    close(2, 2.0)
    with pytest.raises(AssertionError):
        close(np.array([1.0, 1e-12]), [1.0, 2e-12])


@pytest.mark.parametrize(
    ("got", "options", "said"),
    [
        ([-1, 2, -3.0], {}, r"\(the sign is flipped\)"),
        ([2, -4, 6.0], {"T": 2.0}, r"\(it is T = 2 times too large\)"),
        ([0.5, -1, 1.5], {"N": 3.0, "T": 2.0}, r"\(it is T = 2 times too small\)"),
        ([-12, 24, -36.0], {"votes": 12.0}, r"\(the sign is flipped and it is votes = 12 times too large\)"),
        ([0.25, -0.5, 0.75], {"T": 2.0}, r"\(every entry is 0\.25 times what it should be\)"),
        ([7, 8, 9.0], {"mistakes": {"you added": [7, 8, 9]}}, r"\(you added\)"),
        ([1, np.inf, 3], {}, r"\(nan or inf: .*the logarithm of 0\)"),
        ([5, 5, 5.0], {"T": 2.0}, r"got 5$"),
        ([0, 0, 0.0], {"T": 2.0}, r"got 0$"),
    ],
)
def test_a_known_mistake_is_named(got, options, said):
    with pytest.raises(AssertionError, match=said):
        close(got, [1, -2, 3], **options)


def test_exchanged_rows_and_columns_are_named():
    with pytest.raises(AssertionError, match="rows and columns are exchanged"):
        close([[1, 3], [2, 4]], [[1, 2], [3, 4]])


def test_up_to_a_factor_only_the_proportions_count_and_the_sign():
    close([2.0, -4.0], [1, -2], up_to_factor=True)
    for wrong in ([-2.0, 4.0], [2.0, -4.1], [0.0, 0.0], [np.nan, 1.0]):
        with pytest.raises(AssertionError):
            close(wrong, [1, -2], up_to_factor=True)


RIGHT = np.array([1.0, -1.0])
CLAIMS = {"negative": -RIGHT, "zeros": 0 * RIGHT}


def test_a_check_that_accepts_only_the_right_claim_passes():
    accepts_only(lambda claim: bool(claim[0] > 0), RIGHT, CLAIMS)
    accepts_only(lambda claim: claim[0] > 0, RIGHT, CLAIMS)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda claim: False, "rejects the right gradient"),
        (lambda claim: True, "accepts 2 of 2 wrong gradients: negative, zeros"),
        (lambda claim: bool(claim[0] >= 0), "accepts 1 of 2 wrong gradients: zeros"),
        (lambda claim: claim > 0, r"return one True or False, got an array of shape \(2,\)"),
        (lambda claim: 1.0, "return one True or False, got 1.0"),
    ],
)
def test_what_a_check_gets_wrong_is_told_by_the_names_of_the_claims(answer, said):
    with pytest.raises(AssertionError, match=f"^{said}$"):
        accepts_only(answer, RIGHT, CLAIMS)
