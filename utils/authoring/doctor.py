"""Say what is whole and what is not, a line each with its mend: `make doctor`.

Run with whatever Python the machine has, because the environment may be what is broken: the standard library must do.
What only the environment knows (data, weights, the graphics card) is asked of it in a process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple

from utils.authoring.environment import ROOT, CannotInstall, check_disk, check_python, interpreter

VERDICTS = ("ok", "mend", "note")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSIDE_SECONDS = 120


class Finding(namedtuple("Finding", "verdict part says mend")):
    """One line: "ok", "mend" (something does not work) or "note" (something may be missed); a mend, or ""."""

    __slots__ = ()

    def __str__(self):
        return f"{self.verdict:5} {self.part:9} {self.says}" + (f" -> {self.mend}" if self.mend else "")


def examine(root=ROOT):
    """Yield a Finding for each part of the course in ``root``: first what everything else stands on."""
    yield python()
    yield disk(root)
    ready = packages(root)
    yield ready
    if ready.verdict == "ok":
        yield from inside(root)
    yield browser()
    yield sandbox()


def python(version=sys.version_info):
    """Judge the ``version``, a tuple, of the Python that makes the environment."""
    try:
        check_python(version)
    except CannotInstall as reason:
        return Finding("mend", "Python", str(reason), "install it, then `make PYTHON=python3.11 lab`")
    return Finding("ok", "Python", "{}.{}.{}".format(*version[:3]), "")


def disk(root):
    """Judge the free disk: 3 GiB are asked for until the environment is there, half of one GiB after that."""
    free = shutil.disk_usage(root).free
    try:
        if not (root / ".venv" / "installed").exists():
            check_disk(free)
        elif free < 2**29:
            raise CannotInstall(f"{free / 2**20:.0f} MiB are free: notebooks may not be saved")
    except CannotInstall as reason:
        return Finding("mend", "disk", str(reason), "free some, `make clean` frees what can be built again")
    return Finding("ok", "disk", f"{free / 2**30:.1f} GiB free", "")


def packages(root):
    """Judge the environment: made, made to its end, and not older than what it is made from."""
    folder = root / ".venv"
    mark = folder / "installed"
    if not interpreter(folder).exists():
        return Finding("mend", "packages", "there is no environment yet", "`make lab` makes it, once, in minutes")
    if not mark.exists():
        return Finding("mend", "packages", "the environment was never finished", "delete `.venv`, then `make lab`")
    if any((root / name).stat().st_mtime > mark.stat().st_mtime for name in ("pyproject.toml", "constraints.txt")):
        return Finding("mend", "packages", "the course asks for others than are installed", "`make lab` updates them")
    return Finding("ok", "packages", "the environment is whole", "")


def inside(root):
    """Yield what the environment itself finds; one Finding that says why where it cannot be asked."""
    command = [str(interpreter(root / ".venv")), "-m", "utils.authoring.checkup"]
    try:
        asked = subprocess.run(
            command, cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=INSIDE_SECONDS, check=True
        )
        yield from [Finding(*line) for line in json.loads(asked.stdout.splitlines()[-1])]
    except subprocess.TimeoutExpired:
        yield Finding("mend", "packages", f"no answer in {INSIDE_SECONDS} s", "restart the machine, then again")
    except (subprocess.CalledProcessError, OSError, ValueError, IndexError, TypeError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        yield Finding("mend", "packages", (lines or ["no reason given"])[-1], "delete `.venv`, then `make lab`")


def browser():
    """Judge whether the tests find a browser; JupyterLab itself opens in any."""
    found = [name for name in BROWSERS if shutil.which(name)]
    if found:
        return Finding("ok", "browser", found[0], "")
    says = "none that the tests can drive (JupyterLab opens in any browser)"
    return Finding("note", "browser", says, "for `make test`: apt install chromium")


def sandbox():
    """Judge whether submissions could be graded here."""
    found = [name for name in ("bwrap", "docker", "podman") if shutil.which(name)]
    if found:
        return Finding("ok", "sandbox", f"{found[0]}, tested each time before it is used", "")
    mend = "apt install bubblewrap" if os.name == "posix" else "install Docker or Podman"
    return Finding("note", "sandbox", "none, and only instructors need one", f"for `make grade`: {mend}")


def main():
    """Print every finding; exit with 1 if something needs mending."""
    found = []
    for finding in examine():
        print(finding, flush=True)
        found.append(finding.verdict)
    broken = found.count("mend")
    print(f"{broken} to mend." if broken else "Nothing needs mending: `make lab` opens the course.")
    sys.exit(int(broken > 0))


if __name__ == "__main__":
    main()
