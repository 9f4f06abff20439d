"""``python -m utils.data [names]``: have data sets in place before they are needed, say before the network is gone."""

import argparse
import sys

from utils.data.deckcam.rendering import RenderingFailed
from utils.data.fisheries import deckcam
from utils.data.mnist import FASHION_MNIST, MNIST
from utils.data.store import DataNotFound, data_folder, obtain
from utils.data.weights import WEIGHTS

DATA = {data.folder: data for data in (MNIST, FASHION_MNIST, *WEIGHTS.values())}
RENDERED = "deckcam"
COURSE = (MNIST.folder, FASHION_MNIST.folder, WEIGHTS["efficientnet_lite0"].folder, RENDERED)
"""What lectures and homeworks ask for; the rest is for those who have torchvision."""


def main(arguments: list[str] | None = None) -> None:
    """Fetch, or render, what is named, or what the course needs, and say where; exits with what to do if it cannot."""
    known = (*DATA, RENDERED)
    parser = argparse.ArgumentParser(prog="python -m utils.data", description="Have data sets in place.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"of {', '.join(known)}; without one: {', '.join(COURSE)}"
    )
    names = parser.parse_args(arguments).names or COURSE
    for name in names:
        if name not in known:
            parser.error(f"name must be one of {', '.join(known)}, got {name!r}")
    for name in names:
        try:
            size = _prepare(name)
        except (DataNotFound, RenderingFailed) as error:
            sys.exit(str(error))
        sys.stdout.write(f"{name}: {size / 1e6:.1f} MB in {data_folder() / name}\n")


def _prepare(name: str) -> int:
    """Have the data set ``name`` in its place, and return how many bytes it has."""
    if name == RENDERED:
        return sum(deckcam(split).images.nbytes for split in ("train", "hidden"))
    return sum(path.stat().st_size for path in obtain(DATA[name]).values())


if __name__ == "__main__":
    main()
