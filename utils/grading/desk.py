"""What lies before a test beside the student's functions: the files that were handed in, and the key to hidden data.

In grading these are copies in a scratch folder, and the key that ``make handout`` wrote; where students validate their
own work, the files lie beside the notebook, and there is no key.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple


class Desk(NamedTuple):
    """The folder with the files that were handed in, and the bytes of the key (empty: there is none)."""

    folder: Path = Path()
    key: bytes = b""


_desk: ContextVar[Desk] = ContextVar("desk", default=Desk())  # noqa: B039 - it cannot be changed


@contextlib.contextmanager
def laid_out(folder: Path, key: bytes) -> Iterator[None]:
    """Let tests find these files and this key while this lasts."""
    token = _desk.set(Desk(Path(folder), key))
    try:
        yield
    finally:
        _desk.reset(token)


def key() -> bytes:
    """Return the key to what is hidden from students; empty where a student runs this."""
    return _desk.get().key


def handed_in(name: str, most: int) -> bytes:
    """Return the content of the file ``name``.

    Raises AssertionError where it is missing or has more than ``most`` bytes, in which case it is not read.
    """
    path = _desk.get().folder / name
    if path.is_symlink() or not path.is_file():
        raise AssertionError(f"{name} is missing: hand it in beside the notebook, under this very name")
    size = path.stat().st_size
    if size > most:
        raise AssertionError(f"{name} has {size / 1e6:.1f} MB, and {most / 1e6:.1f} are plenty: is it another file?")
    return path.read_bytes()
