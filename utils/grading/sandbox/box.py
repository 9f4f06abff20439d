"""One submission in its sandbox: run its cells, call its functions, and end it when it exceeds a limit."""

import contextlib
import io
import json
import os
import select
import socket
import tarfile
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode, v4

from utils.grading.sandbox import backend as ways
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.limits import Contained, Limits, NoSandbox, Usage
from utils.grading.sandbox.mounts import BASE, Mounts, font_cache
from utils.grading.sandbox.watch import Watch

_KINDS = {"stream", "display_data", "execute_result", "error"}
_KEPT = 1 << 16  # bytes kept of what programs and C code print


class CellRun(NamedTuple):
    """What came of one cell: outputs as nbformat has them, the error's name and words or None, and seconds."""

    outputs: list[NotebookNode]
    error: tuple[str, str] | None
    seconds: float


class Box:
    """A context in which one submission runs; leaving it ends all its processes.

    The files in ``scratch`` are copied into the sandbox's working folder, and nothing comes back. ``warm`` names the
    modules that a fork server is to have imported; the time of ``limits`` runs from when it has.
    """

    def __init__(
        self,
        backend: Backend,
        scratch: Path,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        mounts: Mounts = Mounts(),  # noqa: B008
        warm: tuple[str, ...] = ("numpy",),
    ) -> None:
        self.backend, self.scratch, self.limits, self.mounts, self.warm = backend, Path(scratch), limits, mounts, warm
        self._printed = bytearray()
        self._output_bytes = 0
        self._lock = threading.RLock()

    def __enter__(self) -> "Box":
        ways.warm_up(self.backend, self.warm)
        self._begun = time.monotonic()
        self._open_base = tempfile.TemporaryDirectory() if self.backend.name == "none" else None
        self._channel, theirs = socket.socketpair()
        self._pipe, errors = os.pipe()
        try:
            self._running = ways.start(self.backend, (theirs.fileno(), errors), self.mounts, self.limits, self.warm)
        except BaseException:
            self._channel.close()
            os.close(self._pipe)
            raise
        finally:
            theirs.close()
            os.close(errors)
        self._watch = Watch(self._running.process, self.limits, self._begun, self._running.kill)
        self._drain = threading.Thread(target=self._read_pipe, daemon=True)
        self._drain.start()
        try:
            self._greet()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._ended = time.monotonic()
        self._watch.note()
        self._channel.close()
        self._running.kill()
        self._running.wait(10)
        self._watch.stop()
        self._drain.join(1)
        if self._open_base:
            self._open_base.cleanup()

    def run(self, source: str, name: str = "") -> CellRun:
        """Run one cell; ``name`` stands for it in messages. Raises Contained where a limit ends the submission."""
        begun = time.monotonic()
        self._say(run=str(source))
        outputs: list[NotebookNode] = []
        while True:
            message = self._hear()
            if "ended" in message:
                break
            outputs.append(_output(message))
        self._take_printed()
        with self._lock:
            printed, self._printed[:] = bytes(self._printed), b""
        if printed:
            outputs.append(v4.new_output("stream", name="stderr", text=printed.decode(errors="replace")))
        return CellRun(outputs, _error(message["ended"]), time.monotonic() - begun)

    def serve(self, boot: str) -> socket.socket:
        """Execute ``boot`` in the sandbox, on the thread that ran the cells, and return the socket to talk with it.

        ``boot`` finds the notebook's names in the dict ``student``, and calls ``receive() -> bytes | None`` and
        ``send(bytes)``. On the socket each message has its length in front of it, four bytes, big endian. Where the
        socket ends or fails, raise ``failure()``. When ``boot`` comes to its end, the box takes cells again.
        """
        self._say(serve=boot)
        if "serving" not in self._hear():
            raise self._nonsense()
        return self._channel

    def failure(self) -> Contained:
        """Wait for the end of a submission that does not answer any more, and return why it ended."""
        status = self._running.wait(1)
        if status is None:
            self._watch.end("protocol", "it closed the connection to the grader")
        elif self._watch.verdict is None and self._watch.cpu_seconds > self.limits.cpu_seconds - 1:
            return Contained("cpu", f"it used more than {self.limits.cpu_seconds:g} s of processor time")
        return Contained(*(self._watch.verdict or ("died", f"the process that ran it ended with status {status}")))

    @property
    def usage(self) -> Usage:
        """What it has used so far."""
        seconds = getattr(self, "_ended", time.monotonic()) - self._begun
        return Usage(seconds, self._watch.cpu_seconds, self._output_bytes, self._watch.peak_memory_bytes)

    def _greet(self) -> None:
        limits = {name: int(value) for name, value in self.limits._asdict().items()}
        base = self._open_base.name if self._open_base else BASE
        settings = {"limits": limits, "base": base, "isolated": self._open_base is None}
        try:
            self._send(json.dumps(settings).encode())
            files = {str(path.relative_to(self.scratch)): path for path in self.scratch.rglob("*")}
            self._send(pack(files, self.limits.disk_bytes))
            self._hear()
        except Contained as contained:
            self._drain.join(1)
            words = bytes(self._printed).decode(errors="replace").strip()
            if contained.code == "died" and words:
                raise NoSandbox(f"{self.backend.name} cannot start a sandbox: {words.splitlines()[-1]}") from None
            raise

    def _say(self, **words: object) -> None:
        self._send(json.dumps(words).encode())

    def _send(self, frame: bytes) -> None:
        try:
            self._channel.sendall(len(frame).to_bytes(4, "big") + frame)
        except OSError:
            raise self.failure() from None

    def _hear(self) -> dict:
        """Return the next message of the sandbox, which may be anything that a student's code cares to send."""
        length = int.from_bytes(self._receive(4), "big")
        self._count(length)
        try:
            message = json.loads(self._receive(length).decode())
        except (ValueError, RecursionError):
            raise self._nonsense() from None
        if not isinstance(message, dict):
            raise self._nonsense()
        return message

    def _receive(self, length: int) -> bytes:
        pieces = []
        while length:
            try:
                piece = self._channel.recv(min(length, 1 << 20))
            except OSError:
                piece = b""
            if not piece:
                raise self.failure()
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _count(self, length: int) -> None:
        with self._lock:
            self._output_bytes += length
            too_much = self._output_bytes > self.limits.output_bytes
        if too_much:
            self._watch.end("output", f"it printed or showed more than {self.limits.output_bytes >> 10} KiB")
            raise self.failure()

    def _nonsense(self) -> Contained:
        self._watch.end("protocol", "it wrote to the connection with the grader")
        return self.failure()

    def _read_pipe(self) -> None:
        """Take what the sandbox writes past Python's streams, so that it never waits, until it ends."""
        with contextlib.suppress(Contained), open(self._pipe, "rb", buffering=0):
            while _readable(self._pipe, None) and self._take_printed():
                pass

    def _take_printed(self) -> bool:
        """Take what waits in the pipe of errors, keep its beginning, and tell whether there may be more to come."""
        with self._lock:
            while _readable(self._pipe, 0):
                piece = os.read(self._pipe, 1 << 16)
                if not piece:
                    return False
                self._printed += piece[: _KEPT - len(self._printed)]
                self._count(len(piece))
        return True


