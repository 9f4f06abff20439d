"""``python -m utils.labs mnist gpu`` trains a lab; ``torchrun --nproc-per-node=8 -m utils.labs mnist gpu``: 8 cards."""

import argparse
import sys
from pathlib import Path

from utils.data.mnist import load_mnist
from utils.labs import distributed, mnist
from utils.labs.device import pick_device
from utils.labs.pictures import accuracy

LABS = {"mnist": mnist}


def main(arguments: list[str] | None = None) -> None:
    """Train the lab that is named in the configuration that is named, and say how well it does on the test set."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.labs", description="Train a lab; a folder makes it resumable."
    )
    parser.add_argument("lab", choices=LABS)
    parser.add_argument("configuration", nargs="?", default="laptop")
    parser.add_argument("--folder", type=Path, help="for log.csv, best.pt and last.pt; a run that is there goes on")
    parser.add_argument("--device", help="cuda, mps or cpu; the best there is without it")
    asked = parser.parse_args(arguments)
    names = LABS[asked.lab].CONFIGURATIONS
    if asked.configuration not in names:
        parser.error(f"configuration must be one of {', '.join(names)}, got {asked.configuration!r}")
    device = pick_device(asked.device)
    with distributed.joined(device) as rank:
        trained = LABS[asked.lab].train(asked.configuration, folder=asked.folder, device=device)
        if rank == 0:
            found = accuracy(trained.model, *load_mnist()[1], names[asked.configuration].places)
            sys.stdout.write(f"{asked.lab} {asked.configuration}: {found:.2%} of the test images are right\n")


if __name__ == "__main__":
    main()
