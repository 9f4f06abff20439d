"""Make the course's environment, ``.venv``: a virtual environment with everything in pyproject.toml, in one go.

Run by ``make`` before anything else with whatever Python the machine has: the standard library must do.
uv does the installing because it takes seconds where pip takes minutes. Whatever pip is told on this machine (mirrors,
wheel folders, constraints, certificates) is read from pip itself and handed to uv, so that both find the same packages.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUPPORTED = ((3, 11), (3, 12), (3, 13))
KERNELS = ROOT / "utils" / "grading" / "static" / "jupyter" / "kernels"
DISK_GIB = 3.0
UV = "uv>=0.9,<1"
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}


class CannotInstall(Exception):
    """One line for the person at the keyboard: what is wrong and what mends it."""


def check_python(version):
    """Raise CannotInstall unless ``version``, a (major, minor, ...) tuple, is one that the course runs on."""
    if tuple(version[:2]) not in SUPPORTED:
        wanted = ", ".join("{}.{}".format(*pair) for pair in SUPPORTED)
        raise CannotInstall(
            f"Python {version[0]}.{version[1]} cannot run this course: install one of {wanted}, "
            "then call `make PYTHON=python3.11 ...`."
        )


def check_disk(free_bytes):
    """Raise CannotInstall when less than 3 GiB are free: the packages take 1.7 GiB, and pip needs room to unpack."""
    if free_bytes < DISK_GIB * 2**30:
        raise CannotInstall(
            f"The environment needs {DISK_GIB:.0f} GiB of free disk, this folder has {free_bytes / 2**30:.1f} GiB."
        )


def find_python():
    """Return the command of a supported Python: the one running, else the first of python3.11 ... on the PATH."""
    names = ["python{}.{}".format(*pair) for pair in SUPPORTED]
    others = [path for path in map(shutil.which, names) if path]
    for command in [sys.executable, *others]:
        text = subprocess.run(
            [command, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
        ).stdout
        if text and tuple(int(part) for part in text.split()) in SUPPORTED:
            return command
    check_python(sys.version_info)
    return sys.executable


def pip_settings(listing):
    """Return pip's settings, {option: value}, out of what ``pip config list`` prints; commands and variables win."""
    ranks = {"global": 0, "install": 1, ":env:": 2}
    found = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if section in ranks:
            found[ranks[section], option] = value.strip("'\"")
    return {option: value for (_, option), value in sorted(found.items())}


def uv_options(settings):
    """Return uv's (arguments, environment variables) that mean what ``settings`` mean to pip.

    pip looks for the best version in all its indexes at once; uv does so only when told (``unsafe-best-match``).
    """
    flags = {
        "index-url": "--default-index",
        "extra-index-url": "--index",
        "find-links": "--find-links",
        "constraint": "--constraint",
        "trusted-host": "--allow-insecure-host",
    }
    arguments = ["--index-strategy", "unsafe-best-match"]
    for option, flag in flags.items():
        for value in settings.get(option, "").replace("\\n", " ").split():
            arguments += [flag, value]
    if settings.get("no-index", "").lower() in ("1", "true", "yes"):
        arguments.append("--no-index")
    names = {"cert": "SSL_CERT_FILE", "default-timeout": "UV_HTTP_TIMEOUT", "timeout": "UV_HTTP_TIMEOUT"}
    return arguments, {name: settings[option] for option, name in names.items() if option in settings}


def interpreter(folder):
    """Return the path of the Python that belongs to the environment in ``folder``."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def make_venv(python, folder):
    """Make a virtual environment in ``folder`` unless it has one; Debian keeps the module for it in another package."""
    if interpreter(folder).exists():
        return
    made = subprocess.run([python, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            raise CannotInstall("Python's venv module is missing: `apt install python3-venv`, then the same command.")
        raise CannotInstall(f"`{python} -m venv` failed: {(made.stderr or made.stdout).strip()[-300:]}")


def install(folder):
    """Install uv and then the course with everything it needs into the environment in ``folder``."""
    python = str(interpreter(folder))
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")}
    run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", UV], environment)
    listing = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    arguments, variables = uv_options(pip_settings(listing))
    course = ["--constraint", "constraints.txt", "--editable", ".[dev]"]
    run([python, "-m", "uv", "pip", "install", "--quiet", "--python", python, *arguments, *course],
        {**environment, **variables})  # fmt: skip


def run(command, environment):
    """Run one step; its own output is shown, and a failure becomes one line after it."""
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise CannotInstall(f"Installing stopped at `{' '.join(command[1:5])} ...`: the reason stands above this line.")


def configure_lab(folder):
    """Tell the environment's JupyterLab to skip its news pop-up and to show Markdown files as pages."""
    settings = folder / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS, indent=2) + "\n", encoding="utf-8")


def add_kernels(folder):
    """Let Jupyter find the kernels of ``KERNELS`` in the environment: copies, since setuptools installs none."""
    shutil.copytree(KERNELS, folder / "share" / "jupyter" / "kernels", dirs_exist_ok=True)


def main():
    """Make the environment anew in ``.venv`` (or the folder named) and mark it as whole."""
    parser = argparse.ArgumentParser(description="Make the course's environment.")
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv")
    folder = parser.parse_args().folder
    started = time.monotonic()
    try:
        check_disk(shutil.disk_usage(ROOT).free)
        python = find_python()
        print(f"Making the environment in {folder.name} (about 1.7 GB, once) ...", flush=True)
        make_venv(python, folder)
        install(folder)
        configure_lab(folder)
        if sys.platform == "linux":
            add_kernels(folder)
    except CannotInstall as reason:
        sys.exit(str(reason))
    (folder / "installed").touch()
    print(f"Environment ready in {time.monotonic() - started:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