def _readable(descriptor: int, seconds: float | None) -> bool:
    """Tell whether there is something to read (the end counts), after waiting for it, for ever with None."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(seconds))


def pack(files: dict[str, Path], most: int) -> bytes:
    """Return files as a tar archive, by their names below box/, and matplotlib's list of fonts.

    Links and what is not a regular file are left out. Raises Contained beyond ``most`` bytes.
    """
    packed = io.BytesIO()
    size = 0
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in font_cache():
            archive.add(path, f"home/matplotlib/{path.name}")
        for name, path in sorted(files.items()):
            if path.is_symlink() or not path.is_file():
                continue
            size += path.stat().st_size
            if size > most:
                raise Contained("disk", f"its files are larger than {most >> 20} MiB")
            archive.add(path, f"box/{name}", recursive=False)
    return packed.getvalue()


def _output(message: dict) -> NotebookNode:
    """Return an output as nbformat has it, made of what the sandbox sent; nonsense becomes text."""
    kind = message.get("output_type")
    if kind == "stream":
        return v4.new_output("stream", name=_text(message.get("name")), text=_text(message.get("text")))
    if kind == "error":
        trace = message.get("traceback")
        lines = [_text(line) for line in trace] if isinstance(trace, list) else []
        return v4.new_output(
            "error", ename=_text(message.get("ename")), evalue=_text(message.get("evalue")), traceback=lines
        )
    data = message.get("data") if kind in _KINDS and isinstance(message.get("data"), dict) else {"text/plain": message}
    shown = {_text(mime): value if mime.endswith("json") else _text(value) for mime, value in data.items()}
    count = {"execution_count": 1} if kind == "execute_result" else {}
    return v4.new_output(kind if kind in _KINDS else "display_data", data=shown, **count)


def _error(ended: object) -> tuple[str, str] | None:
    if ended is None:
        return None
    return tuple(map(_text, ended)) if isinstance(ended, list) and len(ended) == 2 else ("?", _text(ended))


def _text(value: object) -> str:
    """Return text that can be written as UTF-8: halves of surrogate pairs become question marks."""
    return str(value).encode("utf-8", "replace").decode()
