"""The one stored form of a notebook: what a reader or a grader needs, nothing that differs from run to run.

Kept: cell ids, sources, tags, nbgrader's and the kernel's metadata, outputs (of lectures), the default state of
widgets, alt text. Dropped: timings, versions, collapsed or scrolled cells, counters of a particular session.
Normalising twice changes nothing.
"""

import argparse
import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from utils.authoring import notebooks
from utils.authoring.widget_state import normalise_widgets

COURSE = "course"
_CELL_KEYS = ("nbgrader", "tags", "editable", "deletable")
_IMAGE_KEYS = ("alt", "width", "height")


def normalise(notebook: NotebookNode, outputs: bool = True) -> NotebookNode:
    """Return a normalised copy; ``outputs`` tells whether stored outputs and widget state are kept."""
    result = nbformat.v4.new_notebook(metadata=_metadata(notebook, outputs))
    result.nbformat_minor = 5
    taken = {cell["id"] for cell in notebook.cells if "id" in cell}
    count = 0
    for place, cell in enumerate(notebook.cells):
        new = _cell(cell, outputs)
        new["id"] = cell.get("id") or _new_id(cell, place, taken)
        if new.cell_type == "code" and outputs and new.source.strip() and _was_run(notebook):
            count += 1
            _number(new, count)
        result.cells.append(new)
    normalise_widgets(result)
    return result


def _metadata(notebook: NotebookNode, outputs: bool) -> dict:
    kept = {"kernelspec": dict(notebooks.KERNEL), "language_info": dict(notebooks.LANGUAGE)}
    if outputs:
        kept |= {key: notebook.metadata[key] for key in (COURSE, "widgets") if key in notebook.metadata}
    return nbformat.from_dict(kept)


def _cell(cell: NotebookNode, outputs: bool) -> NotebookNode:
    new = nbformat.from_dict({"cell_type": cell.cell_type, "id": "", "metadata": {}, "source": cell.source.rstrip()})
    new.metadata.update({key: cell.metadata[key] for key in _CELL_KEYS if key in cell.metadata})
    tags = [tag for tag in dict.fromkeys(cell.metadata.get("tags", [])) if tag != "hide-output"]
    if cell.cell_type == "code":
        new["outputs"] = [_output(output) for output in _joined(cell.get("outputs", []))] if outputs else []
        new["execution_count"] = None
        if "reveal" in tags:
            tags.append("hide-output")
            new.metadata["jupyter"] = {"outputs_hidden": True, "source_hidden": True}  # its asserts are the answer
        _tell_the_book(new)
    elif "attachments" in cell:
        new["attachments"] = cell.attachments
    new.metadata.pop("tags", None)
    if tags:
        new.metadata["tags"] = tags
    return new


def _tell_the_book(cell: NotebookNode) -> None:
    """Copy the alt text of a cell's figure to where myst-nb reads it; JupyterLab has it as hidden text beside it."""
    alts = [output.metadata["image/png"].get("alt") for output in cell.outputs if "image/png" in _metadata_of(output)]
    if any(alts):
        cell.metadata["mystnb"] = {"image": {"alt": " ".join(filter(None, alts))}}


def _metadata_of(output: NotebookNode) -> dict:
    return output.get("metadata", {})


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with neighbouring pieces of one stream joined: how a stream was cut up differs from run to run."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" == last.output_type and output.name == last.name:
            joined[-1] = nbformat.from_dict({**last, "text": last.text + output.text})
        else:
            joined.append(output)
    return joined


def _output(output: NotebookNode) -> NotebookNode:
    kind = output.output_type
    if kind == "stream":
        kept = {"name": output.name, "text": output.text}
    elif kind == "error":
        kept = {"ename": output.ename, "evalue": output.evalue, "traceback": []}
    else:
        images = {mime: about for mime, about in output.metadata.items() if mime in output.data}
        kept = {"data": dict(output.data), "metadata": {m: _image(about) for m, about in images.items()}}
        if kind == "execute_result":
            kept["execution_count"] = None
    return nbformat.from_dict({"output_type": kind, **kept})


def _image(about: dict) -> dict:
    return {key: about[key] for key in _IMAGE_KEYS if key in about}


def _was_run(notebook: NotebookNode) -> bool:
    return COURSE in notebook.metadata or any(cell.get("outputs") for cell in notebook.cells)


def _number(cell: NotebookNode, count: int) -> None:
    cell["execution_count"] = count
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output["execution_count"] = count


def _new_id(cell: NotebookNode, place: int, taken: set[str]) -> str:
    for extra in range(place, place + 1000):
        name = hashlib.sha256(f"{extra}/{cell.source}".encode()).hexdigest()[:8]
        if name not in taken:
            taken.add(name)
            return name
    raise ValueError(f"cell {place + 1} must get an id of its own, got a thousand that are taken")


def normalise_file(path: Path) -> bool:
    """Normalise the notebook at ``path`` and tell whether the file changed."""
    return notebooks.write(normalise(notebooks.read(path), outputs=notebooks.keeps_outputs(path)), path)


def is_normal(path: Path) -> bool:
    """Tell whether the notebook at ``path`` is stored as ``normalise`` would store it."""
    notebook = notebooks.read(path)
    return notebook == normalise(notebook, outputs=notebooks.keeps_outputs(path))


def main(arguments: list[str]) -> int:
    """Normalise the named notebooks, or all of them; with --check only tell which are not normalised."""
    parser = argparse.ArgumentParser(prog="normalise", description="Bring notebooks into their stored form.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lectures and solutions")
    parser.add_argument("--check", action="store_true", help="change nothing, fail where something would change")
    options = parser.parse_args(arguments)
    status = 0
    for path in options.notebooks or [*notebooks.lectures(), *notebooks.forms(), *notebooks.solutions()]:
        changed = not is_normal(path) if options.check else normalise_file(path)
        status |= options.check and changed
        if changed:
            print(f"{notebooks.shown(path)}: {'is not' if options.check else 'now'} normalised")
    return status


if __name__ == "__main__":
    notebooks.run_command(main)
