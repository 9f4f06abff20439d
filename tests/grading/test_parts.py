"""Points of a part: shared by its checks, never more than its maximum, a plain float that nbgrader reads as it is."""

import re

import numpy as np
import pytest

from utils.grading.compare import close
from utils.grading.numpy_only import alone
from utils.grading.parts import collecting, grade, once_written


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
        "      expected 2, got 1 (it is 2 times too small)",
        "  ✗ this one is missing",
        "      this is not written yet",
        "The number below: points so far, of 8. Hidden checks are added at grading.",
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


def unwritten():
    raise NotImplementedError


def calls_unwritten():
    return unwritten()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (calls_unwritten, "unwritten is not written yet"),
        (lambda: never_run(1), "never_run is not defined: run the cell that defines it, or mend the name"),  # noqa: F821
        (lambda: None * 2.0, "TypeError: .*NoneType.* \\(did a function forget return\\?\\)"),
    ],
)
def test_what_is_missing_is_named(block, said):
    def test(part):
        with part.worth(1, "runs"):
            block()

    assert re.fullmatch(said, grade("Part 1", 5, test).checks[0].failure)


def test_a_figure_waits_for_the_function_that_it_needs(capsys):
    with once_written("gradient"):
        raise NotImplementedError
    with once_written("gradient"):
        calls_unwritten()
    with once_written("gradient"):
        never_run(1)  # noqa: F821
    assert capsys.readouterr().out.splitlines() == [
        "This waits for gradient: write it, run its cell, then run this one again.",
        "This waits for unwritten: write it, run its cell, then run this one again.",
        "never_run is not defined: run the cell that defines it, or mend the name.",
    ]
    with pytest.raises(ValueError, match="other"), once_written("gradient"):
        raise ValueError("other")


def test_a_failure_without_words_is_a_failure():
    def silent(part):
        with part.worth(1, "says nothing"):
            raise AssertionError("")

    with collecting(lambda error, line: "") as parts:
        assert grade("Part 1", 5, silent).points == 0.0
    assert [check.failure for check in parts[0].checks] == ["failed"]
    assert grade("Part 1", 5, silent).checks[0].failure == "AssertionError: "


def test_a_failed_check_tells_the_inputs_of_its_own_last_call_only():
    times = eval("lambda x, T: x * T", {"__name__": "__main__"})

    def calls(part):
        with part.worth(1, "first"):
            close(alone(times, np.array([1.0, 2.0]), 2.0), [1.0, 2.0], T=2.0)
        with part.worth(1, "second"):
            raise ValueError("no call")

    first, second = grade("Part 1", 5, calls).checks
    assert first.failure == "expected 2 at [1], got 4 (it is T = 2 times too large), for x = [1, 2], T = 2"
    assert second.failure == "ValueError: no call"
    assert second.line == first.line + 2
