"""The sandbox's side of a Box: takes settings and files, gives up its rights, runs cells, serves calls."""

import io
import json
import os
import sys
import tarfile

from . import cells, lockdown
from .channel import Channel


def main(shell: cells.Shell | None = None) -> None:
    """Do what the grader asks over descriptors 0 and 1 until it closes them, with the shell that a server made."""
    channel = Channel.from_standard_streams()
    settings = json.loads(channel.receive() or b"null")
    if settings is None:
        return
    prepare(settings, channel.receive() or b"")
    shell = shell or cells.make()
    cells.attach(shell, channel)
    channel.say(ready=True)
    while (frame := channel.receive()) is not None:
        request = json.loads(frame)
        if "run" in request:
            channel.say(ended=cells.run(shell, request["run"]))
        else:
            serve(shell, request["serve"])


def prepare(settings: dict, files: bytes) -> None:
    """Make and enter the working folder, unpack the tar archive with its files, give up all rights."""
    base, home, folder = (os.path.join(settings["base"], name) for name in ("", "home", "box"))
    os.environ.update(HOME=home, TMPDIR=base, MPLCONFIGDIR=f"{home}/matplotlib", IPYTHONDIR=f"{home}/ipython")
    for path in (os.environ["MPLCONFIGDIR"], folder):
        os.makedirs(path)
    os.chdir(folder)
    sys.argv = [""]
    with tarfile.open(fileobj=io.BytesIO(files)) as archive:
        archive.extractall(settings["base"], filter="data")
    if settings["isolated"]:
        lockdown.drop_capabilities()
        lockdown.restrict_access(settings["base"])
    lockdown.set_limits(settings["limits"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # a forked process would share its parent's
    sys.path.append(folder)  # last: a numpy.py beside the notebook is not NumPy


def serve(shell: cells.Shell, boot: str) -> None:
    """Execute ``boot`` with the student's names, and with the channel for its own; it returns when it has served."""
    channel = shell.channel
    channel.say(serving=True)
    names = {"__name__": "boot", "student": shell.user_ns, "receive": channel.receive, "send": channel.send}
    with cells.aside():
        exec(compile(boot, "boot", "exec"), names)
