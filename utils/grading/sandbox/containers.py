"""The command line that starts a submission in a container of Docker or Podman, for machines that are not Linux.

The image holds Python and the course's libraries in /opt/course and is made once, without the course (Containerfile).
What a container uses is not seen from outside: the client keeps its memory, the submission's own process its processor
time, so that a report's seconds of processor time are the client's.
"""

import os
import subprocess
import sysconfig
from pathlib import Path

from utils.grading.sandbox import mounts as see
from utils.grading.sandbox.guest.lockdown import NOBODY
from utils.grading.sandbox.limits import Limits

CLIENTS = ("docker", "podman")
IMAGE = "deep-vision-course-grading"
LIBRARIES = "/opt/course"
BUILD = f"-t {IMAGE} -f utils/grading/sandbox/Containerfile ."
"""What follows ``docker build``, in the course's folder, to make the image."""
SLACK = 60
"""Seconds for the container to start and for the submission's files to be sent."""


def command(client: str, name: str, mounts: see.Mounts, limits: Limits) -> list[str]:
    """Return the command that runs guest.main with no network, no rights and nothing of the machine but ``mounts``.

    ``name`` is the container's, which outlives its client: ``kill`` ends it, and where nobody is left to do that,
    its own clock does, SLACK seconds after the submission's.
    """
    words = [client, "run", "--rm", f"--name={name}", "--interactive", "--pull=never"]
    words += ["--network=none", "--read-only", "--hostname=box"]
    words += ["--cap-drop=ALL", "--security-opt=no-new-privileges", f"--user={NOBODY}:{NOBODY}", "--ipc=private"]
    words += [f"--memory={limits.memory_bytes}", f"--memory-swap={limits.memory_bytes}"]
    empty = ",notmpcopyup" if client == "podman" else ""  # Podman fills it with what the image has there
    words += [f"--pids-limit={limits.processes}"]
    words += [f"--tmpfs=/tmp:rw,nosuid,nodev,size={limits.disk_bytes},mode=1777{empty}"]
    for source in (see.GUEST, *mounts.read_only):
        inside = see.GUEST_INSIDE if source == see.GUEST else source
        words.append(f"--mount=type=bind,readonly,source={source},target={inside}")
    words += [f"--tmpfs={_inside(path)}:ro,size=4096,mode=0555{empty}" for path in mounts.hidden]
    words += [f"--env={name}={value}" for name, value in _environment(mounts).items()]
    clock = ["timeout", "--signal=KILL", f"{limits.wall_seconds + SLACK:.0f}"]
    program = see.program("main", "main", os.path.dirname(see.GUEST_INSIDE), "python3")
    return [*words, "--workdir=/tmp", IMAGE, *clock, *program]


def kill(client: str, name: str) -> None:
    """End all processes of the container of that name, if it is still there."""
    subprocess.run([client, "kill", name], capture_output=True, check=False)


def _environment(mounts: see.Mounts) -> dict[str, str]:
    """Return the variables inside; packages that are mounted are found beside the image's libraries."""
    packages = [str(path.parent) for path in mounts.read_only if (path / "__init__.py").is_file()]
    variables = {name: value for name, value in see.environment().items() if name != "PATH"}
    return variables | {"PYTHONPATH": ":".join([LIBRARIES, *packages])}


def _inside(path: Path) -> Path:
    """Return where the image has a folder that is hidden: libraries of this Python are the image's own."""
    libraries = Path(sysconfig.get_path("purelib"))
    return Path(LIBRARIES, path.relative_to(libraries)) if path.is_relative_to(libraries) else path
