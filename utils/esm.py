"""One ES module out of several: a widget's JavaScript travels to the browser as a single string.

A view in ``static/`` imports pure modules that lie beside it (``import { f } from "./arithmetic.js"``), so that
Node can test them file by file. A notebook front end receives one string and cannot follow relative imports, hence
``bundle``. There is no build step: files are concatenated in the order of their imports, each once.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = "// course-module: "
STYLE = "/* course-style: "
_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"\./([\w.-]+)";?[ \t]*\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def bundle(path: Path) -> str:
    """Return the ES module at ``path`` with its relative imports written in, marked by its name in the first line.

    Only ``import { a, b } from "./sibling.js"`` and exports of declarations are understood, so top-level names must
    be unique within a bundle. Raises ValueError where a module imports itself in a circle or declares a name twice.
    """
    pieces: dict[Path, str] = {}
    _collect(Path(path).resolve(), pieces, ())
    text = "\n".join(pieces.values())
    names = re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.MULTILINE)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"modules of {Path(path).name} must declare different names, got twice: {', '.join(twice)}")
    return f"{MODULE}{_name(path)}\n{text}"


def modules(path: Path) -> dict[str, str]:
    """Return the text of the ES module at ``path`` and of all it imports, {path in the course: text}, as they are."""
    pieces: dict[Path, str] = {}
    _collect(Path(path).resolve(), pieces, ())
    return {_name(piece): piece.read_text(encoding="utf-8") for piece in pieces}


def stylesheet(*paths: Path) -> str:
    """Return the CSS at ``paths``, one after the other, marked by their names in the first line."""
    names = " ".join(_name(path) for path in paths)
    return f"{STYLE}{names} */\n" + "".join(Path(path).read_text(encoding="utf-8") for path in paths)


def _name(path: Path) -> str:
    return Path(path).resolve().relative_to(ROOT).as_posix()


def _collect(path: Path, pieces: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        circle = " -> ".join(module.name for module in (*above, path))
        raise ValueError(f"modules must not import each other in a circle, got {circle}")
    if path in pieces:
        return
    text = path.read_text(encoding="utf-8")
    for sibling in _IMPORT.findall(text):
        _collect(path.parent / sibling, pieces, (*above, path))
    text = _IMPORT.sub("", text)
    pieces[path] = text if not above else _EXPORT.sub("", text)
