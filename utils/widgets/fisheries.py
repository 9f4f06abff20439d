"""Be the classifier, and split frames of boats: widgets of lecture 7 that live without a kernel.

All that they show is computed in the page (``static/fisheries_*.js``). Python holds the state, refuses what makes no
picture in one sentence, and answers with ``utils.reference``; a test holds the two together.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.border import floats, labels, number
from utils.reference.losses import log_loss
from utils.reference.neighbours import nearest
from utils.shapes.integers import whole

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "fisheries.css")
MOST = 100
"""The top of a belief's slider."""
CLIPS = (1e-15, 1e-3, 1e-2)
STREAM = 300
"""How many frames come by."""
MOST_FRAMES = 36**2
"""Frames that two signs in base 36 can number."""
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Forecaster(anywidget.AnyWidget):
    """One row of beliefs in every class, the same for all frames, scored by log-loss while frames come by.

    ``labels`` is the stream, ``seen`` how many of it have come, ``met`` lists the goals that were met, from 0.
    """

    _esm = bundle(STATIC / "fisheries_forecaster.js")
    _css = STYLE
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    counts = traitlets.List(traitlets.Int()).tag(sync=True)
    labels = traitlets.List(traitlets.Int()).tag(sync=True)
    weights = traitlets.List(traitlets.Float()).tag(sync=True)
    eps = traitlets.Float(CLIPS[0]).tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)
    met = traitlets.List(traitlets.Int()).tag(sync=True)

    @traitlets.validate("weights")
    def _check_weights(self, proposal: Any) -> list[float]:
        return _refused_as_trait(_weights, proposal.value, len(self.counts))

    @traitlets.validate("eps")
    def _check_eps(self, proposal: Any) -> float:
        return _refused_as_trait(_clip, proposal.value)

    @traitlets.validate("seen")
    def _check_seen(self, proposal: Any) -> int:
        return _refused_as_trait(_at_most, "seen", proposal.value, len(self.labels))

    @property
    def expected(self) -> float:
        """The log-loss of the beliefs on all frames; raises ValueError where they are all 0."""
        return self._score(np.repeat(np.arange(len(self.counts)), self.counts))

    @property
    def mean(self) -> float:
        """The log-loss of the beliefs on the frames that have come; raises ValueError where none has."""
        return self._score(np.array(self.labels[: self.seen], int))

    def _score(self, y: np.ndarray) -> float:
        return log_loss(np.tile(np.array(self.weights, float), (len(y), 1)), y, self.eps)

    def __repr__(self) -> str:
        return f"Forecaster({len(self.counts)} classes)"


class SplitExplorer(anywidget.AnyWidget):
    """Frames of a few boats, held out frame by frame or boat by boat, and what their nearest neighbours give away.

    ``mode`` is "image" (every fourth frame of each boat) or "boat" (the boats in ``validation``); ``neighbours`` is a
    line for each frame, two signs in base 36 for each other one, the nearest first.
    """

    _esm = bundle(STATIC / "fisheries_splitter.js")
    _css = STYLE
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    labels = traitlets.List(traitlets.Int()).tag(sync=True)
    boats = traitlets.List(traitlets.Int()).tag(sync=True)
    neighbours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    mode = traitlets.Enum(("image", "boat"), "boat").tag(sync=True)
    validation = traitlets.List(traitlets.Int()).tag(sync=True)
    met = traitlets.List(traitlets.Int()).tag(sync=True)

    @traitlets.validate("validation")
    def _check_validation(self, proposal: Any) -> list[int]:
        return _refused_as_trait(_boats_of, proposal.value, self.boats)

    def __repr__(self) -> str:
        return f"SplitExplorer({len(self.labels)} frames of {len(set(self.boats))} boats)"


def forecaster(counts: Mapping[str, int], seed: int = 7) -> Forecaster:
    """Return the widget for a set with ``counts`` of each class; its stream is drawn from the set by ``seed``.

    Raises ValueError for fewer than two classes and for counts below 1.
    """
    counts = {str(name): whole(f"counts[{name!r}]", count, 1) for name, count in counts.items()}
    if len(counts) < 2:
        raise ValueError(f"counts must hold at least two classes, got {len(counts)}")
    frames = np.repeat(np.arange(len(counts)), list(counts.values()))
    stream = np.random.default_rng(whole("seed", seed, 0)).choice(frames, STREAM)
    beliefs = [MOST / 2] * len(counts)
    return Forecaster(
        names=list(counts), counts=list(counts.values()), labels=stream.tolist(), weights=beliefs, eps=CLIPS[0]
    )


def split_explorer(distances: np.ndarray, y: np.ndarray, boats: np.ndarray, names: Sequence[str]) -> SplitExplorer:
    """Return the widget for frames whose ``distances`` are (N, N); ``y`` and ``boats`` (N,) are integers from 0.

    Boats are numbered anew from 0, in their order. Raises ValueError for more than 1,296 frames or fewer than two.
    """
    distances = floats("distances", distances, "N, N")
    count = len(distances)
    if not 2 <= count <= MOST_FRAMES or distances.shape != (count, count):
        raise ValueError(f"distances must be (N, N) for 2 to {MOST_FRAMES} frames, got {distances.shape}")
    y = labels("y", y, count, len(names))
    _, boats = np.unique(labels("boats", boats, count, np.iinfo(np.int64).max), return_inverse=True)
    apart = distances.astype(float)
    np.fill_diagonal(apart, np.inf)
    ranked = nearest(apart, count)[:, :-1]
    lines = ["".join(_SIGNS[other // 36] + _SIGNS[other % 36] for other in row) for row in ranked.tolist()]
    return SplitExplorer(names=list(names), labels=y.tolist(), boats=boats.tolist(), neighbours=lines)


def _weights(weights: Sequence[float], classes: int) -> list[float]:
    if len(weights) != classes:
        raise ValueError(f"weights must be one for each of {classes} classes, got {len(weights)}")
    return [number(f"weights[{place}]", weight, 0, MOST) for place, weight in enumerate(weights)]


def _clip(eps: float) -> float:
    if number("eps", eps) not in CLIPS:
        raise ValueError(f"eps must be one of {', '.join(f'{clip:g}' for clip in CLIPS)}, got {eps!r}")
    return float(eps)


def _at_most(name: str, value: int, most: int) -> int:
    if whole(name, value, 0) > most:
        raise ValueError(f"{name} must be at most {most}, got {value}")
    return int(value)


def _boats_of(chosen: Sequence[int], boats: Sequence[int]) -> list[int]:
    strange = sorted(set(chosen) - set(boats))
    if strange:
        raise ValueError(f"validation must hold boats from 0 to {max(boats)}, got {strange[0]}")
    return sorted(set(chosen))


def _refused_as_trait(check: Callable, *arguments: Any) -> Any:
    """Return what ``check`` returns; its ValueError is told as traitlets tells its own."""
    try:
        return check(*arguments)
    except ValueError as problem:
        raise traitlets.TraitError(str(problem)) from None
