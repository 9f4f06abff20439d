"""``python -m utils.data [names]``: have data sets in place before they are needed, say before the network is gone."""

import argparse
import sys

from utils.data.mnist import FASHION_MNIST, MNIST
from utils.data.store import DataNotFound, data_folder, obtain
from utils.data.weights import WEIGHTS

DATA = {data.folder: data for data in (MNIST, FASHION_MNIST, *WEIGHTS.values())}
COURSE = (MNIST.folder, FASHION_MNIST.folder, WEIGHTS["efficientnet_lite0"].folder)
"""What lectures and homeworks ask for; the rest is for those who have torchvision."""


def main(arguments: list[str] | None = None) -> None:
    """Fetch what is named, or what the course needs, and say where it is; exits with what to do where it cannot."""
    parser = argparse.ArgumentParser(prog="python -m utils.data", description="Have data sets in place.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"of {', '.join(DATA)}; without one: {', '.join(COURSE)}"
    )
    names = parser.parse_args(arguments).names or COURSE
    for name in names:
        if name not in DATA:
            parser.error(f"name must be one of {', '.join(DATA)}, got {name!r}")
    for name in names:
        try:
            paths = obtain(DATA[name])
        except DataNotFound as error:
            sys.exit(str(error))
        size = sum(path.stat().st_size for path in paths.values())
        sys.stdout.write(f"{name}: {size / 1e6:.1f} MB in {data_folder() / name}\n")


if __name__ == "__main__":
    main()
