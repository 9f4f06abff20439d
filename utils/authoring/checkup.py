"""What the doctor asks of the environment itself: versions, JupyterLab's widgets, data, weights, graphics card.

``python -m utils.authoring.checkup`` prints one line, a JSON list of (verdict, part, says, mend).
"""

import json
import re
from importlib import metadata
from pathlib import Path

from jupyter_core.paths import jupyter_path

from utils.authoring.notebooks import ROOT
from utils.data.__main__ import COURSE, DATA, RENDERED
from utils.data.store import data_folder, missing
from utils.labs.device import pick_device

Line = tuple[str, str, str, str]
RENEW = "`rm .venv/installed`, then `make lab`"
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager")


def checkup() -> list[Line]:
    """Return the findings of the environment that runs this, nothing fetched and nothing changed."""
    return [versions(), widgets(), *(data(name) for name in COURSE if name != RENDERED), frames(), torch()]


def versions(pins: str | None = None) -> Line:
    """Compare what is installed with ``pins``, lines "name==version" (the course's own list without them).

    An installed torch may be another: the course never replaces one.
    """
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8") if pins is None else pins
    wanted = dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))
    wanted.pop("torch", None)
    found = {
        package.metadata["Name"].lower().replace("_", "-"): package.version for package in metadata.distributions()
    }
    others = [name for name, version in wanted.items() if found.get(name.lower().replace("_", "-"), version) != version]
    if others:
        return ("mend", "versions", f"{', '.join(others[:3])} and {len(others)} in all differ from the course's", RENEW)
    return ("ok", "versions", f"{len(wanted)} packages as the course was tested with", "")


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def widgets() -> Line:
    """Judge whether JupyterLab has the two extensions that draw the course's widgets."""
    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    lost = [name for name in EXTENSIONS if not any((folder / name).is_dir() for folder in folders)]
    if lost:
        return ("mend", "widgets", f"JupyterLab lacks {', '.join(lost)}: controls will not be drawn", RENEW)
    return ("ok", "widgets", "JupyterLab draws them", "")


def data(name: str) -> Line:
    """Judge the data set ``name`` of ``utils.data``: there and whole, or how to have it."""
    lost = missing(DATA[name], data_folder() / name)
    part = "weights" if name.startswith("weights/") else "data"
    if lost:
        says = f"{DATA[name].title}: {len(lost)} of {len(DATA[name].files)} files are not here yet"
        return ("note", part, says, "`make data` while there is a network")
    return ("ok", part, f"{DATA[name].title} in {data_folder() / name}", "")


def frames() -> Line:
    """Judge whether DeckCam has been rendered; where it has not, the lecture that wants it first does that, once."""
    folder = data_folder() / RENDERED
    if any(place.suffix != ".making" for place in folder.glob("train-*")):
        return ("ok", "data", f"DeckCam in {folder}", "")
    return ("note", "data", "DeckCam is not rendered yet: lecture 7 would do it first", "`make data`, a minute or so")


def torch() -> Line:
    """Say on what PyTorch will compute; no graphics card is no fault."""
    device, version = pick_device(), metadata.version("torch")
    if device.type == "cpu":
        return ("ok", "GPU", f"none, and none is needed: PyTorch {version} uses the processor", "")
    return ("ok", "GPU", f"PyTorch {version} uses {device.type}", "")


if __name__ == "__main__":
    print(json.dumps(checkup()))
