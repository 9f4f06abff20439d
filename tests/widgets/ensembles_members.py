"""The members that lecture 9 mixes: five recorded folds, one of them twice, and the prior, on every twelfth frame."""

import numpy as np

from utils.data.competition import COUNTS
from utils.data.recorded import FOLDER, arrays, of_the_truth

STEP = 12
EQUAL = [1, 0, 1, 1, 1, 1, 0]


def members():
    folds = tuple(f"fold {number}" for number in range(1, 6))
    path = FOLDER / "ensembles.json"
    p = dict(zip(folds, of_the_truth(path, folds, (1,), "log p")[0][:, ::STEP], strict=True))
    counts = np.array(list(COUNTS.values()))
    prior = (counts / counts.sum())[arrays(path)["labels"][::STEP]]
    return {"fold 1": p["fold 1"], "fold 1 again": p["fold 1"], **p, "the prior": prior}
