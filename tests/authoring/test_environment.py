"""The environment: pip's settings reach uv, what can go wrong is said in one line, and conda installs the same."""

import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from utils.authoring import environment as env

ROOT = Path(__file__).resolve().parents[2]


def test_settings_of_pip_reach_uv_under_its_own_names():
    listing = "\n".join(
        [
            "global.index-url='https://mirror.example/simple'",
            "global.extra-index-url='https://a.example/simple https://b.example/simple'",
            "global.constraint='/etc/pins.txt'",
            "global.cert='/etc/ca.pem'",
            "global.find-links='/global/wheels'",
            ":env:.find-links='/wheels'",
            "install.no-index='true'",
        ]
    )
    arguments, variables = env.uv_options(env.pip_settings(listing))
    assert arguments[:2] == ["--index-strategy", "unsafe-best-match"]
    pairs = list(itertools.pairwise(arguments))
    assert ("--default-index", "https://mirror.example/simple") in pairs
    assert ("--index", "https://a.example/simple") in pairs
    assert ("--index", "https://b.example/simple") in pairs
    assert ("--constraint", "/etc/pins.txt") in pairs
    assert ("--find-links", "/wheels") in pairs, "an environment variable wins over a file"
    assert "/global/wheels" not in arguments
    assert arguments[-1] == "--no-index"
    assert variables == {"SSL_CERT_FILE": "/etc/ca.pem"}


def test_no_settings_mean_no_options():
    assert env.uv_options(env.pip_settings("")) == (["--index-strategy", "unsafe-best-match"], {})


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 9), (2, 7, 18), (3, 14)])
def test_a_python_too_old_or_too_new_is_named_with_the_mend(version):
    with pytest.raises(
        env.CannotInstall, match=rf"Python {version[0]}\.{version[1]} cannot run .* 3\.11, 3\.12, 3\.13"
    ):
        env.check_python(version)


def test_too_little_disk_is_named_with_both_numbers():
    env.check_disk(4 * 2**30)
    with pytest.raises(env.CannotInstall, match=r"needs 3 GiB of free disk, this folder has 1\.5 GiB"):
        env.check_disk(1.5 * 2**30)


def test_a_missing_venv_module_is_one_line_and_leaves_no_half_environment(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'ensurepip is not available' >&2\nexit 1\n")
    python.chmod(0o755)
    folder = tmp_path / "venv"
    folder.mkdir()
    with pytest.raises(env.CannotInstall, match=r"apt install python3-venv") as caught:
        env.make_venv(str(python), folder)
    assert "\n" not in str(caught.value)
    assert not folder.exists()


def test_the_script_needs_only_the_standard_library():
    script = "import sys; sys.path[:0] = [sys.argv[1]]; import environment"
    subprocess.run([sys.executable, "-I", "-S", "-c", script, str(ROOT / "utils/authoring")], check=True)


def test_lab_skips_the_news_and_shows_pages():
    settings = env.LAB_SETTINGS["@jupyterlab/apputils-extension:notification"]
    assert settings == {"fetchNews": "false", "checkForUpdates": False}


def conda_environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def test_conda_installs_a_python_that_the_project_supports():
    pinned = [item for item in conda_environment() if isinstance(item, str) and item.startswith("python=")]
    assert len(pinned) == 1
    version = tuple(int(part) for part in pinned[0].split("=")[-1].split("."))
    assert version in env.SUPPORTED
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    low, high = (tuple(map(int, part.split("."))) for part in re.fullmatch(r">=([\d.]+),<([\d.]+)", requires).groups())
    assert all(low <= pair < high for pair in env.SUPPORTED)
    assert env.SUPPORTED[0] == low
    assert env.SUPPORTED[-1] == (high[0], high[1] - 1)


def test_conda_installs_the_same_packages_with_the_same_pins():
    names = [item.split("=")[0] for item in conda_environment() if isinstance(item, str)]
    assert names == ["python", "pip"], "every other package comes from pyproject.toml, so that there is one list"
    (pip,) = [item["pip"] for item in conda_environment() if isinstance(item, dict)]
    source = (ROOT / "utils/authoring/environment.py").read_text()
    options = re.search(r"course = \[(.*?)\]\n", source).group(1).replace('"', "").split(", ")
    assert " ".join(pip).split() == options


def test_everything_that_the_project_asks_for_is_pinned_exactly():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[\w.-]+", item).group() for item in asked}
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    assert names <= {pin.split("==")[0] for pin in pins}
    assert "torchvision" not in names, "torchvision is an extra of its own: it does not import beside every torch"


def test_repo2docker_builds_from_this_file_and_copies_the_course_first():
    """It looks for these, best first; a local line under pip makes it copy the repository before it installs."""
    rivals = ("binder", ".binder", "Dockerfile", "requirements.txt", "Pipfile", "REQUIRE", "install.R", "default.nix")
    assert [name for name in rivals if (ROOT / name).exists()] == []
    parts = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (lines,) = (part["pip"] for part in parts if isinstance(part, dict))
    assert any(line.startswith("--editable .") for line in lines)
