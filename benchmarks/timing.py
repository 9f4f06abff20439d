"""Timing two functions side by side, so that what a shared machine does to one it does to the other."""

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import NamedTuple

Work = Callable[[], object]
Clock = Callable[[], float]


class Measured(NamedTuple):
    """Milliseconds of processor time of a call of each function (medians), and the median of the rounds' ratios."""

    ours: float
    theirs: float
    ratio: float


def measure(ours: Work, theirs: Work, rounds: int = 21, least: float = 0.01, clock: Clock = process_time) -> Measured:
    """Return how long ``ours`` takes, and how long relative to ``theirs``: below 1 is faster.

    The two take turns, in each round in the other order; a turn repeats a short call until it lasts ``least`` seconds.
    Only ratios within a round are compared, and the median forgets the rounds that something else disturbed.
    """
    pair = (ours, theirs)
    counts = [_calls(work, least, clock) for work in pair]
    turns = []
    for turn in range(rounds):
        seconds = [0.0, 0.0]
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            seconds[which] = _spent(pair[which], counts[which], clock) / counts[which]
        turns.append(seconds)
    milliseconds = (1e3 * median(side) for side in zip(*turns, strict=True))
    return Measured(*milliseconds, median(our / their for our, their in turns))


def _calls(work: Work, least: float, clock: Clock) -> int:
    """Return how many calls last ``least`` seconds; the first call, which warms caches, does not count."""
    work()
    return max(1, round(least / max(_spent(work, 1, clock), 1e-7)))


def _spent(work: Work, calls: int, clock: Clock) -> float:
    begun = clock()
    for _ in range(calls):
        work()
    return clock() - begun
