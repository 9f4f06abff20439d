"""Work through tasks in worker processes: one that crashes or hangs costs its own task time, and no other any.

Each worker is a process in a session of its own, so that it can be killed with everything it started, and dies with
the process that started it. It stays for many tasks and is replaced after a crash or at a limit. A task whose worker
died is tried again, last in the queue; all its tries together have one limit of time.
"""

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

TRIES = 5
_FRESH = multiprocessing.get_context("spawn")
_COPY = multiprocessing.get_context("fork") if sys.platform == "linux" else _FRESH  # elsewhere forks are fragile
_DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class Lost(NamedTuple):
    """A task without a result: it ``hung`` at its limit, its worker ``died`` each time, or the work itself ``failed``.

    ``seconds`` is the time that it was given, ``error`` what the work raised.
    """

    why: str
    seconds: float = 0.0
    error: str = ""


class _Turn(NamedTuple):
    task: object
    tries: int = 0
    spent: float = 0.0


class _Worker:
    """A process that answers one task after another, and the turn that it is at."""

    def __init__(self, work: Callable, fresh: bool) -> None:
        context = _FRESH if fresh else _COPY
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, os.getpid()), daemon=False)
        self.process.start()
        theirs.close()
        self.turn: _Turn | None = None
        self.since = 0.0

    def give(self, turn: _Turn) -> None:
        self.turn, self.since = turn, time.monotonic()
        with contextlib.suppress(OSError):  # it died idle: seen as soon as somebody waits for it
            self.connection.send(turn.task)

    def elapsed(self) -> float:
        return time.monotonic() - self.since

    def kill(self) -> None:
        """Kill the process with all that it started and take it off the table of processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


class Crew:
    """Up to ``jobs`` workers that stay between calls of ``run``; a context manager that leaves none behind.

    ``work`` must be a function that a fresh interpreter can import. On Linux workers are copies of this process, which
    has imported what they need; with ``fresh`` they are fresh interpreters, for a process that runs threads.
    """

    def __init__(self, work: Callable, jobs: int, *, fresh: bool = False) -> None:
        self.work, self.jobs, self.fresh = work, jobs, fresh
        self.workers: list[_Worker] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def run(self, tasks: Iterable, seconds: float) -> Iterator[tuple[object, object]]:
        """Yield each task with ``work(task)``, or with why it was Lost, in the order in which they end.

        ``seconds`` is the limit of one task.
        """
        turns = deque(_Turn(task) for task in tasks)
        while turns or any(worker.turn for worker in self.workers):
            self._hire(len(turns) + sum(worker.turn is not None for worker in self.workers))
            for worker in self.workers:
                if turns and worker.turn is None:
                    worker.give(turns.popleft())
            yield from _collect(self.workers, turns, seconds)

    def _hire(self, wanted: int) -> None:
        while len(self.workers) < min(self.jobs, wanted):
            self.workers.append(_Worker(self.work, self.fresh))


def run(tasks: Iterable, work: Callable, jobs: int, seconds: float) -> Iterator[tuple[object, object]]:
    """Yield what a crew yields that works on these tasks only."""
    with Crew(work, jobs) as crew:
        yield from crew.run(tasks, seconds)


def _collect(workers: list[_Worker], turns: deque, seconds: float) -> Iterator[tuple[object, object]]:
    """Wait until something happens, yield what ended, put back what has to be tried again, drop dead workers."""
    busy = [worker for worker in workers if worker.turn]
    left = min(seconds - worker.turn.spent - worker.elapsed() for worker in busy)
    wait([thing for worker in busy for thing in (worker.connection, worker.process.sentinel)], max(0, left))
    for worker in busy:
        turn, ended = worker.turn, worker.elapsed()
        answer = _answer(worker)
        if answer is None and worker.process.is_alive() and turn.spent + ended < seconds:
            continue
        worker.turn = None
        if answer is not None:
            yield turn.task, answer[0]
            continue
        hung = turn.spent + ended >= seconds
        worker.kill()
        workers.remove(worker)
        turn = turn._replace(tries=turn.tries + 1, spent=turn.spent + ended)
        if hung or turn.tries == TRIES:
            yield turn.task, Lost("hung" if hung else "died", turn.spent)
        else:
            turns.append(turn)


def _answer(worker: _Worker) -> tuple[object] | None:
    """Return the worker's answer, in a tuple of one, or None where there is none (yet)."""
    try:
        return (worker.connection.recv(),) if worker.connection.poll() else None
    except (EOFError, OSError, pickle.UnpicklingError):
        return None


def _serve(connection: Connection, work: Callable, parent: int) -> None:
    """Answer tasks until the other end closes; run in the worker."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        return
    with contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(_attempt(work, connection.recv()))


def _attempt(work: Callable, task: object) -> object:
    """Return ``work(task)``, or what went wrong: a fault of the work costs one task, and is told."""
    start = time.monotonic()
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next task must be worked on
        return Lost("failed", time.monotonic() - start, f"{type(error).__name__}: {error}")
