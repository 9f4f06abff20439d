"""What each of two processes does in test_training: train together, and write down what came of it."""

import sys
from pathlib import Path

import torch

from tests.labs.test_training import LOSS, PLAN, score
from tests.labs.toys import Points, small_model
from utils.labs.distributed import joined
from utils.labs.training import fit


class Counted(Points):
    """Points that count how many of them were asked for."""

    met = 0

    def __getitem__(self, indices):
        self.met += len(indices)
        return super().__getitem__(indices)


def main(folder: Path) -> None:
    """Train as the process that ``torchrun`` says this is."""
    with joined(torch.device("cpu")) as rank:
        model, data = small_model(dropout=0.0), Counted(101)
        history = fit(model, data, LOSS, PLAN._replace(batch=17), score, folder / "run", "cpu", show="")
        found = {"losses": [epoch.loss for epoch in history], "scores": [epoch.score for epoch in history]}
        torch.save(found | {"met": data.met, "model": model.state_dict()}, folder / f"rank{rank}.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
