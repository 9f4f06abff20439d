"""Transfer: a trained trunk gets a new head, and is trained again from any of its blocks on; what comes before is kept.

The network takes images as they are stored, from 0 to 255, and brings them into the trunk's own range itself, so that
nobody can forget it. Batch normalisation with fixed statistics is a scale and a shift: it is folded into the
convolution before it, exactly, and costs nothing from then on.
"""

from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from utils.labs.plan import short_type
from utils.labs.trunks import Trunk
from utils.reference.border import number
from utils.shapes.integers import whole

Colour = tuple[float, float, float]


class Range(NamedTuple):
    """What a network is given for a value from 0 to 255: (value - mean) / spread, a colour each."""

    mean: Colour
    spread: Colour


RANGES = {
    "from -1 to 1": Range((127.5,) * 3, (127.5,) * 3),
    "from 0 to 1": Range((0.0,) * 3, (255.0,) * 3),
    "from 0 to 255": Range((0.0,) * 3, (1.0,) * 3),
}
"""The ranges in which images are commonly fed; the second is what the lecture's code feeds a trunk made for the first.
"""


class Transfer(nn.Module):
    """A trunk cut in two, the ``frozen`` blocks and the ``body`` that is trained, with a new ``classifier``."""

    def __init__(self, frozen: nn.Sequential, body: nn.Sequential, classifier: nn.Module, fed: Range) -> None:
        super().__init__()
        self.frozen, self.body, self.classifier = frozen.requires_grad_(False), body, classifier
        self.register_buffer("mean", torch.tensor(fed.mean).view(3, 1, 1))
        self.register_buffer("spread", torch.tensor(fed.spread).view(3, 1, 1))

    def train(self, mode: bool = True) -> "Transfer":
        """Set the mode of what is trained; frozen blocks always work as in evaluation."""
        super().train(mode)
        self.frozen.eval()
        return self

    def kept(self, x: Tensor) -> Tensor:
        """Return what the frozen blocks make of images (N, 3, H, W) from 0 to 255, maps (N, C, H', W') float32.

        They are computed in the short type where the device multiplies it by itself: nothing flows back through them.
        """
        x = (x - self.mean) / self.spread
        if not len(self.frozen):
            return x
        short = short_type(x.device)
        with torch.no_grad(), torch.autocast(x.device.type, short, enabled=short is not None):
            return self.frozen(x).float()

    def pooled(self, x: Tensor) -> Tensor:
        """Return the features (N, D) of images (N, 3, H, W) from 0 to 255: the mean of every last map."""
        return self.body(self.kept(x)).mean((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, classes) float32 of images (N, 3, H, W) float32 from 0 to 255."""
        pooled = self.pooled(x).float()
        with torch.autocast(x.device.type, enabled=False):  # scores need their digits, and cost nothing
            return self.classifier(pooled)


def stages(trunk: Trunk) -> nn.Sequential:
    """Return a copy of the blocks of ``trunk`` one after the other, under their names, without its classifier."""
    blocks = nn.Sequential()
    for name in trunk.blocks:
        if not name.lower().startswith("aux"):  # heads that help GoogLeNet and Inception-v3 only while they are trained
            blocks.add_module(name.replace(".", "_"), deepcopy(trunk.model.get_submodule(name)))
    return blocks


def own_range(trunk: Trunk) -> Range:
    """Return the range that ``trunk`` was trained on; some of torchvision's rescale what they are given to -1 to 1."""
    rescales = getattr(trunk.model, "transform_input", False)
    return RANGES["from -1 to 1"] if rescales else Range(trunk.prepare.mean, trunk.prepare.spread)


def transfer(
    trunk: Trunk,
    classes: int,
    start: str | None = None,
    dropout: float = 0.0,
    fed: Range | None = None,
    live_norms: bool = False,
) -> Transfer:
    """Return ``trunk`` with a new last layer for ``classes``, to be trained from the block ``start`` on.

    Without ``start`` only the last layer is trained. That layer starts at 0: its first answer is that all classes are
    as likely, and the first step moves it before it can disturb what is below. ``fed`` is the range of its inputs, the
    trunk's own without it. With ``live_norms`` batch normalisation of the trained blocks goes on with statistics of
    each batch; without, it is folded. Raises ValueError for a ``start`` that is no block.
    """
    blocks = stages(trunk)
    names = [name for name, _ in blocks.named_children()]
    if start is not None and start not in names:
        raise ValueError(f"start must be None or one of {', '.join(names)}, got {start!r}")
    first = len(names) if start is None else names.index(start)
    frozen, body = blocks[:first], blocks[first:]
    device = next(blocks.parameters()).device
    with torch.no_grad():
        features = blocks.eval()(torch.zeros(1, 3, 96, 96, device=device)).shape[1]
    last = nn.Linear(features, whole("classes", classes, 1), device=device)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    classifier = nn.Sequential(nn.Dropout(number("dropout", dropout, 0, 1)), last)
    return Transfer(folded(frozen), body if live_norms else folded(body), classifier, fed or own_range(trunk))


def folded(blocks: nn.Sequential) -> nn.Sequential:
    """Return ``blocks`` with every batch normalisation folded into the convolution before it, in place.

    With fixed statistics m, v it computes g (z - m) / sqrt(v + e) + b for z = w * x: a convolution with the weights
    w g / sqrt(v + e) and the bias b - m g / sqrt(v + e). Source: Jacob et al. (2018), section 3.2.
    """
    blocks.eval()
    for parent in list(blocks.modules()):
        for (name, convolution), (norm_name, norm) in pairwise(list(parent.named_children())):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(parent, name, fuse_conv_bn_eval(convolution, norm))
                setattr(parent, norm_name, nn.Identity())
    return blocks
