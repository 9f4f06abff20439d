"""The ways to start a sandbox: which there are, which of them to take, and a running one."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from typing import NamedTuple, Protocol

from utils.grading.sandbox import bubblewrap, containers
from utils.grading.sandbox import mounts as see
from utils.grading.sandbox.limits import Limits, NoSandbox

_servers: dict[str, subprocess.Popen] = {}


class Backend(NamedTuple):
    """One way to start a sandbox: fork, bubblewrap, docker, podman, or none (no sandbox: the code is trusted).

    ``folder`` is where a fork server listens, empty for the others. Any process on the machine may use a copy of it.
    """

    name: str
    folder: str = ""

    def close(self) -> None:
        """Stop the fork server, if this process started one; sandboxes that it still runs end."""
        server = _servers.pop(self.folder, None)
        if server is not None:
            server.stdin.close()
            server.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Backend":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Running(Protocol):
    """A sandbox that runs: the number of the process that all its processes descend from."""

    process: int

    def kill(self) -> None:
        """End all its processes."""

    def wait(self, seconds: float) -> int | None:
        """Return its exit status once it has ended, 128 + n where signal n ended it; None where it still runs."""


class Started(NamedTuple):
    """A sandbox that was started by a command, and the container that it runs in, if it is one."""

    popen: subprocess.Popen
    client: str = ""
    container: str = ""

    @property
    def process(self) -> int:
        """The number of the command's process."""
        return self.popen.pid

    def kill(self) -> None:
        """End the command; bubblewrap takes all else with it, a container's client leaves the container to be ended."""
        if self.container and self.popen.poll() is None:
            containers.kill(self.client, self.container)
        self.popen.kill()

    def wait(self, seconds: float) -> int | None:
        """Return the exit status, None where it still runs after ``seconds``."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self.popen.wait(seconds)
            return status if status >= 0 else 128 - status
        return None


class Forked:
    """A sandbox that a fork server started."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.process = int(connection.recv(64) or b"0")
        self._status: int | None = None

    def kill(self) -> None:
        """Let the server kill it."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)

    def wait(self, seconds: float) -> int | None:
        """Return the exit status, None where it still runs after ``seconds``."""
        if self._status is None:
            self.connection.settimeout(seconds)
            try:
                self._status = int(self.connection.recv(64) or b"137")
            except TimeoutError:
                return None
        return self._status


def start(backend: Backend, ends: tuple[int, int], mounts: see.Mounts, limits: Limits, warm: tuple) -> Running:
    """Start guest.main in a sandbox that sees ``mounts``; ``warm`` names modules that a fork server has imported.

    ``ends`` are the descriptors that it talks over: the channel, and the pipe that takes errors.
    """
    if backend.name == "fork":
        return Forked(_ask(warm_up(backend, warm), view(mounts, limits.disk_bytes), ends))
    channel, errors = ends
    container = f"grading-{uuid.uuid4().hex}" if backend.name in containers.CLIENTS else ""
    command, variables = _command(backend.name, container, mounts, limits)
    streams = {"stdin": channel, "stdout": channel, "stderr": errors}
    return Started(subprocess.Popen(command, **streams, env=variables, start_new_session=True), backend.name, container)


def _command(name: str, container: str, mounts: see.Mounts, limits: Limits) -> tuple[list[str], dict[str, str] | None]:
    """Return the command that starts guest.main, and its variables (None: it clears them itself)."""
    inside = see.program("main", "main", os.path.dirname(see.GUEST_INSIDE))
    if name == "bubblewrap":
        return bubblewrap.command(inside, mounts, limits.disk_bytes), None
    if name in containers.CLIENTS:
        return containers.command(name, container, mounts, limits), None
    if name == "none":
        return see.program("main", "main", str(see.GUEST.parent)), see.environment()
    raise ValueError(f"backend must be fork, bubblewrap, docker, podman or none, got {name!r}")


def view(mounts: see.Mounts, disk_bytes: int) -> dict:
    """Return the file system of a sandbox as a fork server wants to hear it."""
    return {
        "read_only": [str(path) for path in see.visible(mounts)],
        "hidden": [str(path) for path in mounts.hidden],
        "devices": see.DEVICES,
        "links": see.LINKS | see.system_links(),
        "guest": [str(see.GUEST), see.GUEST_INSIDE],
        "disk_bytes": disk_bytes,
        "environment": see.environment(),
    }


def warm_up(backend: Backend, warm: tuple[str, ...]) -> str:
    """Return the socket of the fork server that has ``warm`` imported, once it has; empty for other backends."""
    if backend.name != "fork":
        return ""
    with _connect(os.path.join(backend.folder, "server.sock")) as server:
        server.send(json.dumps({"warm": warm}).encode())
        answer = server.recv(1 << 16).decode()
    if not answer.startswith("/"):
        raise NoSandbox(f"the fork server cannot import {', '.join(warm)}: {answer}")
    return answer


def _ask(path: str, sight: dict, ends: tuple[int, int]) -> socket.socket:
    """Ask a fork server for a sandbox; return the connection that it lives by."""
    connection = _connect(path)
    socket.send_fds(connection, [json.dumps({"view": sight}).encode()], ends)
    return connection


def _connect(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(path)
    except OSError as error:
        connection.close()
        raise NoSandbox(
            f"the fork server at {path} does not answer ({error.strerror}): start the grading anew"
        ) from None
    return connection


def fork_server() -> Backend:
    """Start a fork server and return the backend that uses it; it ends with this process or when it is closed."""
    folder = tempfile.mkdtemp(prefix="grading-")
    variables = see.environment() | {"HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": folder, "IPYTHONDIR": folder}
    for path in see.font_cache():
        shutil.copy(path, folder)
    command = [*see.program("server", "serve", str(see.GUEST.parent)), folder]
    pipe = subprocess.PIPE
    server = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=variables, cwd=folder, start_new_session=True)
    _servers[folder] = server
    if server.stdout.read(1) != b"1":
        Backend("fork", folder).close()
        raise NoSandbox("the fork server did not start")
    return Backend("fork", folder)
