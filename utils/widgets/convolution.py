"""A window that slides, a kernel on a photo, and three layers and their weights: widgets that live without a kernel.

All that they show is computed in the page (``static/convolution.js`` and its neighbours); a test holds those numbers
beside ``utils.reference`` and ``utils.shapes``. Python holds the state, refuses what makes no picture, and answers with
its own arithmetic.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle
from utils.reference.convolution import cross_correlate
from utils.reference.convolution_matrix import convolution_matrix
from utils.reference.kernels import KERNELS, correlate_in_place, half_turn
from utils.shapes.sharing import LayerWeights, layer_weights
from utils.widgets import convolution_settings as settings
from utils.widgets.conv_arithmetic import STATIC, STYLE, BadSetting

NUMBERS = ((3, 0, 1, 2, 7, 4), (1, 5, 8, 9, 3, 1), (2, 7, 2, 5, 1, 3), (0, 1, 3, 1, 7, 8), (4, 2, 1, 6, 2, 8))
"""The image on which the window slides unless another is given."""
SECRETS = (
    -KERNELS["identity"],
    half_turn(KERNELS["shift"]),
    [[-1, 0, 1]] * 3,
    KERNELS["edges, 4 neighbours"],
    [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    KERNELS["corners"],
    KERNELS["sharpen"],
    KERNELS["emboss"],
)
"""The kernels of the hunt, easy ones first."""
FIRST_KERNEL = ((1, 0, -1), (1, 0, -1), (1, 0, -1))


def _synced(default: Any = None) -> traitlets.Any:
    return traitlets.Any(default).tag(sync=True)


class _Judged(anywidget.AnyWidget):
    """A widget whose values are judged by the checks of ``convolution_settings``."""

    def _judge(self, check: Any, *arguments: Any) -> Any:
        try:
            return check(*arguments)
        except ValueError as problem:
            raise BadSetting(str(problem)) from None


class SlidingWindow(_Judged):
    """A window over a small image: each sum appears when the window comes by, in a new picture or in place."""

    _esm = bundle(STATIC / "convolution_sliding.js")
    _css = STYLE
    values = _synced()
    kernel = _synced()
    place = _synced(0)
    in_place = traitlets.Bool(False).tag(sync=True)
    turned = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> Any:
        return self._judge(settings.values, proposal.value)

    @traitlets.validate("kernel")
    def _check_kernel(self, proposal: Any) -> Any:
        return self._judge(settings.kernel, proposal.value)

    @traitlets.validate("place")
    def _check_place(self, proposal: Any) -> Any:
        return self._judge(settings.place, proposal.value, *self.places)

    @property
    def places(self) -> tuple[int, int]:
        """How many places the window has, (rows, columns)."""
        size = len(self.kernel)
        return len(self.values) - size + 1, len(self.values[0]) - size + 1

    @property
    def output(self) -> np.ndarray:
        """All sums, (rows, columns) float64, as the settings make them: wrong where they are written in place."""
        image, kernel = np.array(self.values, float), np.array(self.kernel, float)
        kernel = half_turn(kernel) if self.turned else kernel
        if not self.in_place:
            return cross_correlate(image, kernel)
        border, (rows, columns) = len(kernel) // 2, self.places
        return correlate_in_place(image, kernel)[border : border + rows, border : border + columns]

    def __repr__(self) -> str:
        rows, columns = len(self.values), len(self.values[0])
        return f"SlidingWindow({rows}x{columns}, kernel {len(self.kernel)}x{len(self.kernel)})"


class KernelBench(_Judged):
    """A kernel to type into, and what it makes of a photo."""

    _esm = bundle(STATIC / "convolution_kernels.js")
    _css = STYLE
    photos = traitlets.Dict().tag(sync=True)
    presets = traitlets.Dict().tag(sync=True)
    photo = _synced()
    kernel = _synced()
    turned = traitlets.Bool(False).tag(sync=True)
    divided = traitlets.Bool(False).tag(sync=True)
    shown = _synced("brightness")
    place = traitlets.List([40, 40]).tag(sync=True)

    @traitlets.validate("kernel")
    def _check_kernel(self, proposal: Any) -> Any:
        return self._judge(settings.kernel, proposal.value)

    @traitlets.validate("photo")
    def _check_photo(self, proposal: Any) -> Any:
        return self._judge(settings.one_of, "photo", proposal.value, self.photos)

    @traitlets.validate("shown")
    def _check_shown(self, proposal: Any) -> Any:
        return self._judge(settings.one_of, "shown", proposal.value, settings.SHOWN)

    @property
    def output(self) -> np.ndarray:
        """The answer (H', W') float64: sums of brightness 0 to 255, divided by the kernel's sum where so set."""
        kernel = np.array(self.kernel, float)
        answer = cross_correlate(
            settings.unpacked(self.photos[self.photo]), half_turn(kernel) if self.turned else kernel
        )
        return answer / kernel.sum() if self.divided and kernel.sum() else answer

    def __repr__(self) -> str:
        return f"KernelBench({self.photo}, kernel {len(self.kernel)}x{len(self.kernel)})"


