"""Proof, at the start of every grading, that the sandbox holds; and the choice of a backend whose sandbox does."""

import json
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from utils.grading.sandbox import backend as ways
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.limits import Contained, Limits, NoSandbox

BACKENDS = ("fork", "bubblewrap", "docker", "podman")
"""In the order in which they are tried: the fastest first."""

_LIMITS = Limits(memory_bytes=1 << 30, processes=24, wall_seconds=60, cpu_seconds=30)
_INSTALL = {"linux": "install bubblewrap (apt install bubblewrap), Docker or Podman"}

_PROBE = """
import json, os, pathlib, socket, subprocess

def possible(act, *words):
    try:
        act(*words)
    except (OSError, MemoryError):
        return False
    return True

def start(most):
    started = []
    try:
        for _ in range(most):
            started.append(subprocess.Popen(["sleep", "5"]))
    finally:
        for process in started:
            process.kill()
            process.wait()

print(json.dumps({
    "read the grader's files": any(possible(pathlib.Path(path).read_text) for path in SECRETS),
    "write outside its own folder": possible(pathlib.Path("/usr/written").write_text, "x"),
    "connect to the grader's network": possible(socket.create_connection, ("127.0.0.1", PORT), 2),
    "connect to another machine": possible(socket.create_connection, ("192.0.2.1", 80), 2),
    "signal the grader's process": possible(os.kill, GRADER, 0),
    "start more processes than its limit": possible(start, PROCESSES + 1),
    "take more memory than its limit": possible(bytearray, MEMORY + 1),
}))
"""


def choose_backend(name: str = "auto", *, trust: bool = False, warm: tuple[str, ...] = ("numpy",)) -> Backend:
    """Return a backend whose sandbox was just proved to hold: the one named, or the first of BACKENDS that does.

    ``warm`` names the modules that a fork server imports for the proof, and has for the submissions that follow it.
    With ``trust`` submissions run without any sandbox, with the grader's own rights; this is said on standard error.
    Raises NoSandbox, in one sentence that says what to install, where nothing holds.
    """
    if trust:
        sys.stderr.write(
            "NO SANDBOX: submissions run with your own rights and can read, change and send all you can.\n"
        )
        return Backend("none")
    if name != "auto" and name not in BACKENDS:
        raise ValueError(f"backend must be auto or one of {', '.join(BACKENDS)}, got {name!r}")
    reasons = []
    for candidate in BACKENDS if name == "auto" else (name,):
        try:
            return proved(candidate, warm)
        except NoSandbox as error:
            reasons.append(f"{candidate}: {error}")
    raise NoSandbox(
        "no sandbox works on this machine, so nothing was run: "
        + _INSTALL.get(sys.platform, "install Docker or Podman")
        + f", or trust every submission with --trust-submissions ({'; '.join(reasons)})"
    )


def proved(name: str, warm: tuple[str, ...] = ("numpy",)) -> Backend:
    """Return the backend ``name`` after the self-test; raises NoSandbox, with what failed, where it does not hold."""
    backend = _opened(name)
    try:
        holes = self_test(backend, warm)
    except Contained as error:
        holes = [f"run ({error})"]
    except NoSandbox:
        backend.close()
        raise
    if holes:
        backend.close()
        raise NoSandbox(f"its sandbox lets a submission {' and '.join(holes)}")
    return backend


def _opened(name: str) -> Backend:
    if name == "fork":
        if not sys.platform.startswith("linux"):
            raise NoSandbox("it needs Linux")
        return ways.fork_server()
    program = {"bubblewrap": "bwrap"}.get(name, name)
    if shutil.which(program) is None:
        raise NoSandbox(f"{program} is not installed")
    return Backend(name)


def self_test(backend: Backend, warm: tuple[str, ...] = ("numpy",)) -> list[str]:
    """Try from inside what no submission may do; return what succeeded, in words that follow "a submission can"."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        secret = Path(folder) / "secret.txt"
        secret.write_text("seen")
        for path in (Path(folder), secret):
            path.chmod(0o755)
        secrets = [str(secret), str(Path(__file__).parents[3] / "pyproject.toml")]
        names = {"SECRETS": secrets, "PORT": listener.getsockname()[1]}
        names |= {"GRADER": os.getpid(), "PROCESSES": _LIMITS.processes, "MEMORY": _LIMITS.memory_bytes}
        scratch = Path(folder) / "empty"
        scratch.mkdir()
        with Box(backend, scratch, _LIMITS, warm=warm) as box:
            box.run("\n".join(f"{name} = {value!r}" for name, value in names.items()))
            ran = box.run(_PROBE)
    words = "".join(output.get("text", "") for output in ran.outputs if output.output_type == "stream")
    try:
        return [hole for hole, open_ in json.loads(words).items() if open_]
    except ValueError:
        return [f"not even run the self-test ({ran.error})"]
