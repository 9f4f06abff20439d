"""The one way to every data set: what is there and whole is used, what is not is fetched, checked and put there.

Files lie in ``COURSE_DATA``, or else in the user's cache folder, a folder for each data set. A file is used only if
its SHA-256 is right. A hash costs a tenth of a second for 50 MB, so what was checked is noted with size, times
and inode, and checked again once any of these has changed.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock
from platformdirs import user_cache_path
from tqdm.auto import tqdm

from utils.data.sources import File, Source, SourceFailed

_CHECKED, _WORKSHOP = ".checked.json", ".fetching"
_FAILURES = (
    SourceFailed,
    OSError,  # no network, no client, no space, not a gzip file
    EOFError,
    KeyError,  # not in the archive
    subprocess.SubprocessError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


class DataSet(NamedTuple):
    """Files that belong together, their ``folder`` under the data folder, and their sources, best first."""

    title: str
    folder: str
    files: tuple[File, ...]
    sources: tuple[Source, ...]


class DataNotFound(Exception):
    """A data set is not there and nobody serves it: why, and what to do."""


def data_folder() -> Path:
    """Return the folder that all data sets share: ``COURSE_DATA``, or else one in the user's cache folder."""
    given = os.environ.get("COURSE_DATA", "").strip()
    return Path(given).expanduser().absolute() if given else user_cache_path("deep-vision-course")


def obtain(data: DataSet) -> dict[str, Path]:
    """Return the path of each file of ``data`` by its name, fetched first where it is not there or not whole.

    Sources are asked in their order; the first whose files have the right size and SHA-256 is named in one line. Files
    are put in their place only when they are whole, so that being broken off leaves nothing behind that could be
    taken for them; what was begun is cleared away the next time. Processes that want the same files wait for each
    other. Raises DataNotFound, which says what to do, where no source can serve.
    """
    folder = data_folder() / data.folder
    paths = {file.name: folder / file.name for file in data.files}
    if missing(data, folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / ".lock"):
                if wanted := missing(data, folder):
                    _fetch(data, wanted, folder)
        except OSError as error:
            raise DataNotFound(_advice(data, folder, [f"nothing can be written there: {error}"])) from error
    return paths


def missing(data: DataSet, folder: Path) -> list[File]:
    """Return the files of ``data`` that are not in ``folder``, or not as they should be."""
    checked = _read_checked(folder)
    suspects = [file for file in data.files if checked.get(file.name, 0) != _stamp(folder / file.name, file)]
    whole = [file for file in suspects if not fault(folder / file.name, file)]
    if whole:
        _note(whole, folder)
    return [file for file in suspects if file not in whole]


def fault(path: Path, file: File) -> str:
    """Return what is wrong with the file at ``path``, "" if nothing is."""
    if not path.is_file():
        return f"{file.name} did not come"
    size = path.stat().st_size
    if file.size is not None and size != file.size:
        return f"{file.name} must have {file.size:,} bytes, got {size:,}"
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if not digest.startswith(file.sha256):
        return f"{file.name} must have the SHA-256 {file.sha256[:12]}…, got {digest[:12]}…"
    return ""


def _fetch(data: DataSet, wanted: list[File], folder: Path) -> None:
    """Ask the sources for the ``wanted`` files until one has served them all."""
    spoiled = [file.name for file in wanted if (folder / file.name).exists()]
    if spoiled:
        _say(f"{data.title}: {', '.join(spoiled)} is not what it should be, and is fetched anew.")
    reasons = []
    for source in data.sources:
        try:
            _take(source, wanted, folder)
        except _FAILURES as error:
            reasons.append(f"{source}: {_reason(error)}")
            continue
        size = sum((folder / file.name).stat().st_size for file in wanted)
        _say(f"{data.title}: {size / 1e6:.1f} MB from {source}.")
        return
    raise DataNotFound(_advice(data, folder, reasons))


def _take(source: Source, wanted: list[File], folder: Path) -> None:
    """Let ``source`` deliver into a folder of its own, and put what came in its place when all of it is right."""
    workshop = folder / _WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    try:
        source.deliver(wanted, workshop)
        faults = [text for file in wanted if (text := fault(workshop / file.name, file))]
        if faults:
            raise SourceFailed("; ".join(faults))
        for file in wanted:
            os.replace(workshop / file.name, folder / file.name)
        _note(wanted, folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _reason(error: Exception) -> str:
    """Return in one line why a source failed."""
    text = str(error.output) if isinstance(error, subprocess.CalledProcessError) and error.output else str(error)
    return " ".join(text.split())[:300] or type(error).__name__


def _advice(data: DataSet, folder: Path, reasons: list[str]) -> str:
    """Return what a person must know and do when nobody serves."""
    names = ", ".join(file.name for file in data.files)
    ways = " or ".join(source.by_hand for source in data.sources)
    tried = "".join(f"\n  {reason}" for reason in reasons)
    return (
        f"{data.title} is not in {folder}, and no source served it:{tried}\n"
        f"What to do: on a machine with network, call `python -m utils.data {data.folder}` and copy its folder "
        f"{data.folder} to {folder}; or {ways}, and put {names} there. "
        "COURSE_DATA may name another folder to look in."
    )


def _stamp(path: Path, file: File) -> list | None:
    """Return what changes whenever the file or what it should be does; None where there is no file."""
    if not path.is_file():
        return None
    found = path.stat()
    return [file.sha256, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _note(whole: list[File], folder: Path) -> None:
    """Note that the files are ``whole``; a folder that may only be read is checked anew every time."""
    notes = _read_checked(folder) | {file.name: _stamp(folder / file.name, file) for file in whole}
    draft = folder / f"{_CHECKED}.{os.getpid()}"
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps(notes), encoding="utf-8")
        os.replace(draft, folder / _CHECKED)


def _read_checked(folder: Path) -> dict[str, list]:
    """Return the note of what was checked; one that cannot be read counts as none."""
    try:
        found = json.loads((folder / _CHECKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _say(line: str) -> None:
    tqdm.write(line, file=sys.stderr)
