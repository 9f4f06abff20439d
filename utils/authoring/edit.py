"""Notebooks as text and back, through jupytext: for authors who write in an editor, and for readable diffs.

``.md`` is Markdown with fenced code cells (prose reads as prose), ``.py`` is a script with ``# %%`` cells. Every cell
carries its id, tags and nbgrader metadata, so that the way there and back loses nothing; a notebook that would lose
something is refused. Outputs stay in the notebook: cells whose source did not change keep theirs.

Text diffs in git need one line of configuration, once per clone (``.gitattributes`` does the rest)::

    git config diff.notebook.textconv ".venv/bin/python -m utils.authoring.edit to-text"
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from utils.authoring import notebooks
from utils.authoring.normalise import normalise

FORMATS = {".md": "md:markdown", ".py": "py:percent"}
_OURS = ("nbgrader", "tags", "editable", "deletable")
_NOISE = ("id", "lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker")


def to_text(notebook: NotebookNode, suffix: str = ".md") -> str:
    """Return a notebook's cells as text; raises ValueError where a cell would not come back as it is."""
    bare = nbformat.v4.new_notebook(metadata={"jupytext": {"notebook_metadata_filter": "-all"}})
    for cell in normalise(notebook, outputs=False).cells:
        own = {key: cell.metadata[key] for key in _OURS if key in cell.metadata}
        own["tags"] = [tag for tag in own.get("tags", []) if tag != "hide-output"]
        cell["metadata"] = nbformat.from_dict({"id": cell.id} | {key: item for key, item in own.items() if item != []})
        bare.cells.append(cell)
    text = jupytext.writes(bare, fmt=_format(suffix))
    _compare(bare, to_notebook(text, suffix), suffix)
    return text


def to_notebook(text: str, suffix: str = ".md", before: NotebookNode | None = None) -> NotebookNode:
    """Return the notebook that text stands for; outputs of unchanged cells are taken over from ``before``.

    Raises ValueError where two cells carry one id. New cells may come without an id: they get one that stays.
    """
    read = jupytext.reads(text, fmt=_format(suffix))
    ids = [cell.metadata["id"] for cell in read.cells if "id" in cell.metadata]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"cell ids must differ, got twice: {', '.join(twice)}")
    strange = [name for name in ids if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", str(name))]
    if strange:
        raise ValueError(f"a cell id must be 1 to 64 letters, digits, - or _, got {', '.join(map(str, strange))}")
    for cell in read.cells:
        cell.pop("id", None)
        if "id" in cell.metadata:
            cell["id"] = cell.metadata["id"]
        for key in _NOISE:
            cell.metadata.pop(key, None)
    read.metadata = nbformat.from_dict(dict(before.metadata) if before else {})
    if before:
        _take_outputs(read, before)
    return normalise(read, outputs=before is not None)


def _format(suffix: str) -> str:
    if suffix not in FORMATS:
        raise ValueError(f"a text file must end in {' or '.join(FORMATS)}, got {suffix or 'no ending'}")
    return FORMATS[suffix]


def _take_outputs(notebook: NotebookNode, before: NotebookNode) -> None:
    old = {cell.id: cell for cell in before.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        same = old.get(cell.get("id"))
        if cell.cell_type == "code" and same and same.source.rstrip() == cell.source.rstrip():
            cell["outputs"] = same.outputs


def _compare(notebook: NotebookNode, back: NotebookNode, suffix: str) -> None:
    """Raise ValueError where a notebook and what came back of it differ in a cell's id, kind, source or metadata."""
    others = {cell.id: cell for cell in back.cells}
    for cell in normalise(notebook, outputs=False).cells:
        if others.pop(cell.id, None) != cell:
            raise ValueError(f"cell {cell.id} must come back from {suffix} text as it is, which it does not")
    if others:
        raise ValueError(f"the notebook must have no other cells as {suffix} text, got {', '.join(others)}")


def edit(path: Path, suffix: str = ".md") -> bool:
    """Open the notebook at ``path`` as text in $EDITOR, store what was written, and tell whether it changed."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    notebook = notebooks.read(path)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{path.stem}{suffix}"
        file.write_text(to_text(notebook, suffix), encoding="utf-8")
        subprocess.run([*editor, str(file)], check=True)
        written = file.read_text(encoding="utf-8")
    return _store(written, suffix, path)


def _store(text: str, suffix: str, path: Path) -> bool:
    before = notebooks.read(path) if path.is_file() else None
    new = to_notebook(text, suffix, before or nbformat.v4.new_notebook())
    return notebooks.write(normalise(new, outputs=notebooks.keeps_outputs(path)), path)


def main(arguments: list[str]) -> int:
    """Edit a notebook in $EDITOR, or turn it into text, or text into a notebook."""
    if arguments and arguments[0].endswith(".ipynb"):
        arguments = ["open", *arguments]
    parser = argparse.ArgumentParser(prog="edit", description=main.__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    there = ways.add_parser("to-text", help="write a notebook as text (to standard output without FILE)")
    there.add_argument("notebook", type=Path)
    there.add_argument("file", type=Path, nargs="?", help="ends in .md or .py")
    back = ways.add_parser("to-notebook", help="write text into a notebook, keeping outputs of unchanged cells")
    back.add_argument("file", type=Path)
    back.add_argument("notebook", type=Path)
    both = ways.add_parser("open", help="edit as text in $EDITOR; may be left out")
    both.add_argument("notebook", type=Path)
    both.add_argument("--as", dest="suffix", choices=sorted(FORMATS), default=".md")
    options = parser.parse_args(arguments)
    if options.way == "open":
        print(f"{options.notebook}: {'changed' if edit(options.notebook, options.suffix) else 'as it was'}")
    elif options.way == "to-text" and options.file is None:
        sys.stdout.write(to_text(notebooks.read(options.notebook)))
    elif options.way == "to-text":
        options.file.write_text(to_text(notebooks.read(options.notebook), options.file.suffix), encoding="utf-8")
    else:
        _to_file(options.file, options.notebook)
    return 0


def _to_file(file: Path, notebook: Path) -> None:
    if not file.is_file():
        raise ValueError(f"there is no text file {notebooks.shown(file)}")
    if notebook.suffix != ".ipynb":
        raise ValueError(f"a notebook must end in .ipynb, got {notebook.name}")
    changed = _store(file.read_text(encoding="utf-8"), file.suffix, notebook)
    print(f"{notebooks.shown(notebook)}: {'changed' if changed else 'as it was'}")


if __name__ == "__main__":
    notebooks.run_command(main)
