"""Two judges of the same scores, and the ranking objective built up term by term: widgets that live without a kernel.

All that they show is computed in the page (``static/losses_*.js``); a test holds those numbers beside
``utils.reference.losses``. Python holds the state, refuses bad numbers in one sentence, and answers with its own
arithmetic.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.border import number
from utils.reference.losses import cross_entropy, multiclass_hinge, ranking_hinge
from utils.shapes.integers import whole

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "losses.css")
SCORES = (-2.85, 0.86, 0.28)
NAMES = ("seal", "shark", "tuna")
REACH, MARGINS = 10, (0, 0.5, 1, 2, 4)
PAIR_REACH, PAIR_MARGINS = 6, (0.5, 1, 2, 4)
FEWEST_CLASSES, MOST_CLASSES = 2, 6
STAGES = 4


class TwoJudges(anywidget.AnyWidget):
    """Scores under sliders, and what hinge and cross-entropy say of them, term by term.

    ``start`` is what "start again" brings back; ``met`` lists the challenges that were met, counted from 0. Without
    ``terms`` only scores and verdicts are shown, for readers who have not met the formulas.
    """

    _esm = bundle(STATIC / "losses_judges.js")
    _css = STYLE
    scores = traitlets.List(traitlets.Float()).tag(sync=True)
    truth = traitlets.Int(0).tag(sync=True)
    margin = traitlets.Float(1).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    terms = traitlets.Bool(True).tag(sync=True)
    start = traitlets.Dict().tag(sync=True)
    met = traitlets.List(traitlets.Int()).tag(sync=True)

    @traitlets.validate("scores")
    def _check_scores(self, proposal: Any) -> list[float]:
        return _refused_as_trait(_scores, proposal.value, self.names)

    @traitlets.validate("truth")
    def _check_truth(self, proposal: Any) -> int:
        return _refused_as_trait(_truth, proposal.value, self.scores)

    @traitlets.validate("margin")
    def _check_margin(self, proposal: Any) -> float:
        return _refused_as_trait(_one_of, "margin", proposal.value, MARGINS)

    @property
    def hinge(self) -> float:
        """The multiclass hinge loss of the scores as they stand."""
        return multiclass_hinge(np.array([self.scores]), np.array([self.truth]), self.margin)

    @property
    def cross_entropy(self) -> float:
        """The cross-entropy of the scores as they stand, in nats."""
        return cross_entropy(np.array([self.scores]), np.array([self.truth]))

    def __repr__(self) -> str:
        return f"TwoJudges({len(self.scores)} classes)"


class RankingBuilder(anywidget.AnyWidget):
    """Two scores and four objectives, from s_c alone to max(m + s_c - s, 0), with steps downhill.

    ``start`` is what "start again" brings back; ``met`` lists the objectives caught cheating, counted from 0.
    """

    _esm = bundle(STATIC / "losses_builder.js")
    _css = STYLE
    stage = traitlets.Int(0, min=0, max=STAGES - 1).tag(sync=True)
    s = traitlets.Float().tag(sync=True)
    s_c = traitlets.Float().tag(sync=True)
    margin = traitlets.Float(1).tag(sync=True)
    start = traitlets.Dict().tag(sync=True)
    met = traitlets.List(traitlets.Int()).tag(sync=True)

    @traitlets.validate("s", "s_c")
    def _check_score(self, proposal: Any) -> float:
        return _refused_as_trait(number, proposal.trait.name, proposal.value, -PAIR_REACH, PAIR_REACH)

    @traitlets.validate("margin")
    def _check_margin(self, proposal: Any) -> float:
        return _refused_as_trait(_one_of, "margin", proposal.value, PAIR_MARGINS)

    @property
    def objective(self) -> float:
        """J of the two scores as they stand, of the stage that is shown."""
        if self.stage < 2:
            return self.s_c - self.s if self.stage else self.s_c
        return ranking_hinge(np.array(self.s), np.array(self.s_c), self.margin if self.stage == STAGES - 1 else 0)

    def __repr__(self) -> str:
        return f"RankingBuilder(objective {self.stage + 1} of {STAGES})"


def judges(
    scores: Sequence[float] = SCORES,
    truth: int = 2,
    margin: float = 1,
    names: Sequence[str] = NAMES,
    terms: bool = True,
) -> TwoJudges:
    """Return the two judges on ``scores`` (2 to 6, from -10 to 10) of classes ``names``; ``truth`` is the true one.

    ``margin`` is one of 0, 0.5, 1, 2, 4. Without ``terms`` only scores and verdicts are shown. Raises ValueError for
    anything else.
    """
    scores = _scores(scores, names)
    state = {"scores": scores, "truth": _truth(truth, scores), "margin": _one_of("margin", margin, MARGINS)}
    return TwoJudges(**state, start=state, names=[str(name) for name in names], terms=bool(terms))


def builder(stage: int = 1, s: float = 0.5, s_c: float = 1.5, margin: float = 1) -> RankingBuilder:
    """Return the ranking objective on the scores ``s`` and ``s_c`` (-6 to 6), opened on objective ``stage``, 1 to 4.

    ``margin`` is one of 0.5, 1, 2, 4. Raises ValueError for anything else.
    """
    if whole("stage", stage, 1) > STAGES:
        raise ValueError(f"stage must be 1 to {STAGES}, got {stage}")
    scores = {name: number(name, score, -PAIR_REACH, PAIR_REACH) for name, score in {"s": s, "s_c": s_c}.items()}
    margin = _one_of("margin", margin, PAIR_MARGINS)
    return RankingBuilder(stage=stage - 1, margin=margin, start=scores, **scores)


def _scores(scores: Sequence[float], names: Sequence[str]) -> list[float]:
    scores = [number(f"scores[{j}]", score, -REACH, REACH) for j, score in enumerate(scores)]
    if not FEWEST_CLASSES <= len(scores) <= MOST_CLASSES:
        raise ValueError(f"scores must be {FEWEST_CLASSES} to {MOST_CLASSES}, got {len(scores)}")
    if len(names) != len(scores):
        raise ValueError(f"names must be one for each of {len(scores)} scores, got {len(names)}")
    return scores


def _truth(truth: int, scores: Sequence[float]) -> int:
    if whole("truth", truth, 0) >= len(scores):
        raise ValueError(f"truth must be a class from 0 to {len(scores) - 1}, got {truth}")
    return int(truth)


def _refused_as_trait(check: Callable, *arguments: Any) -> Any:
    """Return what ``check`` returns; its ValueError is told as traitlets tells its own."""
    try:
        return check(*arguments)
    except ValueError as problem:
        raise traitlets.TraitError(str(problem)) from None


def _one_of(name: str, value: Any, choices: Sequence[float]) -> float:
    if number(name, value) not in choices:
        raise ValueError(f"{name} must be one of {', '.join(f'{choice:g}' for choice in choices)}, got {value!r}")
    return float(value)
