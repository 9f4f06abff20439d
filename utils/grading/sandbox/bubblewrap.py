"""The command line that starts a program in a sandbox made by bubblewrap."""

import json
import os
from pathlib import Path

from utils.grading.sandbox import mounts as see

_FIXED = ["--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session"]
_FIXED += ["--cap-drop", "ALL", "--uid", "1000", "--gid", "1000", "--hostname", "box", "--proc", "/proc", "--clearenv"]


def command(program: list[str], mounts: see.Mounts, disk_bytes: int) -> list[str]:
    """Return the command that runs ``program`` with no network, in namespaces of its own, seeing ``mounts``.

    All that is writable lies in /tmp, ``disk_bytes`` large. A grader who is root becomes another user first.
    """
    words = ["bwrap", *_FIXED, *_file_system(mounts, disk_bytes), "--ro-bind", str(see.GUEST), see.GUEST_INSIDE]
    for name, value in see.environment().items():
        words += ["--setenv", name, value]
    words += ["--chdir", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/", "--", *program]
    return [*_without_root([*see.visible(mounts), see.GUEST]), *words] if os.getuid() == 0 else words


def _file_system(mounts: see.Mounts, disk_bytes: int) -> list[str]:
    words = ["--size", str(disk_bytes), "--tmpfs", "/tmp", "--tmpfs", "/dev"]
    for name in see.DEVICES:
        words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for link, target in (see.system_links() | see.LINKS).items():
        words += ["--symlink", target, link]
    for path in see.visible(mounts):
        words += ["--ro-bind", str(path), str(path)]
    for path in mounts.hidden:
        words += ["--size", "4096", "--perms", "0555", "--tmpfs", str(path), "--remount-ro", str(path)]
    return words


def _without_root(needed: list[Path]) -> list[str]:
    """Return what stands before the command where root runs it.

    Limits on processes do not bind root, so it becomes nobody; what only root can reach, such as a Python below /root,
    is shown to nobody at its own path, and nothing beside it.
    """
    closed = {folder for path in needed for folder in path.parents if not folder.stat().st_mode & 1}
    outermost = [str(folder) for folder in closed if closed.isdisjoint(folder.parents)]
    shown = {folder: [str(path) for path in needed if Path(folder) in path.parents] for folder in outermost}
    return [*see.program("shed_root", "main", str(see.GUEST.parent)), json.dumps(shown)]
