"""Stored state of widgets: what the outputs reach, under names that stay, with JavaScript and CSS by reference.

A notebook that is run anew gets new random model ids and, for each anywidget, a copy of its JavaScript. Neither
belongs into a committed file. Here ids are derived from the id of the cell that shows the widget, and JavaScript and
CSS shrink to the first line that ``utils.esm`` gave them; ``sources`` returns them in full for the book.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from utils import esm
from utils.authoring.notebooks import ROOT

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
ASLEEP = "Run this cell to wake the widget."
_STUB = f'export default {{ render({{ el }}) {{ el.textContent = "{ASLEEP}"; }} }};\n'
_OF_KERNEL = ("layout", "tabbable", "tooltip")
_ASLEEP_ID = ".asleep"
_REFERENCE = "IPY_MODEL_"
_ANYWIDGET = re.compile(r"<[\w.]+ object( at 0x[0-9a-fA-F]+)?>")


def normalise_widgets(notebook: NotebookNode) -> None:
    """Reduce the widget state of a notebook, in place, to the models its outputs reach, named after their cells."""
    stored = notebook.metadata.pop("widgets", {}).get(STATE, {}).get("state", {})
    names = _names(notebook, stored)
    for _, view in _views(notebook):
        view["data"][VIEW]["model_id"] = names.get(view["data"][VIEW]["model_id"], "")
        view["data"]["text/plain"] = _ANYWIDGET.sub(ASLEEP, view["data"].get("text/plain", ""))
    if names:
        state = {new: _rename(_model(stored[old]), names) for old, new in names.items()}
        notebook.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}


def orphans(notebook: NotebookNode) -> list[str]:
    """Return the ids of cells that show a widget whose state is not stored, so that the book would show nothing."""
    stored = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    return [cell for cell, view in _views(notebook) if view["data"][VIEW]["model_id"] not in stored]


def sources(notebook: NotebookNode) -> dict[str, str]:
    """Return every file that draws the stored widgets, {path in the course: text}: JavaScript with all it imports, CSS.

    Raises ValueError where a file that a widget refers to is no more.
    """
    found: dict[str, str] = {}
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    for model in models.values():
        for key, name in _files(model["state"]):
            if not (ROOT / name).is_file():
                raise ValueError(f"a stored widget needs {name}, which is no more: run the notebook again")
            if name not in found:
                found |= esm.modules(ROOT / name) if key == "_esm" else {name: esm.stylesheet(ROOT / name)}
    return found


def _files(state: dict) -> Iterator[tuple[str, str]]:
    """Yield ("_esm" or "_css", path in the course) of each file that a stored model refers to in its first lines."""
    for key, marker in (("_esm", esm.MODULE), ("_css", esm.STYLE)):
        text = state.get(key)
        if isinstance(text, str) and text.startswith(marker):
            yield from ((key, name) for name in text.splitlines()[0].removeprefix(marker).removesuffix("*/").split())


def keep_what_views_read(notebook: NotebookNode) -> None:
    """Reduce the stored state, in place, to what the book's own host reads: no layouts, none of a kernel's names."""
    stored = notebook.metadata.get("widgets", {}).get(STATE)
    if stored:
        stored["state"] = {
            name: _read_by_view(model) for name, model in stored["state"].items() if "_esm" in model["state"]
        }


def _read_by_view(model: dict) -> dict:
    state = {key: value for key, value in model["state"].items() if not key.startswith("_") and key not in _OF_KERNEL}
    state |= {key: model["state"][key].splitlines()[0] for key in ("_esm", "_css") if model["state"].get(key)}
    return {"state": state}


def _views(notebook: NotebookNode) -> Iterator[tuple[str, dict]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                yield cell.id, output


def _names(notebook: NotebookNode, stored: dict) -> dict[str, str]:
    """Map each reached model id to its new one: a hash of the cell's id and of the place among that cell's models."""
    names: dict[str, str] = {}
    places: dict[str, int] = {}
    for cell, view in _views(notebook):
        for model in _reached(view["data"][VIEW]["model_id"], stored, names):
            place = places[cell] = places.get(cell, -1) + 1
            names[model] = hashlib.sha256(f"{cell}/{place}".encode()).hexdigest()[:32]
    return names


def _reached(model: str, stored: dict, known: dict[str, str]) -> list[str]:
    """Return the ids of a model and of the models it refers to, depth first, without those already known."""
    found: list[str] = []
    waiting = [model]
    while waiting:
        this = waiting.pop()
        if this in stored and this not in known and this not in found:
            found.append(this)
            waiting += reversed([text for text in _references(stored[this]) if text in stored])
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.removeprefix(_REFERENCE)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _references(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _rename(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        bare = value.removeprefix(_REFERENCE)
        return value[: len(value) - len(bare)] + names.get(bare, bare)
    if isinstance(value, dict):
        return {key: _rename(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_rename(item, names) for item in value]
    return value


def _model(model: dict) -> dict:
    """Return a stored model with its JavaScript and CSS by reference; of a layout only what is set.

    anywidget keeps one style sheet a class, by ``_anywidget_id``: a sleeping model has an id of its own, or else its
    empty style sheet would replace that of the running widget in JupyterLab.
    """
    state = dict(model["state"])
    if "_anywidget_id" in state:
        state["_anywidget_id"] = state["_anywidget_id"].removesuffix(_ASLEEP_ID) + _ASLEEP_ID
    for key, marker, rest in (("_esm", esm.MODULE, _STUB), ("_css", esm.STYLE, "")):
        if isinstance(state.get(key), str) and state[key].startswith(marker):
            state[key] = state[key].splitlines()[0] + "\n" + rest
    if model["model_name"] == "LayoutModel":
        state = {key: item for key, item in state.items() if item is not None}
    return {**model, "state": state}
