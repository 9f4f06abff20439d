"""Starts JupyterLab on a copy of the course and runs a notebook in it, as a student does."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("welcome.md", "forms", "lectures", "homework", "utils")
WIDGETS = ".jp-OutputArea-output.lm-Panel"
_UNFINISHED = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = panel.content.model.sharedModel.cells.map((cell) => cell.toJSON());
  const code = cells.filter((cell) => cell.cell_type === "code" && cell.source.length);
  return panel.sessionContext.session?.kernel?.status === "idle" && code.every((cell) => cell.execution_count > 0);
}"""
_HAS_KERNEL = "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
_FORGET_COUNTS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .forEach((cell) => { if (cell.cell_type === "code") cell.execution_count = null; })"""
_SHOWN_WIDGETS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .filter((cell) => !cell.toJSON().metadata.jupyter?.outputs_hidden)
  .flatMap((cell) => cell.toJSON().outputs ?? [])
  .filter((output) => output.data?.["application/vnd.jupyter.widget-view+json"]).length"""
_ERRORS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .flatMap((cell) => cell.toJSON().outputs ?? [])
  .filter((output) => output.output_type === "error")
  .map((output) => `${output.ename}: ${output.evalue}`)"""


@contextmanager
def serve(folder: Path, patience: float = 60) -> Iterator[str]:
    """Serve a copy of the course in ``folder`` by JupyterLab on a free port; yield its address with the token.

    Settings, workspaces and kernels' files live in ``folder`` too, so that nothing of the user's is read or written.
    Raises RuntimeError with the end of the log where it does not answer within ``patience`` seconds.
    """
    course, home, token = folder / "course", folder / "home", secrets.token_hex(16)
    _copy_course(course)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={_free_port()}"]
    command += ["--LabApp.expose_app_in_browser=True", f"--IdentityProvider.token={token}"]
    log = folder / "jupyterlab.log"
    with log.open("wb") as out:
        lab = subprocess.Popen(command, cwd=course, env=_environment(home), stdout=out, stderr=out)
    try:
        yield f"{_wait_for_address(lab, home, log, patience)}lab?token={token}"
    finally:
        lab.send_signal(signal.SIGTERM)
        lab.wait(timeout=30)


def open_and_run(page: Page, address: str, notebook: str, patience: float = 300_000) -> list[str]:
    """Open a notebook in a fresh JupyterLab, run all of its cells by the menu and return the errors of its cells."""
    base, query = address.split("?")
    page.goto(f"{base}/tree/{notebook}?{query}&reset")
    page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel", timeout=60_000
    )
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
        ".forEach((cell) => { if (cell.cell_type === 'code') cell.execution_count = null; })"
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(_UNFINISHED, timeout=patience)
    return page.evaluate(_ERRORS)


def widgets_of(page: Page) -> Locator:
    """Return the widgets of the notebook that stands open, once as many are drawn as its shown outputs hold."""
    widgets = page.locator(WIDGETS)
    expect(widgets).to_have_count(page.evaluate(_SHOWN_WIDGETS))
    return widgets


def _copy_course(course: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, course / name, ignore=ignored)
        elif (ROOT / name).exists():
            course.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, course / name)


def _environment(home: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    jupyter = {f"JUPYTER_{key}": str(home / name) for key, name in places.items()}
    lab = {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    return inherited | jupyter | lab | {"IPYTHONDIR": str(home / "ipython")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_address(lab: subprocess.Popen, home: Path, log: Path, patience: float) -> str:
    """Return the address that the server itself writes down when it listens."""
    note, end = home / "runtime" / f"jpserver-{lab.pid}.json", time.monotonic() + patience
    while time.monotonic() < end and lab.poll() is None:
        if note.exists() and (text := note.read_text(encoding="utf-8")).endswith("}"):
            return json.loads(text)["url"]
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not answer within {patience:.0f} s:\n{log.read_text(encoding='utf-8')[-2000:]}")
