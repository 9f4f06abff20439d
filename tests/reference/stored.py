"""Answers of libraries that this environment does without: see oracles/make_torchvision.py and make_opencv.py."""

from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).with_name("oracles")


@cache
def _answers(library):
    with np.load(FOLDER / f"{library}.npz") as answers:
        return dict(answers)


def stored(case, library="torchvision"):
    """Return the inputs and answers of one case by name."""
    return {name.partition(".")[2]: value for name, value in _answers(library).items() if name.startswith(f"{case}.")}
