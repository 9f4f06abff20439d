"""Faster R-CNN in four alternating steps, as its paper first trained it, out of the parts of the joint one.

Source: Ren et al., "Faster R-CNN" (2015), section 3.2, 4-step alternating training.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from utils.data.detection import Detection
from utils.labs.detection.examples import Change
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.detection.regional import region_losses, regions_to_learn
from utils.labs.detection.training import train
from utils.labs.plan import Plan
from utils.labs.seeding import seed_everything

SHARED, PROPOSING, DETECTING = ("trunk", "narrow"), ("window", "objectness", "offsets"), ("head",)
"""The modules of the map that both halves read, of the proposal network, and of the detector behind it."""


class Step(NamedTuple):
    """What one of the four steps trains."""

    modules: tuple[str, ...]
    """Of the network, those whose weights move."""
    network: str
    """Whose trunk it works on: each of the first two steps has its own."""
    losses: tuple[str, ...]


STEPS = (
    Step((*SHARED, *PROPOSING), "first", ("objectness", "proposal boxes")),
    Step((*SHARED, *DETECTING), "second", ("classes", "boxes")),
    Step(PROPOSING, "second", ("objectness", "proposal boxes")),
    Step(DETECTING, "second", ("classes", "boxes")),
)


class OneStep(FasterRCNN):
    """A Faster R-CNN of which a step trains some modules, on proposals of ``proposer``, or its own without one."""

    step: Step = STEPS[0]
    proposer: "Sequence[FasterRCNN]" = ()

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return the two losses of the step."""
        features = self.features(images)
        if "head" not in self.step.modules:
            return self.proposal_losses(self.proposed(features), boxes, labels > 0)
        with torch.no_grad():
            source = self.proposer[0] if self.proposer else self
            proposals = source.best(source.proposed(source.features(images) if self.proposer else features))
        regions = regions_to_learn(proposals, boxes, labels, self.design.regions)
        return region_losses(self.told(features, regions.boxes), regions)

    def train(self, mode: bool = True) -> "OneStep":
        """Change the mode of what the step trains; the rest stays in evaluation, its normalisation as it was."""
        super().train(mode)
        for name, module in self.named_children():
            module.train(mode and name in self.step.modules)
        return self

    def begin_step(self, step: Step, proposer: "Sequence[FasterRCNN]" = ()) -> None:
        """Thaw the modules of ``step`` and freeze the others."""
        self.step, self.proposer = step, tuple(proposer)
        for name, module in self.named_children():
            module.requires_grad_(name in step.modules)


def train_in_four_steps(
    data: Detection,
    size: int,
    plan: Plan,
    change: Change | None = None,
    watch: Callable[[Step, OneStep], None] | None = None,
    device: torch.device | str | None = None,
) -> OneStep:
    """Return a Faster R-CNN, made and trained on ``data`` in squares of ``size``, each of STEPS as ``plan`` says.

    ``watch`` is given each step and its network when it is done; the other arguments are those of ``train``.
    """
    seed_everything(plan.seed)
    networks = {name: OneStep(data.classes, size) for name in ("first", "second")}
    for place, step in enumerate(STEPS):
        network = networks[step.network]
        network.begin_step(step, (networks["first"].eval(),) if place == 1 else ())
        train(network, data, plan, change=change, device=device, show="")
        if watch is not None:
            watch(step, network)
    return networks["second"].requires_grad_(True).eval()
