"""What lateness costs: days after the due date, paid with free days first, then with points."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from utils.grading.settings import Settings, naive_utc


def days_late(handed_in: datetime | None, homework: str, student: str, settings: Settings) -> int:
    """Return how many days, begun ones counted whole, a submission is late: after due date, extension and grace.

    0 where the homework has no due date or nobody knows when it was handed in (a naive UTC time).
    """
    due = settings.homework[homework].due if homework in settings.homework else None
    if due is None or handed_in is None:
        return 0
    late = handed_in - naive_utc(due) - extension(homework, student, settings)
    if late <= timedelta(minutes=settings.late.grace_minutes):
        return 0
    return math.ceil(late / timedelta(days=1))


def extension(homework: str, student: str, settings: Settings) -> timedelta:
    """Return how much longer a student has."""
    return timedelta(days=settings.extensions.get(student, {}).get(homework, 0))


def share_lost(handed_in: Mapping[str, datetime | None], homework: str, student: str, settings: Settings) -> float:
    """Return the share of a homework's maximum, 0 to 1, that a student's lateness costs.

    ``handed_in`` says when each of the student's homeworks came; free days are spent in the order of due dates.
    """
    rules = settings.late
    due = {name: rule.due for name, rule in settings.homework.items() if rule.due is not None}
    free = rules.free_days
    for name in sorted(due, key=lambda name: (due[name], name)):
        late = days_late(handed_in.get(name), name, student, settings)
        if rules.last_day and late > rules.last_day:
            paid = math.inf
        else:
            paid = max(0, late - free)
            free = max(0, free - late)
        if name == homework:
            return min(1.0, paid if math.isinf(paid) else paid * rules.percent_a_day / 100)
    return 0.0
