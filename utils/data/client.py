"""Run the client of a package registry in a folder, and show how much has arrived there."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tqdm.auto import tqdm

LONGEST = 900
"""Seconds after which a client is taken to hang."""


def run(command: list[str], folder: Path, about: str, size: int) -> None:
    """Run ``command`` in ``folder``, with a bar for ``about`` that is full at ``size`` bytes.

    Temporary files are kept in the folder too, so that they are seen, and go with it. Whatever ends the wait ends the
    client. Raises FileNotFoundError where the client is not installed, subprocess.CalledProcessError with the last of
    what it wrote where it fails, and subprocess.TimeoutExpired after 15 minutes.
    """
    command = [find(command[0]), *command[1:]]
    environment = os.environ | {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
    log = folder / "client.log"
    before = _bytes(folder)
    bar = tqdm(total=size, unit="B", unit_scale=True, desc=about, leave=False, miniters=1, mininterval=0.5)
    with log.open("wb") as output, bar:
        options = {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL}
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **options)
        try:
            _watch(process, folder, before, bar)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip()[-400:]
        raise subprocess.CalledProcessError(process.returncode, command, output=last)


def find(name: str) -> str:
    """Return the path of the client ``name``: on the PATH, else beside this Python; FileNotFoundError without one."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), beside]))
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found


def _watch(process: subprocess.Popen, folder: Path, before: int, bar: tqdm) -> None:
    """Wait for ``process``, and move ``bar`` with what the folder holds more than ``before``, in bytes."""
    begun = time.monotonic()
    while process.poll() is None:
        if time.monotonic() - begun > LONGEST:
            raise subprocess.TimeoutExpired(process.args, LONGEST)
        bar.update(min(bar.total, max(bar.n, _bytes(folder) - before)) - bar.n)
        time.sleep(0.1)


def _bytes(folder: Path) -> int:
    """Return how many bytes the files under ``folder`` have; those that vanish meanwhile count as none."""
    sizes = 0
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            sizes += os.path.getsize(path) if os.path.exists(path) else 0
    return sizes
