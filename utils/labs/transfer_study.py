"""`make record NAME=transfer_study`: a frozen trunk, the same trained from several depths on, at several rates.

Every arm learns from the same boats and is judged by the same others, with one seed: how sure a difference is says the
bootstrap over boats. The frozen trunk is measured in three ranges of its input, of which one is right.
"""

from pathlib import Path

import torch

from utils.labs import recording, studies
from utils.labs.plan import Plan
from utils.labs.studies import Arm
from utils.labs.transfer import RANGES
from utils.labs.transfer_code import AUGMENTATION, plan_of_the_lecture
from utils.labs.transfer_tuning import Tuning

SEEDS = (1,)
RECORDED = Path(__file__).parent / "recorded" / "transfer.json"
DEPTHS = ("head", "block14", "block12", "block9", "block6", "block3")
RATES = (7e-5, 2e-4, 2e-3, 7e-3)


def arms() -> dict[str, Arm]:
    """Return every arm of the study by its name."""
    tuning = Tuning()
    frozen = {
        f"frozen, fed {name}": Arm(tuning._replace(start=None, fed=fed))
        for name, fed in (("as trained", None), *list(RANGES.items())[1:])
    }
    frozen["frozen, 160 pixels"] = Arm(tuning._replace(start=None, size=160))
    depths = {f"from {start}": Arm(tuning._replace(start=start)) for start in DEPTHS}
    rates = {f"from {tuning.start} at {lr:g}": Arm(tuning._replace(plan=_at(tuning.plan, lr))) for lr in RATES}
    wrong = {"from block6, fed from 0 to 1": Arm(tuning._replace(fed=RANGES["from 0 to 1"]))}
    return frozen | depths | rates | wrong | {"the lecture's code": Arm(lecture())}


def lecture() -> Tuning:
    """Return the lecture's settings: every layer at once, its optimiser and augmentation, for as long as the others."""
    plan = plan_of_the_lecture()._replace(epochs=Tuning().plan.epochs, channels_last=True, precision="cards")
    return Tuning("stem", plan, AUGMENTATION, 0.0, fed=RANGES["from 0 to 1"], live_norms=True)


def _at(plan: Plan, lr: float) -> Plan:
    """Return ``plan`` with the body's rate ``lr`` and the last layer's as it was."""
    return plan._replace(lr=lr, rates=tuple((name, factor * plan.lr / lr) for name, factor in plan.rates))


def record(path: Path = RECORDED, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not recorded yet."""
    recording.record(path, arms(), seeds, studies.measure, studies.facts())


if __name__ == "__main__":
    torch.set_num_threads(1)
    record()
