"""Answers of torchvision, which does not import beside this environment's torch: see oracles/make_torchvision.py."""

from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("oracles") / "torchvision.npz"


@cache
def _answers():
    with np.load(FILE) as answers:
        return dict(answers)


def stored(case):
    """Return the inputs and answers of one case by name."""
    return {name.partition(".")[2]: value for name, value in _answers().items() if name.startswith(f"{case}.")}
