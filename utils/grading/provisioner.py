"""The kernel "Python (sandboxed)": Jupyter's way to start ipykernel in the sandbox that submissions are graded in.

For notebooks of students that somebody opens, in JupyterLab or with nbconvert; grading has a faster way (see ``Box``).
Named ``course-sandbox`` among the entry points ``jupyter_client.kernel_provisioners``; the kernel's specification lies
in ``static/jupyter/kernels``.
"""

import fcntl
import functools
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from utils.data.store import data_folder
from utils.grading.homeworks import UTILS
from utils.grading.sandbox import bubblewrap, selftest
from utils.grading.sandbox import mounts as see
from utils.grading.sandbox.box import pack
from utils.grading.sandbox.limits import Limits, NoSandbox
from utils.grading.sandbox.watch import Watch
from utils.grading.settings import Homework

LIMITS = Limits(cpu_seconds=1800, wall_seconds=12 * 3600)
"""What one kernel may use, from start to restart: somebody reads and tries, where grading only runs."""

_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


class SandboxProvisioner(LocalProvisioner):
    """Starts a kernel inside bubblewrap that talks over sockets in a folder which it does not see itself.

    It sees Python, ``utils`` and the data, and copies of the files that a submission may bring beside its notebook;
    nothing that it writes comes back. Raises NoSandbox, in one sentence, where the sandbox cannot be proved to hold.
    """

    _folder: str | None = None
    _watch: Watch | None = None
    _heard: int | None = None  # where the kernel says that it starts: open for as long as somebody is there to hear it

    async def pre_launch(self, **kwargs: object) -> dict:
        """Return what launch_kernel takes: the command that starts the sandbox, and the folder whose files it gets."""
        _prove()
        self._folder = self._folder or tempfile.mkdtemp(prefix="kernel-", dir="/tmp")  # a socket's name is short
        self.parent.transport, self.parent.cache_ports = "ipc", False
        self.parent.ip = os.path.join(self._folder, "socket")
        kwargs = await super().pre_launch(**kwargs)
        seen = see.Mounts(tuple(path for path in (UTILS, data_folder()) if path.is_dir()))
        program = see.program("kernel", "main", os.path.dirname(see.GUEST_INSIDE))
        return kwargs | {"cmd": bubblewrap.command(program, seen, LIMITS.disk_bytes)}

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> KernelConnectionInfo:
        """Open the sockets, start the sandbox with them, and keep its limits from outside."""
        sockets = {str(self.connection_info[port]): self._listen(self.connection_info[port]) for port in _PORTS}
        descriptors = {port: listening.fileno() for port, listening in sockets.items()}
        given = self._given(descriptors, Path(kwargs.get("cwd") or os.getcwd()))
        self._hang_up()
        self._heard, said = os.pipe()
        streams = {"stdin": given, "stdout": said, "stderr": subprocess.DEVNULL}  # no word of a student to a terminal
        kwargs |= streams | {"pass_fds": tuple(descriptors.values()), "cwd": "/"}
        try:
            info = await super().launch_kernel(cmd, **kwargs)
        finally:
            os.close(given)
            os.close(said)
            for listening in sockets.values():
                listening.close()
        self._watch = Watch(self.process.pid, LIMITS, time.monotonic(), functools.partial(self._end, self.process))
        return info

    async def cleanup(self, restart: bool = False) -> None:
        """Look no more; remove the folder with the sockets, unless the kernel starts again."""
        await super().cleanup(restart)
        self._hang_up()
        if self._watch:
            self._watch.stop()
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _hang_up(self) -> None:
        if self._heard is not None:
            os.close(self._heard)
        self._heard = None

    def _listen(self, port: int) -> socket.socket:
        """Return a socket that listens where Jupyter's client will look for ``port``."""
        path = Path(f"{self.parent.ip}-{port}")
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.listen()
        return listening

    def _given(self, listening: dict[str, int], folder: Path) -> int:
        """Return a descriptor of what the kernel reads at its start, which nobody can change any more."""
        names = ("transport", "ip", "key", "signature_scheme", "curve_publickey", "curve_secretkey", *_PORTS)
        connection = {name: _text(self.connection_info[name]) for name in names if name in self.connection_info}
        limits = {name: int(value) for name, value in LIMITS._asdict().items()}
        settings = {"limits": limits, "base": see.BASE, "isolated": True}
        settings |= {"connection": connection, "listening": listening}
        place = os.memfd_create("kernel", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        with open(place, "wb", closefd=False) as file:
            for frame in (json.dumps(settings).encode(), pack(_brought(folder), LIMITS.disk_bytes)):
                file.write(len(frame).to_bytes(4, "big") + frame)
        os.lseek(place, 0, os.SEEK_SET)
        fcntl.fcntl(place, fcntl.F_ADD_SEALS, _SEALS)
        return place

    def _end(self, process: subprocess.Popen) -> None:
        """Kill a sandbox that exceeded a limit, and say so."""
        self.log.warning("The sandboxed kernel was ended: %s.", self._watch.verdict[1])
        self._watch.stop()
        process.kill()


@functools.cache
def _prove() -> None:
    """Raise NoSandbox unless bubblewrap's sandbox was just proved to hold; done once in a process."""
    try:
        selftest.proved("bubblewrap").close()
    except NoSandbox as error:
        raise NoSandbox(
            f"no kernel was started, since its sandbox does not work ({error}): install bubblewrap on Linux "
            "(apt install bubblewrap)"
        ) from None


def _brought(folder: Path) -> dict[str, Path]:
    """Return the files beside a notebook that a submission may bring, by name: no other files, no folders, no links."""
    return {path.name: path for path in folder.iterdir() if path.suffix in Homework().extras}


def _text(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value
