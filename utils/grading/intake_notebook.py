"""Bytes that claim to be a notebook -> a notebook in today's format, or the reason why not."""

import json
import re
from copy import deepcopy

import nbformat
from nbformat import NotebookNode

from utils.grading.intake_reasons import flag
from utils.grading.record import Flag

_ODD = re.compile("[\ud800-\udfff\x00]")


def read_notebook(data: bytes, name: str) -> tuple[NotebookNode | None, list[Flag]]:
    """Return the notebook, in format 4, that the file ``name`` holds (None: there is none), and what was odd about it.

    Cells keep their type, source, id and metadata, code cells also what they printed; whatever else is wrong with
    the file's structure is mended or left out.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [flag("not-text", name=name)]
    try:
        content = json.loads(text)
        clean = _without_odd_text(content)
        odd = [] if clean == content else [flag("odd-text", name=name)]
        notebook, flags = _understand(clean, name)
    except RecursionError:
        return None, [flag("bad-json", name=name, why="lists inside lists too deep")]
    except (ValueError, MemoryError) as error:
        return None, [flag("bad-json", name=name, why=_first_line(error))]
    return notebook, [*odd, *flags]


def _understand(content: object, name: str) -> tuple[NotebookNode | None, list[Flag]]:
    major = content.get("nbformat") if isinstance(content, dict) else None
    if not isinstance(major, int) or isinstance(major, bool):
        return None, [flag("not-a-notebook", name=name, why="it has no number nbformat")]
    if not 1 <= major <= 4:
        return None, [flag("new-format", name=name, version=major)]
    flags = []
    if major < 4:
        flags.append(flag("old-format", name=name, version=major))
        try:
            content = json.loads(nbformat.writes(nbformat.convert(nbformat.from_dict(content), 4)))
        except Exception as error:  # noqa: BLE001 - the converters of old formats trust their input in every way
            return None, [flag("not-a-notebook", name=name, why=_first_line(error))]
    cells = content.get("cells")
    if not isinstance(cells, list):
        return None, [flag("not-a-notebook", name=name, why="it has no list of cells")]
    kept = [cell for cell in map(_cell, cells) if cell]
    if not kept:
        return None, [flag("not-a-notebook", name=name, why="it has no cells")]
    return nbformat.v4.new_notebook(cells=kept, metadata={}), flags


def _cell(cell: object) -> NotebookNode | None:
    """Return one cell with what grading looks at, each of the type it must have; None where it is no cell."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }.get(str(cell.get("cell_type")))
    if make is None or not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    return make(source, metadata=nbformat.from_dict(deepcopy(metadata) if isinstance(metadata, dict) else {}))


def _without_odd_text(value: object) -> object:
    """Return JSON content with lone surrogates and null characters, which no file can hold, replaced by ?."""
    if isinstance(value, str):
        return _ODD.sub("?", value)
    if isinstance(value, list):
        return [_without_odd_text(item) for item in value]
    if isinstance(value, dict):
        return {_ODD.sub("?", key): _without_odd_text(item) for key, item in value.items()}
    return value


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
