"""Cut a trunk: which blocks are frozen, how many weights are trained, what a training image costs, what was scored.

All that is shown is computed in the page (``static/transfer_numbers.js``); a test holds those numbers beside
``utils.shapes.cuts``. Python holds the state and sets the tasks; what cuts have scored is handed in from a record.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.border import number
from utils.shapes.cuts import Block, Cut, cut
from utils.shapes.integers import whole
from utils.widgets.transfer_tasks import Goal, measured, tasks

STATIC = Path(__file__).parent / "static"


class TrunkCut(anywidget.AnyWidget):
    """Blocks of a network, the new last layer among them, trained from number ``first`` on; ``begin`` is for Reset.

    ``scores`` are recorded log-losses by the number of the first trained block. Below stands number ``task`` of
    ``tasks``, lists of goals that the cut meets or not.
    """

    _esm = bundle(STATIC / "transfer_cut.js")
    _css = stylesheet(STATIC / "transfer.css")
    blocks = traitlets.List().tag(sync=True)
    scores = traitlets.Dict().tag(sync=True)
    first = traitlets.Int(0).tag(sync=True)
    begin = traitlets.Int(0).tag(sync=True)
    tasks = traitlets.List().tag(sync=True)
    task = traitlets.Int(0, min=0).tag(sync=True)

    @traitlets.validate("first")
    def _check_first(self, proposal: Any) -> int:
        if not 0 <= proposal.value < len(self.blocks):
            raise traitlets.TraitError(f"first must be 0 to {len(self.blocks) - 1}, got {proposal.value}")
        return proposal.value

    @property
    def cut(self) -> Cut:
        """Weights below and above the cut, and the work of an answer and of a training step, for one image."""
        return cut(self._blocks(), self.first)

    def meets(self, task: int) -> bool:
        """Return whether the cut meets every goal of number ``task``, counted from 0."""
        scores = {int(place): value for place, value in self.scores.items()}
        numbers = measured(self._blocks(), scores, self.first)
        return all(Goal(goal["what"], goal["is"], goal["value"]).met(numbers) for goal in self.tasks[task])

    def _blocks(self) -> list[Block]:
        return [Block(**block) for block in self.blocks]

    def __repr__(self) -> str:
        return f"TrunkCut(trained from {self.blocks[self.first]['name']} on, {self.cut.trained:,} weights)"


def trunk_cut(blocks: Sequence[Block], scores: Mapping[str, float], start: str) -> TrunkCut:
    """Return ``blocks``, the new last layer among them, to be cut before any of them; it opens cut before ``start``.

    ``scores`` are log-losses by the name of the first trained block, that of the new layer among them. Raises
    ValueError for names that are no block's, and without a score of the new layer alone.
    """
    places = {block.name: place for place, block in enumerate(blocks)}
    for name in (start, *scores):
        if name not in places:
            raise ValueError(f"start and scores must name one of {', '.join(places)}, got {name!r}")
    if blocks[-1].name not in scores:
        raise ValueError(f"scores must have one of {blocks[-1].name!r}, got {', '.join(scores) or 'none'}")
    for block in blocks:
        whole(f"weights of {block.name}", block.weights, 1)
    found = {places[name]: number(f"score of {name}", value, 0) for name, value in scores.items()}
    asked = [[goal.sent() for goal in task] for task in tasks(blocks, found)]
    sent = {"blocks": [block._asdict() for block in blocks], "scores": {str(k): v for k, v in found.items()}}
    widget = TrunkCut(**sent, tasks=asked, begin=places[start])
    widget.first = places[start]
    return widget
