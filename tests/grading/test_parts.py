"""Points of a part: shared by its checks, never more than its maximum, a plain float that nbgrader reads as it is."""

import numpy as np
import pytest

from utils.grading.parts import close, grade, once_written


def three_checks(part):
    with part.worth(1, "this one passes"):
        assert True
    with part.worth(2, "this one fails"):
        close(1.0, 2.0)
    with part.worth(1, "this one is missing"):
        raise NotImplementedError


def test_a_part_earns_what_its_passing_checks_are_worth():
    part = grade("Part 1", 8, three_checks)
    assert part.points == 2.0
    assert type(part.points) is float


def test_a_part_says_what_passed_and_why_the_rest_did_not():
    assert str(grade("Part 1", 8, three_checks)).splitlines() == [
        "Part 1: 1 of 3 checks pass",
        "  ✓ this one passes",
        "  ✗ this one fails",
        "      expected 2, got 1",
        "  ✗ this one is missing",
        "      not written yet",
    ]


def test_a_part_without_hidden_checks_earns_all_for_the_visible_ones_and_without_any_nothing():
    def visible(part):
        with part.worth(1, "seen"):
            pass

    assert grade("Part 1", 5, visible).points == 5.0
    assert grade("Part 1", 5, lambda part: None).points == 0.0


def test_an_interrupt_is_not_taken_for_a_failed_check():
    def endless(part):
        with part.worth(1, "stopped after a minute"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade("Part 1", 5, endless)


def test_an_error_shows_as_its_name_and_one_line():
    def broken(part):
        with part.worth(1, "divides"):
            raise ZeroDivisionError("division\nby zero")

    assert grade("Part 1", 5, broken).checks[0].failure == "ZeroDivisionError: division by zero"


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


def test_a_figure_waits_for_the_function_that_it_needs(capsys):
    with once_written("gradient"):
        raise NotImplementedError
    assert capsys.readouterr().out == "This waits for gradient: write it, then run this cell again.\n"
    with pytest.raises(ValueError, match="other"), once_written("gradient"):
        raise ValueError("other")
