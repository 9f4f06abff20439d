"""Work that takes no time to import, for tests of the workers themselves."""

import os
import signal
import time


def double(task: int) -> int:
    """Return 2 * task; 13 kills its worker each time, 666 hangs, 99 raises."""
    if task == 99:
        raise ValueError("the instructor's notebook is broken")
    if task == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    while task == 666:
        time.sleep(0.05)
    return 2 * task


def slowly(task: int) -> int:
    """Return 2 * task, after a while."""
    time.sleep(0.05)
    return 2 * task
