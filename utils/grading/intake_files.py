"""Read what lies in a folder that strangers filled, or in a zip among it: no link followed, nothing unpacked to disk.

Everything is bounded before it is read: number of files, bytes of each, bytes of all, depth of folders.
"""

import io
import os
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from utils.grading.intake_reasons import flag
from utils.grading.record import Flag
from utils.grading.settings import Caps

IGNORED = frozenset({".ipynb_checkpoints", "__MACOSX", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"})
DEPTH = 6


class Basket:
    """Files by their relative name, taken until a cap is reached, and the flags that were raised on the way."""

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.files: dict[str, bytes] = {}
        self.flags: list[Flag] = []
        self.bytes = 0
        self._named: dict[str, list[str]] = {}

    def room_for(self, name: str) -> int:
        """Return how many bytes the file ``name`` may have; 0, with a flag, where no more is taken."""
        if len(self.files) >= self.caps.files:
            self._once("too-many-files", limit=self.caps.files)
            return 0
        left = self.caps.total_bytes - self.bytes
        if left <= 0:
            self._once("too-much", limit=self.caps.total_bytes)
        return max(0, min(left, self.caps.notebook_bytes) if name.endswith(".ipynb") else left)

    def take(self, name: str, data: bytes, room: int) -> None:
        """Keep a file of which at most ``room`` + 1 bytes were read, unless it is larger than ``room``."""
        if len(data) > room:
            self.flags.append(flag("too-large", name=name, limit=room))
            return
        self.files[name] = data
        self.bytes += len(data)

    def note(self, code: str, name: str) -> None:
        """Remember a name for a flag that lists names."""
        self._named.setdefault(code, []).append(name)

    def _once(self, code: str, **places: object) -> None:
        if all(known.code != code for known in self.flags):
            self.flags.append(flag(code, **places))

    def all_flags(self) -> tuple[Flag, ...]:
        """Return the flags, those that list names last."""
        return (*self.flags, *(flag(code, names=names) for code, names in self._named.items()))


def gather(folder: Path, caps: Caps, *, open_zips: bool = True) -> Basket:
    """Return the files below ``folder``; a zip is opened in memory and its members stand in its place."""
    basket = Basket(caps)
    if folder.is_symlink():
        basket.note("link", folder.name)
    else:
        _walk(folder, PurePosixPath(), basket)
    for name in [name for name in basket.files if open_zips and name.lower().endswith(".zip")]:
        data = basket.files.pop(name)
        basket.bytes -= len(data)
        unzip(name, data, basket)
    return basket


def _turn(name: str) -> tuple[bool, str]:
    """Return when a file's turn comes: notebooks first, before any cap is reached."""
    return not name.lower().endswith(".ipynb"), name


def _walk(folder: Path, inside: PurePosixPath, basket: Basket) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.is_dir(follow_symlinks=False), _turn(entry.name)))
    except OSError:
        basket.note("unreadable", str(inside))
        return
    for entry in entries:
        name = str(inside / entry.name)
        if entry.name in IGNORED or entry.name.startswith("._") or name == "timestamp.txt":
            continue
        if entry.is_symlink():
            basket.note("link", name)
        elif entry.is_dir(follow_symlinks=False):
            if len(inside.parts) >= DEPTH:
                basket.note("too-deep", str(inside))
                return
            _walk(Path(entry.path), inside / entry.name, basket)
        else:
            _read(entry.path, name, basket)


def _read(path: str, name: str, basket: Basket) -> None:
    """Read one file through a descriptor that was looked at, so that it cannot become a link or a pipe meanwhile."""
    room = basket.room_for(name)
    if not room:
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        basket.note("unreadable" if stat.S_ISREG(os.lstat(path).st_mode) else "special-file", name)
        return
    with os.fdopen(descriptor, "rb") as stream:
        about = os.fstat(descriptor)
        if stat.S_ISREG(about.st_mode):
            basket.take(name, stream.read(min(room, about.st_size) + 1), room)
        else:
            basket.note("special-file", name)


def unzip(name: str, data: bytes, basket: Basket, *, keep_zips: bool = False) -> None:
    """Put the members of a zip into the basket, as far as its caps allow whatever the zip says about their sizes.

    A zip inside the zip is left aside, or kept as a file that nobody looks into.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in sorted(archive.infolist(), key=lambda member: _turn(member.filename)):
                if not _member(name, archive, member, basket, keep_zips):
                    return
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        basket.flags.append(flag("bad-zip", name=name, why=str(error) or type(error).__name__))


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, basket: Basket, keep_zips: bool) -> bool:
    """Take one member and tell whether the rest of the zip may be looked at."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if member.is_dir() or IGNORED.intersection(path.parts) or path.name.startswith("._"):
        return True
    if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
        basket.flags.append(flag("zip-path", name=name, names=[member.filename]))
        return True
    if stat.S_ISLNK(member.external_attr >> 16):
        basket.note("link", str(path))
        return True
    room = basket.room_for(str(path))
    if not room or (path.name.lower().endswith(".zip") and not keep_zips):
        basket.note("extra-file", str(path))
        return bool(room)
    with archive.open(member) as stream:
        content = stream.read(room + 1)
    if len(content) > room and not path.name.endswith(".ipynb"):
        basket.flags.append(flag("zip-bomb", name=name, limit=room))
        return False
    basket.take(str(path), content, room)
    return True
