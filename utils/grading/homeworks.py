"""What each homework needs of the sandbox: the modules to have ready, and what of the environment it may not see."""

import sysconfig
from pathlib import Path
from typing import NamedTuple

from utils.data.mnist import MNIST
from utils.data.store import DataSet, obtain
from utils.grading.sandbox.mounts import Mounts

UTILS = Path(__file__).resolve().parents[1]


class Needs(NamedTuple):
    """What one homework needs.

    ``numpy_only``: libraries and the course's own functions that would give answers away are not to be seen; ``warm``:
    modules that a fork server should have imported before; ``data``: the data sets that it reads; ``handout``: whether
    it has hidden data, which ``make handout`` makes.
    """

    numpy_only: bool
    warm: tuple[str, ...]
    data: tuple[DataSet, ...] = ()
    handout: bool = False


HOMEWORKS = {
    "hw0": Needs(True, ("numpy", "matplotlib.pyplot")),
    "hw1": Needs(False, ("numpy", "matplotlib.pyplot", "torch", "torch._dynamo"), (MNIST,)),
    "hw2": Needs(False, ("numpy", "matplotlib.pyplot"), handout=True),
}

_ANSWERS = ("torch", "torchvision", "scipy", "skimage")


def needs(homework: str) -> Needs:
    """Return what a homework needs; one that is not in the table needs PyTorch."""
    return HOMEWORKS.get(homework, Needs(False, ("numpy", "matplotlib.pyplot", "torch")))


def mounts(homework: str, mounts: Mounts) -> Mounts:
    """Return what the sandbox of a homework sees: what ``mounts`` says, ``utils``, and not what would answer for it.

    Its data sets are fetched first where they are not there: the sandbox has no network, and may write nothing.
    """
    hidden: list[Path] = []
    if needs(homework).numpy_only:
        site = Path(sysconfig.get_path("purelib"))
        hidden = [UTILS / "reference", *(site / name for name in _ANSWERS)]
    data = [path for needed in needs(homework).data for path in obtain(needed).values()]
    seen = tuple(dict.fromkeys((*mounts.read_only, UTILS, *(path.parent for path in data))))
    return Mounts(seen, (*mounts.hidden, *(path for path in hidden if path.is_dir())))
