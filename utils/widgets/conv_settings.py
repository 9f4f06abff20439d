"""What the widgets of conv arithmetic accept: checks of a whole state, with the sentences of ``utils.shapes``."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from numbers import Integral
from typing import Any

from utils import shapes
from utils.shapes.conv_arithmetic import output_size
from utils.shapes.integers import Pair, whole

NUMBERS = ("size", "kernel", "stride", "padding", "dilation", "channels", "filters")
KNOBS = ("kernel", "stride", "padding", "dilation", "filters")
MOST = {"size": 512, "kernel": 24, "stride": 24, "padding": 6, "dilation": 23, "channels": 4096, "filters": 4096}
STACK_MOST = {"kernel": 64, "stride": 64, "padding": 64, "dilation": 64, "filters": 4096}
LONGEST, MOST_LAYERS = 256, 20
LEVELS = 10
LARGEST = 99
MOST_CELLS = 8
FIRST_STACK = (
    {"kind": "conv", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1, "filters": 8},
    {"kind": "conv", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1, "filters": 8},
    {"kind": "pool", "kernel": 2, "stride": 2, "padding": 0, "dilation": 1, "filters": 0},
    {"kind": "conv", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1, "filters": 16},
)

WORDS = {"mode": ("layer", "stack"), "kind": ("max", "average")}
COUNTS = {"shift": 3, "unit": None, "task": None, "seed": None, "level": LEVELS - 1}

State = Mapping[str, Any]


def extents(size: int | Sequence[int]) -> Pair:
    """Return a size, a number or a pair, as (rows, columns)."""
    rows, columns = size if isinstance(size, tuple | list) else (size, size)
    return rows, columns


def choices(state: State) -> dict[str, Any]:
    """Return what is one of a few words or a plain count; ValueError names the first that is neither."""
    words = {name: _one_of(name, state[name], allowed) for name, allowed in WORDS.items() if name in state}
    counts = {name: _count(name, state[name], most) for name, most in COUNTS.items() if name in state}
    return words | counts


def layer(state: State) -> dict[str, Any]:
    """Return the seven numbers of one convolution as plain ints; ValueError names the first that makes no picture."""
    size = state["size"]
    if isinstance(size, tuple | list) and len(size) != 2:
        raise ValueError(f"size must be a whole number of at least 1, or rows and columns, got {size!r}")
    for extent in extents(size):
        output_size(extent, *(state[name] for name in KNOBS[:-1]), floor=True)
    numbers = {name: whole(name, state[name], 0 if name == "padding" else 1) for name in NUMBERS if name != "size"}
    rows, columns = (whole("size", extent, 1) for extent in extents(size))
    for name in NUMBERS:
        for value in extents(size) if name == "size" else (numbers[name],):
            _at_most(name, value, MOST[name])
    return {"size": rows if rows == columns else (rows, columns), **numbers}


def window(state: State) -> dict[str, Any]:
    """Return the place (row, column) of the output that is shown; ValueError where the output has no such place."""
    options = tuple(state[name] for name in KNOBS[:-1])
    rows, columns = (output_size(extent, *options, floor=True) for extent in extents(state["size"]))
    place = state["window"]
    if not _lies_in(place, rows, columns):
        raise ValueError(f"window must be (row, column) in an output of {rows}x{columns}, got {place!r}")
    return {"window": tuple(place)}


def stack(state: State) -> dict[str, Any]:
    """Return layers of a stack, and its input's length and channels; ValueError names the first that does not fit."""
    layers = plain_layers(state["layers"])
    size, channels = whole("size", state["length"], 1), whole("channels", state["stack_channels"], 1)
    shapes.output_shape(architecture(channels, layers), (channels, size, size), floor=True)
    for number, one in enumerate(layers, 1):
        for knob in KNOBS:
            _at_most(f"layer {number}: {knob}", one[knob], STACK_MOST[knob])
    _at_most("size", size, LONGEST)
    _at_most("channels", channels, MOST["channels"])
    return {"layers": layers, "length": size, "stack_channels": channels}


def plain_layers(layers: Iterable[shapes.Layer | State]) -> tuple[dict[str, Any], ...]:
    """Return layers of ``utils.shapes``, with their names, or dictionaries, as dictionaries.

    Rectifiers and local norms see one cell and are left out.
    """
    if not isinstance(layers, Iterable):
        raise ValueError(f"layers must be a list of convolutions and pools, got {layers!r}")
    rows = [_plain(one) for one in layers if not isinstance(one, shapes.Relu | shapes.LocalNorm)]
    if not 1 <= len(rows) <= MOST_LAYERS:
        raise ValueError(f"layers must be 1 to {MOST_LAYERS} convolutions and pools, got {len(rows)}")
    return tuple(rows)


