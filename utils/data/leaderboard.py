"""Three looks at the competition's public board, as the lecture's slides show them, four months before its end."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Board(NamedTuple):
    """Scores (log-loss, the least first) of neighbours on the board on one ``day``, the first one of rank ``first``.

    ``own`` is the lecture's own score, ``entries`` how often its team had submitted by then.
    """

    day: str
    first: int
    own: float
    entries: int
    scores: tuple[float, ...]


MONTHS_TO_GO = 4
"""How long the competition still ran, by the lecture's slide."""

FIRST_SCORE = 1.3
"""The lecture's first submission, about the middle of the board."""

BOARDS = (
    Board(
        day="29 November 2016",
        first=21,
        own=1.09217,
        entries=5,
        scores=(
            1.03750, 1.03861, 1.04922, 1.05807, 1.05952, 1.06705, 1.06868, 1.07230, 1.07630, 1.08436,
            1.08548, 1.08673, 1.08724, 1.08932, 1.09093, 1.09217, 1.09376, 1.09618, 1.09892, 1.09902,
        ),
    ),
    Board(
        day="1 December 2016",
        first=13,
        own=1.02463,
        entries=6,
        scores=(
            0.91655, 0.93451, 0.93669, 0.94289, 0.94963, 0.97162, 0.97587, 0.98727,
            1.00216, 1.00728, 1.01032, 1.02252, 1.02463, 1.03750, 1.03797,
        ),
    ),
    Board(
        day="6 December 2016",
        first=1,
        own=0.88741,
        entries=7,
        scores=(
            0.71038, 0.74868, 0.79608, 0.79638, 0.80733, 0.80744, 0.81247, 0.82096, 0.85661, 0.86197,
            0.86260, 0.86698, 0.88741, 0.90025, 0.90055, 0.91655, 0.92599, 0.92936, 0.94289, 0.94683,
        ),
    ),
)  # fmt: skip
"""After the first, the second and the third trick."""


def rank(board: Board, score: float) -> int:
    """Return the rank of ``score`` on ``board``; raises ValueError where the board does not reach so far."""
    if not board.scores[0] <= score <= board.scores[-1]:
        raise ValueError(f"score must be {board.scores[0]} to {board.scores[-1]} on {board.day}, got {score!r}")
    return board.first + sum(other < score for other in board.scores)


def standing(before: Board, after: Board) -> dict[float, tuple[int, int]]:
    """Return the ranks on both boards of each score that stands on both: a team that did not improve meanwhile."""
    both = sorted(set(before.scores) & set(after.scores))
    return {score: (rank(before, score), rank(after, score)) for score in both}


def improvements(scores: Sequence[float]) -> tuple[float, ...]:
    """Return by how much each of ``scores``, log-losses of a leaderboard, lies below the one before: five decimals."""
    return tuple(round(before - after, 5) for before, after in pairwise(scores))
