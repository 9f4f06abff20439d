"""A Jupyter kernel in the sandbox, on sockets that were opened outside: no folder is there for both sides to write.

Descriptor 0 holds two frames, as for ``main``: settings, here with what a connection file holds and with the descriptor
of the listening socket for each port, and the files.
"""

import json
import os
from pathlib import Path

import zmq
from ipykernel import heartbeat
from ipykernel.kernelapp import IPKernelApp
from traitlets import Dict
from traitlets.config import Config

from .channel import Channel
from .main import prepare


class Heartbeat(heartbeat.Heartbeat):
    """Beats on a socket that listens already."""

    listening: int

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.listening)
        super()._try_bind_socket()


class Kernel(IPKernelApp):
    """ipykernel, on sockets that listen already: ``listening`` holds the descriptor for each port."""

    listening = Dict()

    def _try_bind_socket(self, s: zmq.Socket, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.listening[str(port)])
        return super()._try_bind_socket(s, port)

    def init_control(self, context: zmq.Context) -> None:
        """Leave out the debugger's way to the shell: the socket's path leads nowhere inside."""
        super().init_control(context)
        self.debug_shell_socket.disconnect(self.shell_socket.last_endpoint)

    def init_heartbeat(self) -> None:
        """Start the heart beating."""
        keys = {"curve_publickey": self.curve_publickey, "curve_secretkey": self.curve_secretkey}
        self.heartbeat = Heartbeat(zmq.Context(), (self.transport, self.ip, self.hb_port), **keys)
        self.heartbeat.listening = self.listening[str(self.hb_port)]
        self.heartbeat.start()


def main() -> None:
    """Give up all rights and be a kernel until it is told to shut down."""
    channel = Channel.from_standard_streams()
    settings = json.loads(channel.receive())
    prepare(settings, channel.receive())
    channel.say(ready=True)  # an error where Jupyter ended before the sandbox could be told to end with it
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger, which has no way in, warns into a cell
    connection = Path(os.environ["HOME"], "connection.json")
    connection.write_text(json.dumps(settings["connection"]))
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShellApp.ignore_cwd = True  # a numpy.py beside the notebook is not NumPy
    kernel = Kernel.instance(config=config, connection_file=str(connection), listening=settings["listening"])
    kernel.initialize([])
    kernel.shell.system = kernel.shell.system_raw  # the sandbox has no terminal to lend
    kernel.start()