def _plain(one: shapes.Layer | State) -> dict[str, Any]:
    if isinstance(one, shapes.Conv):
        given = one._asdict() | {"kind": "conv"}
    elif isinstance(one, shapes.Pool):
        stride = one.kernel if one.stride is None else one.stride
        given = one._asdict() | {"kind": "pool", "stride": stride}
    elif isinstance(one, Mapping) and one.get("kind") in ("conv", "pool"):
        given = dict(one)
    else:
        raise ValueError(f"layers must be convolutions and pools, got {one!r}")
    rest = {"stride": 1, "padding": 0, "dilation": 1, "filters": 1} | given
    if given["kind"] == "pool":
        rest |= {"dilation": 1, "filters": 0}
    least = {"padding": 0, "filters": 0 if given["kind"] == "pool" else 1}
    name = {"name": str(given["name"])} if given.get("name") else {}
    knobs = {knob: whole(knob, rest.get(knob), least.get(knob, 1)) for knob in KNOBS}
    return {"kind": given["kind"]} | name | knobs


def architecture(channels: int, layers: Iterable[State]) -> shapes.Architecture:
    """Return plain layers on an input of ``channels`` as ``utils.shapes`` counts them, floored as frameworks do."""
    built: list[shapes.Layer] = []
    depth = whole("channels", channels, 1)
    for number, one in enumerate(layers, 1):
        name, options = f"layer {number}", {knob: one[knob] for knob in ("kernel", "stride", "padding")}
        if one["kind"] == "pool":
            built.append(shapes.Pool(name, **options, floor=True))
        else:
            built.append(shapes.Conv(name, depth, one["filters"], **options, dilation=one["dilation"], floor=True))
            depth = one["filters"]
    return tuple(built)


def pooling(state: State) -> dict[str, Any]:
    """Return rows of numbers, kernel and stride in plain form; ValueError where they do not fit."""
    values = _rows(state["values"])
    kernel, stride = state["kernel"], state["stride"]
    for extent in (len(values), len(values[0])):
        _at_most("rows and columns", extent, MOST_CELLS)
        output_size(extent, kernel, stride, floor=True)
    _at_most("stride", stride, MOST_CELLS)
    return {"values": values, "kernel": whole("kernel", kernel, 1), "stride": whole("stride", stride, 1)}


def pooled_size(state: State) -> Pair:
    """Return rows and columns of the pooled map."""
    rows, columns = len(state["values"]), len(state["values"][0])
    options = state["kernel"], state["stride"]
    return output_size(rows, *options, floor=True), output_size(columns, *options, floor=True)


def chosen(state: State) -> dict[str, Any]:
    """Return the output (row, column) that is followed, or () for all; ValueError where there is no such output."""
    place = state["chosen"]
    rows, columns = pooled_size(state)
    if place not in ((), []) and not _lies_in(place, rows, columns):
        raise ValueError(f"chosen must be (row, column) in an output of {rows}x{columns}, or (), got {place!r}")
    return {"chosen": tuple(place)}


def _lies_in(place: Any, rows: int, columns: int) -> bool:
    pair = isinstance(place, tuple | list) and len(place) == 2 and all(isinstance(at, Integral) for at in place)
    return pair and 0 <= place[0] < rows and 0 <= place[1] < columns


def _rows(values: Any) -> tuple[tuple[int, ...], ...]:
    if not isinstance(values, Iterable) or not all(isinstance(line, Iterable) for line in values):
        raise ValueError(f"values must be rows of numbers, got {values!r}")
    rows = tuple(tuple(_number(value) for value in line) for line in values)
    if not rows or not rows[0] or len({len(line) for line in rows}) > 1:
        raise ValueError(f"values must be rows of equally many numbers, got {values!r}")
    return rows


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be {' or '.join(map(repr, allowed))}, got {value!r}")
    return value


def _count(name: str, value: Any, most: int | None) -> int:
    number = whole(name, value, 0)
    if most is not None:
        _at_most(name, number, most)
    return number


def _number(value: Any) -> int:
    if not isinstance(value, Integral) or isinstance(value, bool) or abs(value) > LARGEST:
        raise ValueError(f"a number must be whole and from -{LARGEST} to {LARGEST}, got {value!r}")
    return int(value)


def _at_most(name: str, value: int, most: int) -> None:
    if value > most:
        raise ValueError(f"{name} must be at most {most} here, got {value}")


def seeded_numbers(seed: int, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """Return rows of numbers 0 to 9, the same as the page draws from ``seed`` (the generator mulberry32).

    Drawn anew until each 2x2 block, the first window to be pooled, has one largest number: no tie at the start.
    """
    state = (whole("seed", seed, 0) * 0x9E3779B1 ^ 0x5BD1E995) & 0xFFFFFFFF

    def draw() -> int:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = (state ^ state >> 15) * (state | 1) & 0xFFFFFFFF
        mixed ^= mixed + (mixed ^ mixed >> 7) * (mixed | 61) & 0xFFFFFFFF
        return ((mixed ^ mixed >> 14) & 0xFFFFFFFF) * 10 >> 32

    numbers: tuple[tuple[int, ...], ...] = ()
    while not numbers or _ties(numbers):
        numbers = tuple(tuple(draw() for _ in range(columns)) for _ in range(rows))
    return numbers


def _ties(numbers: Sequence[Sequence[int]]) -> bool:
    corners = product(range(0, len(numbers) - 1, 2), range(0, len(numbers[0]) - 1, 2))
    blocks = (sorted([*numbers[i][j : j + 2], *numbers[i + 1][j : j + 2]]) for i, j in corners)
    return any(block[-1] == block[-2] for block in blocks)
