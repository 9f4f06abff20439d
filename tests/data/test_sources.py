import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest

from tests.data.conftest import CONTENT
from utils.data import client
from utils.data.sources import DebianPackage, NpmPackage, SourceFailed, Wheel

NPM = NpmPackage("small-data", "1.0.0", "package/data", 5000)
DEBIAN = DebianPackage("dataset-small", "usr/share/small", 5000)
WHEEL = Wheel("small-data", "1.0", "small_data/models", 5000)


@pytest.fixture
def workshop(tmp_path):
    (tmp_path / "workshop").mkdir()
    return tmp_path / "workshop"


@pytest.fixture
def client_named(tmp_path, monkeypatch):
    """Put a shell script on the PATH, before everything else, in a client's place."""

    def make(name, script):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return make


def delivered(source, files, workshop):
    source.deliver(files, workshop)
    return {file.name: (workshop / file.name).read_bytes() for file in files}


@pytest.fixture
def npm_package(tmp_path):
    """A package as npm packs it."""
    inside = tmp_path / "package" / "data"
    inside.mkdir(parents=True)
    for name, text in CONTENT.items():
        (inside / name).write_bytes(text)
    with tarfile.open(tmp_path / "small-data-1.0.0.tgz", "w:gz") as package:
        package.add(tmp_path / "package", "package")
    return tmp_path / "small-data-1.0.0.tgz"


def test_files_come_out_of_what_npm_packs(files, workshop, client_named, npm_package):
    client_named("npm", f'[ "$1 $2" = "pack small-data@1.0.0" ] && cp {npm_package} .')
    assert delivered(NPM, files, workshop) == CONTENT


def test_a_package_without_the_files_is_a_failure(files, workshop, client_named, npm_package):
    client_named("npm", f"cp {npm_package} .")
    with pytest.raises(KeyError, match="nowhere/images"):
        NPM._replace(inside="nowhere").deliver(files, workshop)


def test_a_folder_in_a_files_place_is_a_failure(files, workshop, client_named, npm_package):
    client_named("npm", f"cp {npm_package} .")
    with pytest.raises(SourceFailed, match="package/data is not a file in it"):
        NPM._replace(inside="package").deliver([files[0]._replace(name="data")], workshop)


def test_a_client_that_leaves_nothing_is_a_failure(files, workshop, client_named):
    client_named("npm", "true")
    with pytest.raises(SourceFailed, match=r"one file \*.tgz, got 0"):
        NPM.deliver(files, workshop)


def test_a_client_that_fails_says_why(files, workshop, client_named):
    client_named("npm", "echo 'no such package'; exit 3")
    with pytest.raises(subprocess.CalledProcessError) as error:
        NPM.deliver(files, workshop)
    assert error.value.output == "no such package"


def test_a_client_that_is_not_there_is_named(monkeypatch, workshop, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="no-such-client is not installed"):
        client.run(["no-such-client"], workshop, "nothing", 1)


def test_a_client_beside_this_python_is_found_though_not_on_the_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").write_text("")
    (tmp_path / "bin" / "npm").chmod(0o755)
    assert client.find("npm") == str(tmp_path / "bin" / "npm")


def test_a_client_that_hangs_is_ended(workshop, client_named, monkeypatch):
    monkeypatch.setattr(client, "LONGEST", 0.3)
    client_named("npm", "exec sleep 60")
    begun = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        client.run(["npm"], workshop, "a package", 1)
    assert time.monotonic() - begun < 5


def test_progress_is_what_has_arrived_in_the_folder(workshop, client_named, capsys):
    client_named("npm", 'head -c 600 /dev/zero > a; sleep 1; head -c 300 /dev/zero > "$TMPDIR/b"; sleep 1')
    client.run(["npm"], workshop, "a package", 1000)
    shown = capsys.readouterr().err
    assert "a package:   0%" in shown
    assert "a package:  60%" in shown
    assert "a package:  90%" in shown


@pytest.fixture
def debian_package(tmp_path):
    """A package as Debian builds it."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is only on Debian and its kin")
    root = tmp_path / "deb"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN" / "control").write_text(
        "Package: dataset-small\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: small\n"
    )
    (root / "usr" / "share" / "small").mkdir(parents=True)
    for name, text in CONTENT.items():
        (root / "usr" / "share" / "small" / f"{name}.gz").write_bytes(gzip.compress(text))
    built = tmp_path / "dataset-small_1_all.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", root, built], check=True, capture_output=True)
    return built


def test_files_come_out_of_a_debian_package(files, workshop, client_named, debian_package):
    client_named("apt-get", f'case "$*" in *"download dataset-small") cp {debian_package} .;; *) exit 1;; esac')
    assert delivered(DEBIAN, files, workshop) == CONTENT


def test_a_machine_without_debians_list_fetches_one_for_itself(files, workshop, client_named, debian_package):
    client_named(
        "apt-get",
        f'echo "$*" >> calls; case "$*" in *"Dir::State::Lists={workshop}/lists"*download*) cp {debian_package} .;;'
        "*update) true;; *) echo 'Unable to locate package'; exit 100;; esac",
    )
    assert delivered(DEBIAN, files, workshop) == CONTENT
    calls = [line.split()[-1] for line in (workshop / "calls").read_text().splitlines()]
    assert calls == ["dataset-small", "update", "dataset-small"]


@pytest.fixture
def wheel_folder(tmp_path, monkeypatch):
    """A folder with a wheel that the real pip is told to look in, and nowhere else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "small_data-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in CONTENT.items():
            wheel.writestr(f"small_data/models/{name}", text)
        wheel.writestr("small_data-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small-data\nVersion: 1.0\n")
        wheel.writestr("small_data-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any")
        wheel.writestr("small_data-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_files_come_out_of_a_wheel_that_pip_finds(files, workshop, wheel_folder):
    assert delivered(WHEEL, files, workshop) == CONTENT


def test_a_wheel_that_pip_does_not_find_is_a_failure(files, workshop, wheel_folder):
    with pytest.raises(subprocess.CalledProcessError) as error:
        WHEEL._replace(version="2.0").deliver(files, workshop)
    assert "small-data==2.0" in error.value.output


def test_a_file_larger_than_it_may_be_is_not_unpacked_to_its_end(files, workshop, client_named, npm_package):
    client_named("npm", f"cp {npm_package} .")
    NPM.deliver([files[0]._replace(size=10)], workshop)
    assert (workshop / "images").stat().st_size == 11


def test_every_source_says_what_a_person_would_do():
    assert NPM.by_hand == "run `npm pack small-data@1.0.0` and unpack what it leaves"
    assert DEBIAN.by_hand.startswith("run `apt-get download dataset-small` on a Debian or Ubuntu machine")
    assert WHEEL.by_hand.startswith("run `pip download --no-deps small-data==1.0`")
    names = ["the npm package small-data 1.0.0", "the Debian package dataset-small", "the wheel small-data 1.0"]
    assert [str(source) for source in (NPM, DEBIAN, WHEEL)] == names
