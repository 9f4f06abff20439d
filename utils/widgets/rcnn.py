"""A proposal over a photo, what a network sees of it, and the four offsets that move it: a widget without a kernel.

What is shown is computed in the page (``static/rcnn_*.js``); a test holds those numbers beside
``utils.reference.boxes``, and the picture beside R-CNN's own warping. Python holds the state and refuses bad boxes in
one sentence.
"""

import base64
import io
from collections.abc import Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets
from PIL import Image

from utils.esm import bundle, stylesheet
from utils.reference.border import number
from utils.reference.boxes import as_boxes, decode, encode, iou
from utils.shapes.integers import whole
from utils.widgets.boxes import EDGES, STATIC

OFFSETS = ("tx", "ty", "tw", "th")
LARGEST = 4.0
"""What an offset may be at most, either way."""
CROP, CONTEXT = 48, 0.1
"""Pixels of the warped picture's side, and the share of it that is surroundings, at each border."""
QUALITY = 82


class BoxMover(anywidget.AnyWidget):
    """A ``proposal`` over the object number ``chosen`` of ``truth``, and the offsets ``told``, tx, ty, tw and th.

    ``photo`` is the picture as an address that holds it, ``frame`` its width and height in pixels; ``met`` lists the
    goals that were met.
    """

    _esm = bundle(STATIC / "rcnn_playground.js")
    _css = stylesheet(STATIC / "boxes.css", STATIC / "rcnn.css")
    photo = traitlets.Unicode().tag(sync=True)
    frame = traitlets.List().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    truth = traitlets.List().tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    proposal = traitlets.List().tag(sync=True)
    told = traitlets.List([0.0] * len(OFFSETS)).tag(sync=True)
    crop = traitlets.Int(CROP).tag(sync=True)
    context = traitlets.Float(CONTEXT).tag(sync=True)
    begin = traitlets.Dict().tag(sync=True)
    met = traitlets.List().tag(sync=True)

    @traitlets.validate("proposal", "told", "chosen")
    def _check(self, proposal: Any) -> Any:
        checks = {"proposal": _box, "told": _offsets, "chosen": self._object}
        try:
            return checks[proposal.trait.name](proposal.value)
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    def _object(self, place: int) -> int:
        if whole("chosen", place, 0) >= len(self.truth):
            raise ValueError(f"chosen must be 0 to {len(self.truth) - 1}, got {place}")
        return int(place)

    @property
    def needed(self) -> list[float]:
        """The offsets that lead from the proposal to the chosen object."""
        return encode(_one(self.truth[self.chosen]), _one(self.proposal))[0].tolist()

    @property
    def moved(self) -> list[float]:
        """The box that the offsets told lead to."""
        return decode(_one(self.told), _one(self.proposal))[0].tolist()

    @property
    def overlaps(self) -> tuple[float, float]:
        """IoU with the chosen object before and after the offsets told."""
        target = _one(self.truth[self.chosen])
        return tuple(float(iou(_one(box), target)[0, 0]) for box in (self.proposal, self.moved))

    def __repr__(self) -> str:
        before, after = self.overlaps
        return f"BoxMover({self.names[self.chosen]}, IoU {before:.3f} before, {after:.3f} after)"


def box_mover(
    photo: np.ndarray, names: Sequence[str], truth: np.ndarray, chosen: int, proposal: Sequence[float]
) -> BoxMover:
    """Return a proposal (x1, y1, x2, y2) to drag over the objects ``truth`` (G, 4) of a ``photo`` (H, W, 3) uint8.

    Raises ValueError where names and boxes are not as many, for a box without area, and for an object there is not.
    """
    if len(names) != len(as_boxes("truth", truth)):
        raise ValueError(f"truth must be as many boxes as names, {len(names)}, got {len(truth)}")
    if not 0 <= whole("chosen", chosen, 0) < len(names):
        raise ValueError(f"chosen must be 0 to {len(names) - 1}, got {chosen}")
    start = {"chosen": int(chosen), "proposal": _box(proposal), "told": [0.0] * len(OFFSETS)}
    height, width = photo.shape[:2]
    fixed = {"photo": _address(photo), "frame": [width, height], "truth": np.asarray(truth, float).tolist()}
    return BoxMover(names=list(names), **fixed, **start, begin=start)


def _one(values: Sequence[float]) -> np.ndarray:
    return np.array([values], float)


def _box(values: Sequence[float]) -> list[float]:
    if len(values) != len(EDGES):
        raise ValueError(f"proposal must be four numbers x1, y1, x2, y2, got {len(values)}")
    x1, y1, x2, y2 = (number(f"{edge} of proposal", value) for edge, value in zip(EDGES, values, strict=True))
    if x1 >= x2 or y1 >= y2:
        raise ValueError(f"proposal must have x1 < x2 and y1 < y2, got {[x1, y1, x2, y2]}")
    return [x1, y1, x2, y2]


def _offsets(values: Sequence[float]) -> list[float]:
    if len(values) != len(OFFSETS):
        raise ValueError(f"told must be four numbers tx, ty, tw, th, got {len(values)}")
    return [number(name, value, -LARGEST, LARGEST) for name, value in zip(OFFSETS, values, strict=True)]


def _address(photo: np.ndarray) -> str:
    """Return a photo as a data address of a JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(photo).save(buffer, format="JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
