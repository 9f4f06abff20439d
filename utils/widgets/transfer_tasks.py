"""What the cut trunk of lecture 8 asks for: goals whose limits are computed from the blocks and from the record."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from utils.shapes.cuts import Block, cut

NEAR_BEST = 1.1
"""How far from the best recorded score counts as near."""


class Goal(NamedTuple):
    """A quantity of ``measured`` and how it must compare, "<=" or ">=", with a value."""

    what: str
    relation: str
    value: float

    def met(self, numbers: Mapping[str, float | None]) -> bool:
        """Return whether ``numbers``, of ``measured``, meet the goal; what is not recorded meets none."""
        found = numbers[self.what]
        return found is not None and (found <= self.value if self.relation == "<=" else found >= self.value)

    def sent(self) -> dict[str, Any]:
        """Return the goal as the page knows goals: what, is, value."""
        return {"what": self.what, "is": self.relation, "value": self.value}


def measured(blocks: Sequence[Block], scores: Mapping[int, float], first: int) -> dict[str, float | None]:
    """Return what a goal may ask of a cut: the weights trained, the work of training, the score, None if unknown."""
    found = cut(blocks, first)
    return {"trained": found.trained, "training": found.training, "score": scores.get(first)}


def tasks(blocks: Sequence[Block], scores: Mapping[int, float]) -> tuple[tuple[Goal, ...], ...]:
    """Return three tasks: half of the weights for little work, the most weights for two passes, a near best score.

    Each has a limit that one cut reaches and no other does better.
    """
    cuts = [cut(blocks, first) for first in range(len(blocks))]
    half = sum(block.weights for block in blocks) // 2
    least = min(one.training for one in cuts if one.trained >= half)
    double = 2 * cuts[0].forward
    most = max(one.trained for one in cuts if one.training <= double)
    good = round(NEAR_BEST * min(scores.values()), 3)
    cheapest = min(cuts[first].training for first, score in scores.items() if score <= good)
    return (
        (Goal("trained", ">=", half), Goal("training", "<=", least)),
        (Goal("training", "<=", double), Goal("trained", ">=", most)),
        (Goal("score", "<=", good), Goal("training", "<=", cheapest)),
    )
