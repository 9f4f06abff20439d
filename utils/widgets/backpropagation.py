"""The backprop microscope, a counter of work, fading, replay and sabotaged passes: widgets that live without a kernel.

All that they show is computed in the page (``static/backpropagation_*.js``); a test holds those numbers beside
``utils.reference.backpropagation``. Python holds the state and answers with its own arithmetic. Parameters are named
as a student types them: W1_14 is W_14^(1), b1_2 is b_2^(1), x4 and xc4 are inputs of the true and corrupted example.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.backpropagation import count_work
from utils.shapes.integers import whole
from utils.widgets.backpropagation_networks import Network, check_network, check_sizes, first_network, random_network

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "backpropagation.css")
SECTIONS = {"paths": ("numbers",), "errors": ("numbers", "task")}
MOST_COUNTED_LAYERS, MOST_COUNTED_NEURONS = 9, 1000


class _OnNetwork(anywidget.AnyWidget):
    """A widget about one network, kept as plain lists, and one seed."""

    _css = STYLE
    sizes = traitlets.List().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    x_c = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    biases = traitlets.List().tag(sync=True)
    seed = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, network: Network, **state: Any) -> None:
        super().__init__(**_as_lists(network), **state)

    @property
    def network(self) -> Network:
        """The network as it stands on the page, as arrays that ``utils.reference.backpropagation`` takes."""
        return check_network((self.x, self.x_c, self.weights, self.biases))

    @network.setter
    def network(self, network: Network) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            lists = _as_lists(check_network(network))
            for name, value in {**lists, **({"start": lists} if self.has_trait("start") else {})}.items():
                setattr(self, name, value)


class BackpropMicroscope(_OnNetwork):
    """A network to click: z, a, delta, rate factors, the error's story, derivatives as sums over paths.

    ``start`` is the network that "start again" brings back: the one it was made with, or the last that Python put here.
    """

    _esm = bundle(STATIC / "backpropagation_microscope.js")
    chapter = traitlets.Enum(tuple(SECTIONS), "errors").tag(sync=True)
    start = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("W1_14").tag(sync=True)
    branch = traitlets.Enum(("s", "s_c"), "s").tag(sync=True)
    of = traitlets.Enum(("s", "J"), "s").tag(sync=True)
    opened = traitlets.List().tag(sync=True)
    task_seed = traitlets.Int(0, min=0).tag(sync=True)
    solved = traitlets.Bool(False).tag(sync=True)

    def __init__(self, network: Network, **state: Any) -> None:
        super().__init__(network, start=_as_lists(network), **state)

    def __repr__(self) -> str:
        return f"BackpropMicroscope({'-'.join(map(str, self.sizes))})"


class BackpropWorkCounter(anywidget.AnyWidget):
    """Bars for what a derivative costs in a network of these layers: every path once, or every edge once."""

    _esm = bundle(STATIC / "backpropagation_work.js")
    _css = STYLE
    sizes = traitlets.List([4, 3, 1]).tag(sync=True)

    def __repr__(self) -> str:
        return f"BackpropWorkCounter({'-'.join(map(str, self.sizes))})"


class BackpropFading(_OnNetwork):
    """dJ/dW_14 worked, the next weight half blank, a bias the student's own."""

    _esm = bundle(STATIC / "backpropagation_fading.js")
    page = traitlets.Int(1, min=1, max=3).tag(sync=True)
    solved = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        return f"BackpropFading(seed={self.seed})"


class BackpropReplay(_OnNetwork):
    """A typed derivative, walked over the network until it departs from the numbers."""

    _esm = bundle(STATIC / "backpropagation_replay.js")
    target = traitlets.Unicode("W1_14").tag(sync=True)
    formula = traitlets.Unicode("").tag(sync=True)
    verdict = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return f"BackpropReplay({self.target})"


class BackpropSabotage(anywidget.AnyWidget):
    """Five broken backward passes and the errors that a gradient check sees, to be diagnosed."""

    _esm = bundle(STATIC / "backpropagation_sabotage.js")
    _css = STYLE
    seed = traitlets.Int(0, min=0).tag(sync=True)
    diagnosed = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        return f"BackpropSabotage(seed={self.seed})"


