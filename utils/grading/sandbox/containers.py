"""The command line that starts a submission in a container of Docker or Podman, for machines that are not Linux.

The image holds Python and the course's libraries in /opt/course and is made once, without the course (Containerfile).
"""

import os
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


def command(client: str, mounts: see.Mounts, limits: Limits) -> list[str]:
    """Return the command that runs guest.main with no network, no rights and nothing of the machine but ``mounts``."""
    words = [client, "run", "--rm", "--interactive", "--pull=never", "--network=none", "--read-only", "--hostname=box"]
    words += ["--cap-drop=ALL", "--security-opt=no-new-privileges", f"--user={NOBODY}:{NOBODY}", "--ipc=private"]
    words += [f"--memory={limits.memory_bytes}", f"--memory-swap={limits.memory_bytes}"]
    words += [f"--pids-limit={limits.processes}", f"--tmpfs=/tmp:rw,nosuid,nodev,size={limits.disk_bytes},mode=1777"]
    for source in (see.GUEST, *mounts.read_only):
        inside = see.GUEST_INSIDE if source == see.GUEST else source
        words.append(f"--mount=type=bind,readonly,source={source},target={inside}")
    words += [f"--tmpfs={_inside(path)}:ro,size=4096,mode=0555" for path in mounts.hidden]
    words += [f"--env={name}={value}" for name, value in _environment(mounts).items()]
    return [*words, "--workdir=/tmp", IMAGE, *see.program("main", "main", os.path.dirname(see.GUEST_INSIDE), "python3")]


def _environment(mounts: see.Mounts) -> dict[str, str]:
    """Return the variables inside; packages that are mounted are found beside the image's libraries."""
    packages = [str(path.parent) for path in mounts.read_only if (path / "__init__.py").is_file()]
    variables = {name: value for name, value in see.environment().items() if name != "PATH"}
    return variables | {"PYTHONPATH": ":".join([LIBRARIES, *packages])}


def _inside(path: Path) -> Path:
    """Return where the image has a folder that is hidden: libraries of this Python are the image's own."""
    libraries = Path(sysconfig.get_path("purelib"))
    return Path(LIBRARIES, path.relative_to(libraries)) if path.is_relative_to(libraries) else path
