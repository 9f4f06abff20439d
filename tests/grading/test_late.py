"""Late days: begun ones count whole, free ones are spent in the order of due dates, the rest costs points."""

from datetime import UTC, datetime, timedelta

import pytest

from utils.grading.late import days_late, share_lost
from utils.grading.settings import Homework, Late, Settings

DUE = {"hw0": datetime(2026, 10, 1, 22, tzinfo=UTC), "hw1": datetime(2026, 11, 1, 22, tzinfo=UTC)}
SETTINGS = Settings(
    seed=1,
    late=Late(free_days=2, grace_minutes=15, percent_a_day=10, last_day=7),
    homework={name: Homework(due=moment) for name, moment in DUE.items()},
    extensions={"ext": {"hw0": 3}},
)


def after(homework: str, **late: float) -> datetime:
    return DUE[homework].replace(tzinfo=None) + timedelta(**late)


@pytest.mark.parametrize(
    ("late", "days"),
    [({"days": -3}, 0), ({"minutes": 15}, 0), ({"minutes": 16}, 1), ({"days": 1}, 1), ({"days": 1, "seconds": 1}, 2)],
)
def test_begun_days_count_whole_after_the_grace(late, days):
    assert days_late(after("hw0", **late), "hw0", "ada", SETTINGS) == days
    assert days_late(after("hw0", **late) + timedelta(days=3), "hw0", "ext", SETTINGS) == days


def test_without_a_due_date_or_a_timestamp_nothing_is_late():
    assert days_late(after("hw0", days=9), "hw7", "ada", SETTINGS) == 0
    assert days_late(None, "hw0", "ada", SETTINGS) == 0
    assert share_lost({}, "hw7", "ada", SETTINGS) == 0


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [(0, 2, (0, 0)), (1, 2, (0, 0.1)), (2, 2, (0, 0.2)), (3, 1, (0.1, 0.1)), (8, 2, (1.0, 0)), (7, 7, (0.5, 0.7))],
)
def test_free_days_are_spent_on_the_first_homework_first(first, second, lost):
    handed_in = {"hw0": after("hw0", days=first), "hw1": after("hw1", days=second)}
    assert tuple(share_lost(handed_in, name, "ada", SETTINGS) for name in DUE) == pytest.approx(lost)


def test_no_more_than_everything_is_lost():
    strict = SETTINGS._replace(late=Late(percent_a_day=40))
    assert share_lost({"hw0": after("hw0", days=9)}, "hw0", "ada", strict) == 1.0