def microscope(
    sizes: Sequence[int] | None = None,
    *,
    chapter: str = "errors",
    network: Network | None = None,
    seed: int = 0,
    selected: str | None = None,
    branch: str = "s",
    of: str = "s",
    opened: Sequence[str] = (),
) -> BackpropMicroscope:
    """Return the backprop microscope on lecture 2's network, on a seeded one of ``sizes``, or on your ``network``.

    In the ``chapter`` "paths" it shows z, a, rate factors and sums over paths of s alone; in "errors" also delta, its
    stories, the corrupted branch, J and a task. ``selected`` names a parameter, W1_14 on the lecture's network. ``of``
    is "s" where the error starts with 1, "J" where delta = dJ/dz; ``branch`` is "s" or "s_c"; ``opened`` names the
    sections that begin open, of numbers and task. Raises ValueError for a network that cannot be drawn, that has no
    such parameter, or for what a chapter does not have.
    """
    sections = SECTIONS[_check_choice("chapter", chapter, tuple(SECTIONS))]
    known = chapter == "errors"
    seed = whole("seed", seed, 0)
    if network is None:
        network = first_network() if sizes is None else random_network(sizes, seed)
    elif sizes is not None:
        raise ValueError("network must come without sizes, for it has its own, got both")
    network = check_network(network)
    if not known and str(selected).startswith("xc"):
        raise ValueError(f"selected must be of x, for the chapter paths has no corrupted example, got {selected!r}")
    return BackpropMicroscope(
        network,
        chapter=chapter,
        seed=seed,
        selected=_check_name(selected or f"W1_1{network.sizes[0]}", network.sizes),
        branch=_check_choice("branch", branch, ("s", "s_c") if known else ("s",)),
        of=_check_choice("of", of, ("s", "J") if known else ("s",)),
        opened=[_check_choice("opened", name, sections) for name in opened],
    )


def work_counter(sizes: Sequence[int] = (4, 3, 1)) -> BackpropWorkCounter:
    """Return the counter of paths and edges, on a network of ``sizes`` that the page can change.

    Raises ValueError unless there are 2 to 9 layers of 1 to 1000 neurons.
    """
    count_work(sizes)
    if len(sizes) > MOST_COUNTED_LAYERS:
        raise ValueError(f"sizes must be at most {MOST_COUNTED_LAYERS} layers, got {len(sizes)}")
    if max(sizes) > MOST_COUNTED_NEURONS:
        raise ValueError(f"sizes must be at most {MOST_COUNTED_NEURONS} neurons a layer, got {max(sizes)}")
    return BackpropWorkCounter(sizes=list(sizes))


def fading(seed: int = 0) -> BackpropFading:
    """Return dJ/dW_14 worked on lecture 2's network, then a weight with blanks and a bias, chosen by ``seed``."""
    return BackpropFading(first_network(), seed=whole("seed", seed, 0))


def replay(target: str = "W1_14", *, formula: str = "", seed: int = 0) -> BackpropReplay:
    """Return the replay of a typed formula for dJ/d``target`` on lecture 2's network.

    ``target`` names a weight of the network or a bias of its hidden layer; ``seed`` picks the random networks on which
    the formula is tried. Raises ValueError for another target.
    """
    network = first_network()
    if not re.fullmatch(r"W\d_\d\d|b1_\d", str(target)):
        raise ValueError(f"target must be a weight or a hidden bias, such as W1_14 or b1_2, got {target!r}")
    return BackpropReplay(
        network, target=_check_name(target, network.sizes, "target"), formula=str(formula), seed=whole("seed", seed, 0)
    )


def sabotage(seed: int = 0) -> BackpropSabotage:
    """Return five broken backward passes to diagnose, on a network and in an order chosen by ``seed``."""
    return BackpropSabotage(seed=whole("seed", seed, 0))


def _as_lists(network: Network) -> dict[str, list]:
    nested = {"weights": network.weights, "biases": network.biases}
    plain = {name: [array.tolist() for array in arrays] for name, arrays in nested.items()}
    return {"sizes": list(network.sizes), "x": network.x.tolist(), "x_c": network.x_c.tolist(), **plain}


def _check_choice(name: str, value: Any, choices: Sequence[str]) -> str:
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


def _check_name(name: str, sizes: Sequence[int], argument: str = "selected") -> str:
    """Return the name of a parameter, W1_14, b1_2, x4 or xc4, that a network of these layers has."""
    sizes = check_sizes(sizes)
    match = re.fullmatch(r"xc?([1-6])|([Wb])([1-6])_([1-6])([1-6])?", str(name))
    if match and match[1]:
        there = int(match[1]) <= sizes[0]
    elif match:
        k, i, j = int(match[3]), int(match[4]), int(match[5] or 0)
        there = k < len(sizes) and i <= sizes[k] and (0 < j <= sizes[k - 1] if match[2] == "W" else not j)
    if not match or not there:
        layers = "-".join(map(str, sizes))
        raise ValueError(f"{argument} must name a parameter of the {layers} network, such as W1_11, got {name!r}")
    return name
