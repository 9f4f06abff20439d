"""What a sandbox sees of the machine: Python, the libraries it is linked with, and what a homework names."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from utils.data.store import data_folder

BASE = "/tmp"
"""All that a submission can write to: the sandbox's own, in memory, of limited size. The cells run in /tmp/box."""

GUEST = Path(__file__).parent / "guest"
"""The package that runs inside."""

GUEST_INSIDE = "/run/guest"
"""Where it is seen."""

DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"/dev/fd": "/proc/self/fd", "/dev/stdin": "/proc/self/fd/0", "/dev/stdout": "/proc/self/fd/1"}
LINKS |= {"/dev/stderr": "/proc/self/fd/2", "/dev/shm": "/tmp"}


class Mounts(NamedTuple):
    """What a homework adds: folders or files seen read-only at their own path, and folders seen empty.

    Never name the course's root in ``read_only``: the solutions lie in it. ``hidden`` lies in what is read-only, or in
    Python's environment: site-packages/torch for a homework that is NumPy only.
    """

    read_only: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()


def system() -> list[Path]:
    """Return what a Python process needs of the system, beside links such as /lib."""
    named = ["/usr", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", sys.base_prefix, sys.prefix]
    return [Path(name) for name in dict.fromkeys(named) if os.path.exists(name)]


def system_links() -> dict[str, str]:
    """Return the links at the root of a system whose /bin is /usr/bin, with where they lead."""
    names = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
    return {name: os.readlink(name) for name in names if os.path.islink(name)}


def system_folders() -> list[Path]:
    """Return the folders at the root of a system whose /bin is a folder of its own."""
    names = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
    return [Path(name) for name in names if os.path.isdir(name) and not os.path.islink(name)]


def visible(mounts: Mounts) -> list[Path]:
    """Return every path that a sandbox sees read-only, outer before inner."""
    seen = {*system(), *system_folders(), *(Path(path).absolute() for path in mounts.read_only)}
    return sorted(seen, key=lambda path: path.parts)


def environment() -> dict[str, str]:
    """Return the variables that a student's code sees, but for its own folders (see guest.main)."""
    paths = [f"{sys.prefix}/bin", "/usr/local/bin", "/usr/bin", "/bin"]
    variables = {"PATH": ":".join(paths), "LANG": "C.UTF-8", "USER": "student"}
    variables |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "NBGRADER_EXECUTION": "autograde"}
    variables |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    variables["COURSE_DATA"] = str(data_folder())
    kept = ("GRADE_RETRAIN", "OPENBLAS_CORETYPE")  # OpenBLAS misjudges some virtual processors
    return variables | {name: os.environ[name] for name in kept if name in os.environ}


def font_cache() -> list[Path]:
    """Return the lists of fonts that matplotlib keeps for this user; to make one anew takes seconds."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return sorted(Path(caches, "matplotlib").glob("fontlist-*.json"))


def program(module: str, function: str, parent: str, python: str = sys.executable) -> list[str]:
    """Return the command that calls a function of the package ``guest``, which lies in the folder ``parent``."""
    words = f"import sys; sys.path.insert(0, {parent!r}); from guest.{module} import {function} as begin"
    return [python, "-P", "-c", f"{words}; del sys.path[0]; begin()"]
