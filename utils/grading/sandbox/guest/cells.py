"""Runs notebook cells as Jupyter would and reports their outputs: IPython without the sockets of a kernel."""

import base64
import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any, Type
from traitlets.config import Config

from .channel import Channel

_ENOUGH = 8192  # characters of text that are worth a frame


class Stream(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr: gathers text and sends it as output of the running cell."""

    def __init__(self, name: str, channel: Channel) -> None:
        self.name = name
        self._channel = channel
        self._text: list[str] = []
        self._length = 0
        self._lock = threading.RLock()

    encoding = "utf-8"

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the descriptor to which programs and C code write."""
        return 2

    def write(self, text: str) -> int:
        """Take text; it is sent when there is enough of it."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self._lock:
            self._text.append(text)
            self._length += len(text)
            if self._length >= _ENOUGH:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was gathered."""
        with self._lock:
            text, self._text, self._length = "".join(self._text), [], 0
        for begin in range(0, len(text), 1 << 20):
            self._channel.say(output_type="stream", name=self.name, text=text[begin : begin + (1 << 20)])


class _Hook(DisplayHook):
    """Sends the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Print no ``Out[1]:``."""

    def write_format_data(self, data: dict, metadata: dict | None = None) -> None:
        """Send the value in its formats."""
        self.shell.report(
            output_type="execute_result",
            data=data,
            metadata=metadata or {},
            execution_count=self.prompt_count,
        )


class _Publisher(DisplayPublisher):
    """Sends what ``display`` shows."""

    def publish(self, data: dict, metadata: dict | None = None, **options: object) -> None:
        """Send a picture, a table or whatever it is, in its formats."""
        self.shell.report(output_type="display_data", data=data, metadata=metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        """Keep what was shown: a record of a run forgets nothing."""


class Shell(InteractiveShell):
    """IPython whose outputs go to a channel."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    channel = Any()
    system = InteractiveShell.system_raw  # the sandbox has no terminal to lend

    def report(self, **output: object) -> None:
        """Send one output of the running cell, after the text that came before it."""
        self.flush()
        for mime, value in output.get("data", {}).items():
            if isinstance(value, bytes):
                output["data"][mime] = base64.b64encode(value).decode()
        self.channel.say(**output)

    def flush(self) -> None:
        """Send text that waits in sys.stdout and sys.stderr."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, ValueError):
                stream.flush()

    def ask_exit(self) -> None:
        """Ignore ``exit`` and ``quit``: the cells below are to be run too."""

    def init_virtualenv(self) -> None:
        """Run in the environment that the grader gave, whatever variables say."""

    def _showtraceback(self, kind: type, error: BaseException, trace: list[str]) -> None:
        self.report(output_type="error", ename=kind.__name__, evalue=_text_of(error), traceback=trace)


def make() -> Shell:
    """Return a shell that has run nothing yet; there can be one in a process."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    return Shell.instance(config=settings)


def attach(shell: Shell, channel: Channel) -> None:
    """Let all that the shell's cells print and show go to the channel."""
    shell.channel = channel
    sys.stdout, sys.stderr = Stream("stdout", channel), Stream("stderr", channel)


def run(shell: Shell, source: str) -> tuple[str, str] | None:
    """Run one cell; return the name and the words of the error that ended it, None where it ended well."""
    result = shell.run_cell(source, store_history=True)
    if os.getpid() != shell.channel.owner:
        os._exit(0)  # a process that the cell forked and forgot
    shell.flush()
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else (type(error).__name__, _text_of(error))


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """While functions are called from outside, let prints go to the pipe of errors, where they are only counted."""
    before = sys.stdout, sys.stderr
    with open(os.dup(2), "w", errors="backslashreplace") as pipe:
        sys.stdout = sys.stderr = pipe
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a student's class may fail to name itself in any way
        return "an error that cannot be printed"
