"""Render a whole set into a folder, with as many processes as there are processors."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import numpy as np
from tqdm.auto import tqdm

from utils.data.deckcam.plan import Order, Plan, plan
from utils.data.deckcam.worker import IMAGES, boat_file, render_boats

FACTS = "facts.npz"
"""The file of what is known of the frames: labels, boats, boxes."""
MODULE = "utils.data.deckcam.worker"
"""What a process of its own runs."""
_ALONE = 300
"""Frames that one process renders while another one would still be starting."""


class RenderingFailed(Exception):
    """A process that renders has ended before its work was done, and what it said."""


def render_set(workshop: Path, order: Order) -> None:
    """Render what ``order`` wants into ``workshop``, where what an interrupted rendering has left is used.

    Leaves IMAGES (N, size, size, 3) uint8 and FACTS. Raises RenderingFailed.
    """
    frames = plan(order)
    boats, counts = np.unique(frames.boats, return_counts=True)
    if not (workshop / IMAGES).exists():
        _lay_out(workshop / IMAGES, (len(frames.labels), order.size, order.size, 3))
    wanted = {int(b): int(n) for b, n in zip(boats, counts, strict=True) if not boat_file(workshop, b).exists()}
    with tqdm(total=sum(wanted.values()), desc="rendering DeckCam", unit=" frames", leave=False) as bar:
        for count in _work(workshop, order, _shared(wanted)):
            bar.update(count)
    _collect(workshop, frames, boats.tolist())


def _lay_out(path: Path, shape: tuple[int, ...]) -> None:
    """Make an empty file of images; it has its name only when it has its size."""
    draft = path.with_suffix(".draft")
    np.lib.format.open_memmap(draft, "w+", np.uint8, shape).flush()
    os.replace(draft, path)


def _shared(wanted: dict[int, int]) -> list[list[int]]:
    """Return the boats, by their count of frames, in shares of about as many frames, one for each process."""
    shares: list[list[int]] = [[] for _ in range(max(1, min(_processors(), sum(wanted.values()) // _ALONE)))]
    for boat in sorted(wanted, key=wanted.get, reverse=True):
        min(shares, key=lambda share: sum(wanted[one] for one in share)).append(boat)
    return shares


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(workshop: Path, order: Order, shares: list[list[int]]) -> Iterator[int]:
    """Render the ``shares``, each in a process of its own where there are several; yield counts of frames done."""
    if len(shares) == 1:
        yield from render_boats(workshop, order, shares[0])
        return
    lines: Queue[str | None] = Queue()
    with ExitStack() as stack:
        workers = [_start(workshop, order, share, lines, stack) for share in shares]
        for _ in shares:
            while (line := lines.get()) is not None:
                yield int(line)
        for worker in workers:
            if worker.wait():
                raise RenderingFailed(f"a process that renders ended with {worker.returncode}; what it said is above")


def _start(workshop: Path, order: Order, boats: list[int], lines: Queue, stack: ExitStack) -> subprocess.Popen:
    """Start one process; its lines come through the queue, None at their end; it ends at the latest with ``stack``.

    A new interpreter, not a fork or a spawned copy: notebooks and scripts need no ``if __name__ == "__main__"``.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
    command = [sys.executable, "-m", MODULE]
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, encoding="utf-8"
    )
    stack.callback(worker.wait)
    stack.callback(worker.kill)
    worker.stdin.write(json.dumps({"workshop": str(workshop), "order": order, "boats": boats}))
    worker.stdin.close()
    threading.Thread(target=lambda: [*map(lines.put, worker.stdout), lines.put(None)], daemon=True).start()
    return worker


def _collect(workshop: Path, frames: Plan, boats: list[int]) -> None:
    """Put the boxes of all boats into one file, in the order of the frames, and clear away theirs."""
    boxes: list[np.ndarray] = [np.zeros((0, 4), np.float32)] * len(frames.labels)
    for boat in boats:
        with np.load(boat_file(workshop, boat)) as part:
            of_frames = np.split(part["boxes"], np.cumsum(part["counts"])[:-1])
            for place, found in zip(part["places"], of_frames, strict=True):
                boxes[place] = found
    counts = np.array([len(found) for found in boxes])
    np.savez(workshop / FACTS, labels=frames.labels, boats=frames.boats, counts=counts, boxes=np.concatenate(boxes))
    for boat in boats:
        boat_file(workshop, boat).unlink()
