"""Two tables that follow number fields: the layer pattern with N, M and K, and VGG with its blocks changed.

All that they show is computed in the page (``static/architectures_rows.js``); a test holds those numbers beside
``utils.shapes``. Python holds the state, refuses bad numbers in one sentence, and answers with its own arithmetic.
"""

from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import traitlets

from utils import shapes
from utils.esm import bundle, stylesheet
from utils.shapes.integers import whole
from utils.shapes.patterns import pattern, staged
from utils.widgets.architectures_tasks import TASKS, measured

STATIC = Path(__file__).parent / "static"
VGG_FILTERS = (64, 128, 256, 512, 512)


class Field(NamedTuple):
    """A number that can be changed: its key, the label and hint that stand beside it, its least and most."""

    key: str
    label: str
    hint: str
    limits: tuple[int, int]


FIELDS = {
    "pattern": (
        Field("convs", "N", "convolutions in each block", (1, 6)),
        Field("blocks", "M", "blocks, each closed by a pool", (1, 6)),
        Field("dense", "K", "hidden fully connected layers", (0, 4)),
        Field("size", "image width", "rows and columns of the image", (8, 256)),
        Field("filters", "first filters", "filters of the first block; they double from block to block", (1, 128)),
        Field("width", "FC width", "outputs of each hidden fully connected layer", (1, 4096)),
    ),
    "vgg": (
        *(Field(f"convs{n}", f"block {n}", f"convolutions in block {n}", (1, 8)) for n in range(1, 6)),
        Field("size", "image width", "rows and columns of the image", (32, 512)),
        Field("width", "FC width", "outputs of fc1 and fc2", (1, 8192)),
    ),
}
TITLES = {"pattern": "The layer pattern, counted", "vgg": "VGG, block by block, counted"}


class NetworkTable(anywidget.AnyWidget):
    """A network of one ``kind``, "pattern" or "vgg", given by ``values``; ``begin`` is what Reset brings back.

    Below it stands number ``task`` of ``tasks``, lists of goals that the network meets or not.
    """

    _esm = bundle(STATIC / "architectures_table.js")
    _css = stylesheet(STATIC / "architectures.css")
    kind = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    fields = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    tasks = traitlets.List().tag(sync=True)
    task = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, kind: str, **values: int) -> None:
        fields = [field._asdict() | {"limits": list(field.limits)} for field in FIELDS[kind]]
        tasks = [[goal.sent() for goal in task] for task in TASKS[kind]]
        super().__init__(kind=kind, title=TITLES[kind], fields=fields, tasks=tasks)
        self.values = values
        self.begin = dict(values)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> dict[str, int]:
        if not proposal.value:
            return {}
        try:
            checked = _checked(self.kind, proposal.value)
            shapes.parameters(network(self.kind, checked))
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None
        return checked

    @property
    def architecture(self) -> shapes.Architecture:
        """The network as it stands, as ``utils.shapes`` and ``utils.labs.architectures`` know networks."""
        return network(self.kind, self.values)

    @property
    def input(self) -> shapes.Shape:
        """The (C, H, W) of its image."""
        return (3, self.values["size"], self.values["size"])

    def meets(self, task: int) -> bool:
        """Return whether the network meets every goal of number ``task``, counted from 0, of its kind's ``TASKS``."""
        numbers = measured(self.architecture, self.input)
        return all(goal.met(numbers) for goal in TASKS[self.kind][task])

    def __repr__(self) -> str:
        return f"NetworkTable({self.kind}, {len(shapes.memory_table(self.architecture, self.input))} rows)"


def network(kind: str, values: dict[str, int]) -> shapes.Architecture:
    """Return the architecture that the fields of a ``kind`` mean; ValueError where it does not fit the image."""
    input = (3, values["size"], values["size"])
    if kind == "vgg":
        stages = [(values[f"convs{n}"], filters) for n, filters in enumerate(VGG_FILTERS, start=1)]
        return staged(stages, [values["width"]] * 2, input, 1000)
    sizes = {"filters": values["filters"], "width": values["width"]}
    return pattern(values["convs"], values["blocks"], values["dense"], input, **sizes)


def generator(
    convs: int = 2, blocks: int = 3, dense: int = 1, size: int = 32, filters: int = 16, width: int = 128
) -> NetworkTable:
    """Return the pattern with N = ``convs``, M = ``blocks``, K = ``dense`` on colour images of ``size``; 10 classes.

    Raises ValueError for numbers outside of ``FIELDS``, or where pooling has nothing left to halve.
    """
    values = {"convs": convs, "blocks": blocks, "dense": dense, "size": size, "filters": filters, "width": width}
    return _table("pattern", values)


def vgg(convs: tuple[int, ...] = (2, 2, 3, 3, 3), size: int = 224, width: int = 4096) -> NetworkTable:
    """Return VGG with so many convolutions in each of its five blocks, VGG-16 unless told; errors as ``generator``."""
    if len(convs) != len(VGG_FILTERS):
        raise ValueError(f"convs must be {len(VGG_FILTERS)} numbers, one a block, got {len(convs)}")
    values = {f"convs{n}": count for n, count in enumerate(convs, start=1)} | {"size": size, "width": width}
    return _table("vgg", values)


def _table(kind: str, values: dict[str, int]) -> NetworkTable:
    checked = _checked(kind, values)
    network(kind, checked)
    return NetworkTable(kind, **checked)


def _checked(kind: str, values: dict[str, int]) -> dict[str, int]:
    checked = {}
    for field in FIELDS[kind]:
        least, most = field.limits
        checked[field.key] = whole(field.label, values.get(field.key), least)
        if checked[field.key] > most:
            raise ValueError(f"{field.label} must be at most {most}, got {checked[field.key]}")
    return checked