class KernelHunt(_Judged):
    """Secret kernels, to be found from what they make of a photo: one after the other, by typing weights."""

    _esm = bundle(STATIC / "convolution_hunt.js")
    _css = STYLE
    photo = traitlets.Dict().tag(sync=True)
    secrets = traitlets.List().tag(sync=True)
    level = _synced(0)
    kernel = _synced(((0, 0, 0), (0, 1, 0), (0, 0, 0)))
    hints = traitlets.Int(0, min=0).tag(sync=True)
    solved = traitlets.List(traitlets.Int()).tag(sync=True)

    @traitlets.validate("kernel")
    def _check_kernel(self, proposal: Any) -> Any:
        return self._judge(settings.kernel, proposal.value)

    @traitlets.validate("level")
    def _check_level(self, proposal: Any) -> Any:
        return self._judge(settings.level, proposal.value, len(self.secrets))

    @property
    def difference(self) -> float:
        """How far the answer is from that of the secret kernel, in grey levels, as a mean over the photo."""
        gap = np.array(self.kernel, float) - np.array(self.secrets[self.level], float)
        return float(np.abs(cross_correlate(settings.unpacked(self.photo), gap)).mean())

    def __repr__(self) -> str:
        return f"KernelHunt({len(self.solved)} of {len(self.secrets)} found)"


class MatrixView(_Judged):
    """The matrix of a 3 x 3 kernel, row by row and column by column."""

    _esm = bundle(STATIC / "convolution_matrix.js")
    _css = STYLE
    size = traitlets.Int(6, min=4, max=8).tag(sync=True)
    axis = _synced("output")
    place = _synced(5)

    @traitlets.validate("axis")
    def _check_axis(self, proposal: Any) -> Any:
        return self._judge(settings.one_of, "axis", proposal.value, ("output", "input"))

    @property
    def chosen(self) -> np.ndarray:
        """The row of the chosen output, or the column of the chosen pixel, of the matrix of the weights 1 to 9."""
        matrix = convolution_matrix(np.arange(1.0, 10).reshape(1, 1, 3, 3), self.size)
        return matrix[self.place] if self.axis == "output" else matrix[:, self.place]

    def __repr__(self) -> str:
        return f"MatrixView({(self.size - 2) ** 2}x{self.size**2})"


class WeightStory(_Judged):
    """Dense, local and shared layers on one image, drawn and counted."""

    _esm = bundle(STATIC / "convolution_sharing.js")
    _css = STYLE
    side = _synced(200)
    kernel = _synced(10)
    filters = _synced(100)

    @traitlets.validate(*settings.STORY)
    def _check_number(self, proposal: Any) -> Any:
        return self._judge(settings.story, proposal.trait.name, proposal.value)

    @property
    def weights(self) -> LayerWeights:
        """Weights of the three layers, with as many units as pixels."""
        return layer_weights(self.side, self.side**2, self.kernel, self.filters)

    def __repr__(self) -> str:
        return f"WeightStory({self.side}x{self.side}, windows of {self.kernel}x{self.kernel}, {self.filters} filters)"


def sliding(
    values: Sequence[Sequence[int]] | np.ndarray = NUMBERS,
    kernel: Sequence[Sequence[float]] | np.ndarray = FIRST_KERNEL,
    in_place: bool = False,
) -> SlidingWindow:
    """Return a window that slides over an image of whole numbers, drawn as pixels where it is wider than 9.

    Raises ValueError for images smaller than 5 x 5 or larger than 32 x 32, and for kernels that are not 3 x 3 or 5 x 5.
    """
    return SlidingWindow(values=values, kernel=kernel, in_place=in_place)


def kernels(
    photos: Mapping[str, np.ndarray],
    kernel: str = "identity",
    turned: bool = False,
    offered: Sequence[str] = tuple(KERNELS),
) -> KernelBench:
    """Return the bench with grey photos (H, W) of whole numbers from 0 to 255 by name, at a named kernel.

    Its menu lists the kernels ``offered``. Raises ValueError for photos of another kind, and for a kernel that
    ``utils.reference.kernels`` does not name or that is not offered.
    """
    presets = {name: settings.kernel(KERNELS[settings.one_of("offered", name, tuple(KERNELS))]) for name in offered}
    rows = KERNELS[settings.one_of("kernel", kernel, tuple(presets))]
    look = {"divided": bool(rows.sum() > 1), "shown": "brightness" if rows.sum() else "signed"}
    first = next(iter(photos), None)
    return KernelBench(photos=settings.packed(photos), presets=presets, photo=first, kernel=rows, turned=turned, **look)


def hunt(photo: np.ndarray) -> KernelHunt:
    """Return eight secret kernels to be found from their answers to a grey ``photo`` (H, W), whole numbers to 255.

    Raises ValueError for a photo of another kind.
    """
    (packed,) = settings.packed({"photo": photo}).values()
    return KernelHunt(photo=packed, secrets=[settings.kernel(secret) for secret in SECRETS])


def matrix(size: int = 6) -> MatrixView:
    """Return the matrix of a 3 x 3 kernel on ``size`` x ``size`` pixels, 4 to 8; its rows and columns can be chosen."""
    return MatrixView(size=size)


def weights(side: int = 200, kernel: int = 10, filters: int = 100) -> WeightStory:
    """Return the story of three layers on ``side`` x ``side`` pixels; ValueError for numbers beyond the sliders."""
    return WeightStory(side=side, kernel=kernel, filters=filters)
