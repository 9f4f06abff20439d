"""What the labs have recorded, read without torch: the settings and numbers of a study, and its word on every image.

A study is one JSON file, with arrays in a compressed file beside it; ``utils.labs.recording`` writes both.
"""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "labs" / "recorded"


def read(path: Path) -> dict[str, dict]:
    """Return what is recorded in ``path``, by the name of the configuration: its settings and its runs."""
    return json.loads(path.read_text(encoding="utf-8"))["studied"] if path.exists() else {}


def arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of the study ``path``, by "name, seed, what"."""
    beside = path.with_suffix(".npz")
    if not beside.exists():
        return {}
    with np.load(beside) as stored:
        return dict(stored)


def of_the_truth(path: Path, names: tuple[str, ...], seeds: tuple[int, ...], what: str) -> np.ndarray:
    """Return the probability that runs give to the truth of each image, (seeds, names, N) float64.

    ``what`` names the arrays, logarithms of it. Raises ValueError where a run is not recorded.
    """
    stored = arrays(path)
    asked = [[f"{name}, {seed}, {what}" for name in names] for seed in seeds]
    lost = [key for row in asked for key in row if key not in stored]
    if lost:
        raise ValueError(f"{path.name} must hold {lost[0]!r}, got {', '.join(sorted(stored)) or 'nothing'}")
    return np.exp(np.array([[stored[key] for key in row] for row in asked], np.float64))
