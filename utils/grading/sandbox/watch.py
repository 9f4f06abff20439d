"""Keeps the limits that no kernel keeps for a whole family of processes: looks at them from outside, and ends them."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from utils.grading.sandbox.limits import Limits

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Family(NamedTuple):
    """What a process and all that descend from it have used: processor time, and memory that is no file's, now.

    Memory that forked processes share counts for each of them.
    """

    cpu_seconds: float
    memory_bytes: int
    members: tuple[int, ...]


class Watch:
    """Looks at a process until it ends, and calls ``kill`` when its family exceeds a limit; says why in ``verdict``."""

    def __init__(self, process: int, limits: Limits, begun: float, kill: Callable[[], None]) -> None:
        self.process, self.limits, self.begun, self._kill = process, limits, begun, kill
        self.verdict: tuple[str, str] | None = None
        self.cpu_seconds = 0.0
        self.peak_memory_bytes: int | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self, code: str, sentence: str) -> None:
        """End the process for a reason; the first reason counts."""
        if self.verdict is None:
            self.verdict = code, sentence
        self._kill()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _look(self) -> None:
        try:
            self._look_on()
        except BaseException:
            self.end("died", "the grader failed to keep its limits")  # what is not watched must not run
            raise

    def _look_on(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            before = time.monotonic()
            self._judge()
            left = self.begun + self.limits.wall_seconds - time.monotonic()
            pause = max(0.005, min(max(0.05, 20 * (time.monotonic() - before)), left))

    def note(self) -> int:
        """Look once at what the family has used; return its memory in bytes, 0 where it is gone."""
        used = family(self.process)
        if used is None:
            return 0
        memory = used.memory_bytes
        if memory > self.limits.memory_bytes and len(used.members) > 1:
            memory = shared_fairly(used.members)
        self.cpu_seconds = max(self.cpu_seconds, used.cpu_seconds)
        self.peak_memory_bytes = max(self.peak_memory_bytes or 0, memory)
        return memory

    def _judge(self) -> None:
        limits = self.limits
        if time.monotonic() - self.begun >= limits.wall_seconds:
            self.end("wall", f"it ran longer than {limits.wall_seconds:g} s")
        memory = self.note()
        if self.cpu_seconds > limits.cpu_seconds:
            self.end("cpu", f"it used more than {limits.cpu_seconds:g} s of processor time")
        if memory > limits.memory_bytes:
            self.end("memory", f"it used more than {limits.memory_bytes >> 20} MiB of memory")


def family(process: int) -> Family | None:
    """Return what a process and its descendants have used, None where it is gone (or there is no /proc)."""
    parents, stat = {}, {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit() and (words := _stat(name)):
            stat[int(name)] = words
            parents.setdefault(int(words[1]), []).append(int(name))
    if process not in stat:
        return None
    ticks = pages = 0
    members = [process]
    for member in members:
        members += parents.get(member, ())
        ticks += sum(map(int, stat[member][11:15]))  # its own, and of the dead that it waited for
        pages += _own_pages(member)
    return Family(ticks * _TICK, pages * _PAGE, tuple(members))


def shared_fairly(members: tuple[int, ...]) -> int:
    """Return the bytes of memory of processes where what n of them share counts 1/n for each (slow)."""
    total = 0
    for member in members:
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            total += _own_pages(member) * _PAGE
            continue
        total += sum(int(line.split()[1]) << 10 for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
    return total


def _stat(name: str) -> list[str]:
    """Return the fields of /proc/NAME/stat after the program's name."""
    try:
        with open(f"/proc/{name}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].decode().split()
    except OSError:
        return []


def _own_pages(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm") as file:
            _, resident, shared = map(int, file.read().split()[:3])
    except (OSError, ValueError):
        return 0
    return resident - shared
