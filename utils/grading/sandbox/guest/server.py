"""A process that has imported what submissions import, and forks a sandbox for each: no wait for imports.

It listens on ``FOLDER/server.sock``. A request is one message of JSON: {"warm": [...]} makes (once) a server with these
modules and answers with its socket; {"view": {...}} comes with two descriptors (the channel, the pipe of errors),
starts main() on them in new namespaces, and answers with the number of the process. When the connection closes, the
process is killed; when the process ends, the answer is its exit status.
"""

import gc
import hashlib
import importlib
import io
import json
import os
import selectors
import signal
import socket
import sys

from . import cells, lockdown, main, namespaces

ALWAYS = ("matplotlib_inline.backend_inline", "IPython.core.pylabtools", "IPython.core.completer", "numpy")
"""Imported by every server that is warm at all."""


class Server:
    """Answers requests on one socket until the process that started it is gone."""

    def __init__(self, folder: str, name: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, f"{name}.sock")
        self.warm: dict[str, str] = {}
        self.shell: cells.Shell | None = None
        self.selector = selectors.DefaultSelector()
        self.processes: dict[socket.socket, int] = {}  # connection -> descriptor of its process

    def serve(self, told: int) -> None:
        """Listen, write a byte to ``told`` when ready, and answer for ever."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(self.path)
        listener.listen(64)
        self.selector.register(listener, selectors.EVENT_READ, self.accept)
        os.write(told, b"1")
        os.close(told)
        while True:
            for key, _ in self.selector.select():
                key.data(key.fileobj)

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection."""
        connection = listener.accept()[0]
        self.selector.register(connection, selectors.EVENT_READ, self.answer)

    def answer(self, connection: socket.socket) -> None:
        """Answer a request; a connection that closed ends its process."""
        try:
            words, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 2)
        except OSError:
            words, descriptors = b"", []
        if not words:
            self.forget(connection)
            return
        request = json.loads(words)
        if "warm" in request:
            connection.send(self.warmed(request["warm"]).encode())
        else:
            self.start(connection, request["view"], descriptors)

    def forget(self, connection: socket.socket) -> None:
        """Close a connection and kill its process, if it has one that still runs."""
        process = self.processes.pop(connection, None)
        if process is not None:
            self.selector.unregister(process)
            signal.pidfd_send_signal(process, signal.SIGKILL)
            os.waitid(os.P_PIDFD, process, os.WEXITED)
            os.close(process)
        self.selector.unregister(connection)
        connection.close()

    def start(self, connection: socket.socket, view: dict, descriptors: list[int]) -> None:
        """Fork a process for one submission and answer with its number."""
        number = os.fork()
        if number == 0:
            self.become_submission(view, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        process = os.pidfd_open(number)
        self.processes[connection] = process
        self.selector.register(process, selectors.EVENT_READ, lambda _: self.ended(connection))
        connection.send(b"%d" % number)

    def ended(self, connection: socket.socket) -> None:
        """Tell who asked for it that a process has ended, and how."""
        process = self.processes.pop(connection, None)
        if process is None:  # its connection closed at the same moment
            return
        self.selector.unregister(process)
        result = os.waitid(os.P_PIDFD, process, os.WEXITED)
        os.close(process)
        status = result.si_status if result.si_code == os.CLD_EXITED else 128 + result.si_status
        try:
            connection.send(b"%d" % status)
        except OSError:
            return

    def become_submission(self, view: dict, descriptors: list[int]) -> None:
        """Close what belongs to the server, enter new namespaces and run one submission; never return."""
        code = 1
        try:
            os.setsid()
            for place, descriptor in zip((0, 1, 2), (descriptors[0], *descriptors), strict=True):
                os.dup2(descriptor, place)
            os.closerange(3, 4096)
            os.environ.clear()
            os.environ.update(view["environment"])
            namespaces.enter(view)
            main.main(self.shell)
            code = 0
        except BaseException as error:  # noqa: BLE001 - whatever it is, this process must not go on as a server
            os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
        finally:
            os._exit(code)

    def warmed(self, modules: list[str]) -> str:
        """Return the socket of a server that has imported ``modules``, made now if there is none; or the error."""
        key = hashlib.sha256(json.dumps(sorted(modules)).encode()).hexdigest()[:16]
        if key not in self.warm:
            ready, told = os.pipe()
            if os.fork() == 0:
                self.become_server(modules, key, told)
            os.close(told)
            words = os.read(ready, 4096).decode()
            os.close(ready)
            if words != "1":
                return words or "error: the server that imports modules has died"
            self.warm[key] = os.path.join(self.folder, f"{key}.sock")
        return self.warm[key]

    def become_server(self, modules: list[str], key: str, told: int) -> None:
        """Import ``modules`` and serve; never return."""
        try:
            lockdown.die_with_parent()
            os.closerange(3, told)
            os.closerange(told + 1, 4096)
            server = Server(self.folder, key)
            server.shell = cells.make()  # before matplotlib, which asks at its import whether figures are shown inline
            for module in (*ALWAYS, *modules):
                importlib.import_module(module)
            if "matplotlib.pyplot" in modules:
                warm_up_plotting()
            gc.collect()
            gc.freeze()
            server.serve(told)
        except BaseException as error:  # noqa: BLE001 - said to who asked for the server
            os.write(told, f"error: {type(error).__name__}: {error}".encode()[:4000])
        finally:
            os._exit(1)


def warm_up_plotting() -> None:
    """Show something once: the first figure reads fonts and styles, and makes parsers, that later ones have."""
    pyplot = sys.modules["matplotlib.pyplot"]
    figure, (left, right) = pyplot.subplots(1, 2, layout="constrained")
    left.plot([0, 1], label=r"$\hat{y}_1$")
    left.legend()
    left.annotate("warm", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"})
    right.imshow([[0, 1]])
    right.bar([0, 1], [1, 2], hatch="//")
    figure.savefig(io.BytesIO(), bbox_inches="tight")
    pyplot.close("all")


def serve() -> None:
    """Serve in the folder that is the first argument until the process that started this one closes its end of 0."""
    server = Server(sys.argv[1], "server")
    server.selector.register(0, selectors.EVENT_READ, lambda _: sys.exit())
    server.serve(1)
