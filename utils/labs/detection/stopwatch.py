"""Where the time goes when a detector looks at an image: proposals, trunk, head, suppression."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from utils.labs.detection.detector import Detector

STAGES = ("proposals", "trunk", "head", "suppression")
"""Proposals are what finds regions before the network's trunk, or beside it; the rest of the time goes to the head."""


class Stopwatch:
    """Adds up the seconds that each stage takes: of the clock on a graphics card, which is waited for at both ends.

    On the processor they are of its own time, so that what else runs on the machine does not count.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.seconds = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count what happens inside as ``stage``, one of STAGES."""
        begun = self._now()
        yield
        self.seconds[stage] += self._now() - begun

    def _now(self) -> float:
        if self.device.type != "cuda":
            return time.process_time()
        torch.cuda.synchronize(self.device)
        return time.perf_counter()


def stage_seconds(detector: "Detector", photos: Sequence[np.ndarray], batch: int = 1) -> dict[str, float]:
    """Return the seconds an image that each of STAGES takes in ``detector.detect``, in order, after one warm-up.

    ``batch`` images go through the network at a time.
    """
    detector.detect(photos[:batch], batch=batch)
    detector.stopwatch = Stopwatch(detector.device)
    try:
        detector.detect(photos, batch=batch)
        return {stage: seconds / len(photos) for stage, seconds in detector.stopwatch.seconds.items()}
    finally:
        detector.stopwatch = None
