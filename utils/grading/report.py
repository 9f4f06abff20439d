"""The page about a whole class: the spread of points, the hardest checks, the time that grading took, what was odd."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from utils.grading.page import templates
from utils.grading.record import Record
from utils.grading.similarity import Pair

BINS = 10
WIDTH, HEIGHT, FOOT = 600, 170, 34
"""The size of the figure of points, and the room below it for its axis, in CSS pixels."""


class Bar(NamedTuple):
    """One column of the figure: its place and size, the points it stands for, how many students."""

    x: float
    y: float
    width: float
    height: float
    points: str
    students: int


class Hard(NamedTuple):
    """A check by how many of those who ran it failed it, and the words they were told most often."""

    part: str
    claim: str
    hidden: bool
    failed: int
    ran: int
    often: str


def report(homework: str, records: Mapping[str, Record], book: Mapping[str, Mapping], pairs: list[Pair]) -> str:
    """Return the page as HTML; ``book`` is what ``gradebook.contents`` says of the same students."""
    scores = np.array([max(0.0, row["score"] - (row["penalty"] or 0)) for row in book.values()])
    maximum = next((row["maximum"] for row in book.values()), 0.0)
    seconds = np.array([record.wall_seconds for record in records.values()])
    graded = {student: record for student, record in records.items() if record.status == "graded"}
    flags = [(student, flag) for student, record in records.items() for flag in record.flags]
    return templates.get_template("report.html.j2").render(
        homework=homework,
        maximum=maximum,
        scores=scores,
        numbers=_numbers(scores),
        bars=bars(scores, maximum),
        size=(WIDTH, HEIGHT, FOOT),
        graded=len(graded),
        statuses=Counter(record.status for record in records.values()),
        waiting=sum(any(grade[3] for grade in row["grades"].values()) for row in book.values()),
        parts=_parts(graded),
        hardest=hardest(graded)[:12],
        seconds=_numbers(seconds),
        slowest=sorted(records.values(), key=lambda record: -record.wall_seconds)[:5],
        flags=flags,
        pairs=pairs,
    )


def bars(scores: np.ndarray, maximum: float) -> list[Bar]:
    """Return the columns of a histogram of points, from 0 to the maximum in BINS steps."""
    if not scores.size or not maximum:
        return []
    counts, edges = np.histogram(np.clip(scores, 0, maximum), bins=BINS, range=(0, maximum))
    step, tall = WIDTH / BINS, HEIGHT - 20
    columns = []
    for place, count in enumerate(counts):
        height = float(tall * count / counts.max())
        points = f"{edges[place]:g} to {edges[place + 1]:g}"
        columns.append(Bar(place * step + 3, HEIGHT - height, step - 6, height, points, int(count)))
    return columns


def hardest(records: Mapping[str, Record]) -> list[Hard]:
    """Return all checks that somebody failed, those that most failed first."""
    ran, failed, words = Counter(), Counter(), {}
    for record in records.values():
        for part in record.parts:
            for check in part.checks:
                key = (part.name, check.claim, check.hidden)
                ran[key] += 1
                if check.failure:
                    failed[key] += 1
                    words.setdefault(key, Counter())[check.failure] += 1
    hard = [Hard(*key, count, ran[key], words[key].most_common(1)[0][0]) for key, count in failed.items()]
    return sorted(hard, key=lambda check: (-check.failed / check.ran, check.part, check.claim))


def _parts(records: Mapping[str, Record]) -> list[tuple[str, float, float]]:
    """Return each part with its mean points and its maximum."""
    points: dict[str, list[float]] = {}
    maxima: dict[str, float] = {}
    for record in records.values():
        for part in record.parts:
            points.setdefault(part.name, []).append(part.points)
            maxima[part.name] = part.maximum
    return [(name, float(np.mean(given)), maxima[name]) for name, given in points.items()]


def _numbers(values: np.ndarray) -> dict[str, float]:
    if not values.size:
        return dict.fromkeys(("mean", "median", "low", "high"), 0.0)
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9])
    return {"mean": float(values.mean()), "median": float(median), "low": float(low), "high": float(high)}
