"""The conv arithmetic bench, pooling by hand, and inverse puzzles: widgets that live without a kernel.

All that they show is computed in the page (``static/arithmetic.js`` and its neighbours); a test holds those numbers
beside ``utils.shapes`` and ``utils.reference``. Python holds the state, refuses bad numbers with the same sentences,
and answers with its own arithmetic.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils import shapes
from utils.esm import bundle, stylesheet
from utils.reference.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from utils.shapes.conv_arithmetic import output_size, unread
from utils.widgets import conv_settings as settings

STATIC = Path(__file__).parent / "static"
STYLE = stylesheet(STATIC / "conv_arithmetic.css")


class BadSetting(traitlets.TraitError, ValueError):
    """A number that makes no picture; the widget keeps the last good ones."""


def _checked(default: Any) -> traitlets.TraitType:
    """Return a synced trait whose values are judged by the widget's own checks, None among them."""
    return traitlets.TraitType(default).tag(sync=True)


class _Checked(anywidget.AnyWidget):
    """A widget whose numbers are checked together, whoever changes them: code, or the page."""

    def configure(self, **numbers: Any) -> None:
        """Change several numbers at once, as where a larger kernel needs a larger size; ValueError changes nothing."""
        with self.hold_trait_notifications():
            for name, value in numbers.items():
                setattr(self, name, value)

    def _refuse_unless(self, check: Any, name: str, value: Any) -> Any:
        state = {key: getattr(self, key) for key in self.trait_names(sync=True)} | {name: value}
        try:
            return check(state)[name]
        except ValueError as problem:
            raise BadSetting(str(problem)) from None


