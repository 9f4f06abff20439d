"""Cheap work for tests of the bookkeeping: importable by worker processes, and unable to score anything for real."""

import hashlib
import os
import signal
import time


def double(task: int) -> int:
    """Return 2 * task; 13 kills its worker each time, 666 hangs."""
    if task == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    while task == 666:
        time.sleep(0.05)
    return 2 * task


def slowly(task: int) -> int:
    """Return 2 * task, after a while."""
    time.sleep(0.05)
    return 2 * task


def share(text: str) -> float:
    """Return a number from 0 to 1 that a text decides."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:4], 16) / 0xFFFF
