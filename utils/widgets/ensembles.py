"""Members under sliders and what their mean scores: a widget that lives without a kernel.

What is shown is computed in the page (``static/ensembles_*.js``); a test holds those numbers beside
``utils.reference.averaging``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.averaging import Mixture, mixture
from utils.shapes.integers import whole
from utils.widgets.boxes import STATIC

MOST_PARTS = 5
DIGITS = 4
"""Decimals to which probabilities travel to the page."""


class Mixer(anywidget.AnyWidget):
    """Members by name, the probability ``p`` that each gives to the truth of every example, and their ``weights``.

    ``weights`` are whole parts from 0 to MOST_PARTS, at least one above 0; ``rival`` are those that the last goal is to
    beat, and ``met`` lists the goals that were met.
    """

    _esm = bundle(STATIC / "ensembles_mixer.js")
    _css = stylesheet(STATIC / "boxes.css", STATIC / "ensembles.css")
    members = traitlets.List(traitlets.Unicode()).tag(sync=True)
    p = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    rival = traitlets.List().tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @traitlets.validate("weights")
    def _check(self, proposal: Any) -> list[int]:
        try:
            return _parts(proposal.value, len(self.members))
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @property
    def mixture(self) -> Mixture:
        """The losses of the mean and of the members in the mean, for every example."""
        return mixture(np.array(self.p, float), np.array(self.weights, float))

    def __repr__(self) -> str:
        together, apart = (losses.mean() for losses in self.mixture)
        return f"Mixer({len(self.members)} members, together {together:.3f}, apart {apart:.3f})"


def mixer(members: Mapping[str, np.ndarray], rival: Sequence[int], weights: Sequence[int] | None = None) -> Mixer:
    """Return named ``members`` to mix, each with the probabilities (N,) from 0 to 1 that it gives to the truth.

    They are rounded to DIGITS decimals. ``rival`` are the parts whose score is to be beaten, ``weights`` those to begin
    with; None: the first member alone. Raises ValueError for fewer than two members, other lengths or values, and parts
    that are not whole numbers from 0 to MOST_PARTS.
    """
    if len(members) < 2:
        raise ValueError(f"members must be at least two, got {len(members)}")
    lengths = {len(p) for p in members.values()}
    if len(lengths) > 1 or not min(lengths):
        raise ValueError(f"members must have as many probabilities each, at least one, got {sorted(lengths)}")
    p = np.round(np.array(list(members.values()), float), DIGITS)
    mixture(p)
    begin = {"weights": _parts([1] + [0] * (len(p) - 1) if weights is None else weights, len(p))}
    return Mixer(members=list(members), p=p.tolist(), rival=_parts(rival, len(p)), begin=begin, **begin)


def _parts(weights: Sequence[int], count: int) -> list[int]:
    if len(weights) != count:
        raise ValueError(f"weights must be one for each of {count} members, got {len(weights)}")
    parts = [whole(f"weights[{place}]", weight, 0) for place, weight in enumerate(weights)]
    if not any(parts) or max(parts) > MOST_PARTS:
        raise ValueError(f"weights must be parts from 0 to {MOST_PARTS}, at least one above 0, got {parts}")
    return parts