class ConvBench(_Checked):
    """One convolution, window by window, or a stack of layers and what one of its outputs sees."""

    _esm = bundle(STATIC / "conv_arithmetic_bench.js")
    _css = STYLE
    size = _checked(7)
    kernel = _checked(3)
    stride = _checked(1)
    padding = _checked(0)
    dilation = _checked(1)
    channels = _checked(3)
    filters = _checked(5)
    window = _checked((0, 0))
    counts = traitlets.Bool(False).tag(sync=True)
    mode = _checked("layer")
    layers = _checked(())
    length = _checked(32)
    stack_channels = _checked(3)
    unit = _checked(0)
    task = _checked(0)
    begin = traitlets.Dict().tag(sync=True)

    def __init__(self, **numbers: Any) -> None:
        super().__init__(**{"layers": settings.FIRST_STACK} | numbers)
        if "unit" not in numbers:
            volume = (self.stack_channels, self.length, self.length)
            self.unit = shapes.output_shape(self.stack, volume, floor=True)[1] // 2
        names = (*settings.NUMBERS, "layers", "length", "stack_channels", "unit")
        self.begin = {name: getattr(self, name) for name in names}

    @traitlets.validate(*settings.NUMBERS)
    def _check_numbers(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.layer, proposal.trait.name, proposal.value)

    @traitlets.validate("layers", "length", "stack_channels")
    def _check_stack(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.stack, proposal.trait.name, proposal.value)

    @traitlets.validate("window")
    def _check_window(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.window, "window", proposal.value)

    @traitlets.validate("mode", "unit", "task")
    def _check_rest(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.choices, proposal.trait.name, proposal.value)

    @traitlets.observe("size", "kernel", "stride", "padding", "dilation")
    def _keep_window_inside(self, _change: Any) -> None:
        outputs = settings.extents(self.output)
        self.window = tuple(min(place, count - 1) for place, count in zip(self.window, outputs, strict=True))

    @property
    def _axes(self) -> tuple[tuple[int, int, int, int, int], ...]:
        options = (self.kernel, self.stride, self.padding, self.dilation)
        return tuple((extent, *options) for extent in settings.extents(self.size))

    @property
    def output(self) -> int | tuple[int, int]:
        """Size of the output as frameworks make it (floored): a number for square inputs, else (rows, columns)."""
        rows, columns = (output_size(*axis, floor=True) for axis in self._axes)
        return rows if isinstance(self.size, int) else (rows, columns)

    @property
    def unread(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows and columns of the input that no window reads."""
        rows, columns = (unread(*axis) for axis in self._axes)
        return rows, columns

    @property
    def parameters(self) -> int:
        """Weights and biases of the one layer."""
        return shapes.conv_parameters(self.channels, self.filters, self.kernel)

    @property
    def multiply_adds(self) -> int:
        """Products that one input takes in the one layer."""
        return shapes.conv_multiply_adds(self.channels, self.filters, self.kernel, self.output)

    @property
    def stack(self) -> shapes.Architecture:
        """The stack of layers as ``utils.shapes`` counts it."""
        return settings.architecture(self.stack_channels, self.layers)

    @property
    def receptive_field(self) -> shapes.ReceptiveField:
        """Receptive field of one output of the stack."""
        return shapes.receptive_field(self.stack)

    def __repr__(self) -> str:
        if self.mode == "stack":
            count = f"{len(self.layers)} layer{'s' if len(self.layers) > 1 else ''}"
            return f"ConvBench(stack of {count} on {self.length}x{self.length})"
        rows, columns = settings.extents(self.size)
        extra = f", padding {self.padding}" if self.padding else ""
        extra += f", dilation {self.dilation}" if self.dilation > 1 else ""
        return f"ConvBench({rows}x{columns}, kernel {self.kernel}, stride {self.stride}{extra})"


class PoolingView(_Checked):
    """Pooling of a small map whose numbers can be changed: winners, gradients, and a shift by single pixels."""

    _esm = bundle(STATIC / "conv_arithmetic_pooling.js")
    _css = STYLE
    values = _checked(())
    kernel = _checked(2)
    stride = _checked(2)
    kind = _checked("max")
    shift = _checked(0)
    chosen = _checked(())
    seed = _checked(0)
    task = _checked(0)
    begin = traitlets.Dict().tag(sync=True)

    def __init__(self, **state: Any) -> None:
        values = settings.seeded_numbers(state.get("seed", 0), 6, 6)
        super().__init__(**{"values": values} | state)
        self.begin = {name: getattr(self, name) for name in ("values", "kernel", "stride", "kind")}

    @traitlets.validate("values", "kernel", "stride")
    def _check_pooling(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.pooling, proposal.trait.name, proposal.value)

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.chosen, "chosen", proposal.value)

    @traitlets.validate("kind", "shift", "seed", "task")
    def _check_rest(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.choices, proposal.trait.name, proposal.value)

    @traitlets.observe("values", "kernel", "stride")
    def _keep_chosen_inside(self, _change: Any) -> None:
        rows, columns = self.output.shape
        if self.chosen and not (self.chosen[0] < rows and self.chosen[1] < columns):
            self.chosen = ()

    @property
    def input(self) -> np.ndarray:
        """The map as it is pooled, (1, 1, rows, columns) float64, shifted."""
        moved = np.array(self.values, float)
        if self.shift:
            moved = np.hstack([np.zeros((len(moved), self.shift)), moved[:, : -self.shift]])
        return moved[None, None]

    @property
    def output(self) -> np.ndarray:
        """The pooled map, (rows, columns) float64."""
        forward = max_pool2d if self.kind == "max" else avg_pool2d
        return forward(self.input, self.kernel, self.stride)[0, 0]

    @property
    def gradient(self) -> np.ndarray:
        """What reaches the input, (rows, columns) float64, from a gradient of 1 at the chosen output, or at each."""
        upstream = np.ones((1, 1, *self.output.shape))
        if self.chosen:
            upstream[:] = 0
            upstream[(0, 0, *self.chosen)] = 1
        backward = max_pool2d_backward if self.kind == "max" else avg_pool2d_backward
        return backward(upstream, self.input, self.kernel, self.stride)[0, 0]

    def __repr__(self) -> str:
        rows, columns = len(self.values), len(self.values[0])
        return f"PoolingView({self.kind} of {self.kernel}x{self.kernel}, stride {self.stride}, on {rows}x{columns})"


class ConvPuzzles(_Checked):
    """Ten inverse puzzles of rising difficulty: goals are given, kernels, strides, padding and layers are sought."""

    _esm = bundle(STATIC / "conv_arithmetic_puzzles.js")
    _css = STYLE
    seed = _checked(0)
    level = _checked(0)
    solved = traitlets.List(traitlets.Int(min=0, max=settings.LEVELS - 1)).tag(sync=True)
    answers = traitlets.List([None] * settings.LEVELS).tag(sync=True)

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        self.observe(self._start_again, "seed")

    @traitlets.validate("seed", "level")
    def _check_rest(self, proposal: Any) -> Any:
        return self._refuse_unless(settings.choices, proposal.trait.name, proposal.value)

    def _start_again(self, _change: Any) -> None:
        self.level, self.solved, self.answers = 0, [], [None] * settings.LEVELS

    def __repr__(self) -> str:
        return f"ConvPuzzles(seed {self.seed}, {len(self.solved)} of {settings.LEVELS} solved)"


def bench(
    size: int | tuple[int, int] = 7,
    kernel: int = 3,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    channels: int = 3,
    filters: int = 5,
    layers: Sequence[shapes.Layer | dict[str, Any]] | None = None,
    length: int = 32,
    unit: int | None = None,
    seed: int = 0,
) -> ConvBench:
    """Return the bench: an input of ``size`` cells (a number, or rows and columns, at most 512) under one convolution.

    Up to 12 cells it is drawn as a grid, beyond that one row of it. Given ``layers`` (of ``utils.shapes``, or
    dictionaries as ``ConvBench.layers`` holds them) it opens on that stack, on an input of ``length`` x ``length``, and
    shows what output ``unit`` sees, the middle one unless told. ``channels`` is the depth of either input. ``seed``
    picks its task. Raises ValueError for numbers that do not fit.
    """
    numbers = {"size": size, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    stack = {} if layers is None else {"layers": layers, "mode": "stack"}
    stack |= {} if unit is None else {"unit": unit}
    depths = {"channels": channels, "stack_channels": channels, "filters": filters}
    return ConvBench(**numbers, **depths, length=length, task=seed, **stack)


def pooling(
    kernel: int = 2,
    stride: int | None = None,
    kind: str = "max",
    values: Sequence[Sequence[int]] | None = None,
    shift: int = 0,
    seed: int = 0,
) -> PoolingView:
    """Return the pooling view of a map of whole numbers, seeded where ``values`` (rows of numbers) is not given.

    ``stride`` is the kernel unless given; ``kind`` is "max" or "average"; ``shift`` moves the map right, in pixels.
    Raises ValueError for numbers that do not fit.
    """
    given = {} if values is None else {"values": values}
    step = kernel if stride is None else stride
    return PoolingView(kernel=kernel, stride=step, kind=kind, shift=shift, seed=seed, task=seed, **given)


def puzzles(seed: int = 0) -> ConvPuzzles:
    """Return ten inverse puzzles drawn from ``seed``, a whole number of at least 0."""
    return ConvPuzzles(seed=seed)
