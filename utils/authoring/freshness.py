"""Are a notebook's stored outputs those its code gives today? Answered by hashes, without running anything.

Hashed are the syntax trees (so that comments and layout do not count) of the notebook's code cells, and those of every
module of ``utils`` that its imports reach (without docstrings), each with the data files it names. JavaScript and CSS
do not count: they are stored by reference, so that no stored output depends on them.
Of a function that the notebook shows by ``show_source``, every letter counts: comments are part of what is stored.
"""

import ast
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from utils.authoring.normalise import COURSE
from utils.authoring.notebooks import ROOT

PACKAGE = "utils"
_FILE = re.compile(r"[\w./-]*?([\w-]+\.(?:ya?ml|json|csv|npz|npy|png|jpg|txt))")


def stamp(notebook: NotebookNode) -> dict[str, str | dict[str, str]]:
    """Return the hashes to store with a notebook's outputs: ``code`` and one for each module or file it reaches."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    hashes = {name: _short(content) for name, content in sorted(_reached(code).items())}
    return {"code": _short("\n\n".join(map(_tree_of_cell, code)).encode()), "reaches": hashes}


def stale(notebook: NotebookNode) -> list[str]:
    """Return why a notebook's stored outputs may be out of date, a sentence each; an empty list where they are not."""
    before = notebook.metadata.get(COURSE)
    if not before:
        return ["it has never been executed by make execute"]
    now = stamp(notebook)
    reasons = [] if now["code"] == before.get("code") else ["its code changed"]
    old, new = before.get("reaches", {}), now["reaches"]
    reasons += [f"{name} changed" for name in sorted(old.keys() & new.keys()) if old[name] != new[name]]
    reasons += [f"{name} is reached now" for name in sorted(new.keys() - old.keys())]
    return reasons + [f"{name} is reached no more" for name in sorted(old.keys() - new.keys())]


def question_modules(code: list[str]) -> list[Path]:
    """Return the modules that declare the questions which code cells ask by their ids."""
    texts = {text for source in code for text in _strings(_parse(source))}
    return [
        path
        for path in sorted((ROOT / PACKAGE / "quiz").glob("*.py"))
        if _is_question_module(path) and _asks(path, texts)
    ]


def ask_ids(source: str) -> list[str]:
    """Return the ids of the questions that a code cell asks, as strings given to ``ask``."""
    nodes = [node for node in ast.walk(_parse(source)) if isinstance(node, ast.Call)]
    asked = [node for node in nodes if ast.unparse(node.func).split(".")[-1] == "ask"]
    return [text for node in asked for argument in node.args for text in _strings(argument)]


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _tree_of_cell(source: str) -> str:
    """Return the syntax tree of a cell; of a cell that Python cannot parse (magics), its text."""
    try:
        return _dump(ast.parse(source))
    except SyntaxError:
        return source


def _reached(code: list[str]) -> dict[str, bytes]:
    """Return what a notebook's code reaches by imports: a name and the content that counts, for modules and files."""
    texts = {text for source in code for text in _strings(_parse(source))}
    shown = {name for source in code for name in _shown(_parse(source))}
    waiting = [path for source in code for path in _imported(_parse(source), PACKAGE)]
    found: dict[Path, bytes] = {}
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        if path.suffix == ".py":
            if _is_question_module(path) and not _asks(path, texts):
                continue
            found[path] = _dump(_module(path)).encode() + _sources(path, shown).encode()
            waiting += [*_imported(_module(path), _package(path)), *_files(path)]
            waiting += filter(_is_question_module, path.parent.glob("*.py"))
        else:
            found[path] = path.read_bytes()
    return {path.relative_to(ROOT).as_posix(): content for path, content in found.items()}


def _parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell without its magics; an empty one of what is no Python even so."""
    for text in (source, re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE)):
        with suppress(SyntaxError):
            return ast.parse(text)
    return ast.Module([], [])


def _module(path: Path) -> ast.Module:
    """Return the syntax tree of a module without its docstrings."""
    return _tree(path.read_text(encoding="utf-8"))


@cache
def _tree(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [item for item in node.body if not _is_text(item)] or [ast.Pass()]
    return tree


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _dump(node: object) -> str:
    """Return a syntax tree as text that is the same under every Python version: ``ast.dump`` is not."""
    if isinstance(node, ast.AST):
        parts = [f"{name}={_dump(item)}" for name, item in ast.iter_fields(node) if item not in (None, [])]
        return f"{type(node).__name__}({', '.join(parts)})"
    if isinstance(node, list):
        return f"[{', '.join(map(_dump, node))}]"
    return repr(node)


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _shown(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the functions and classes whose source a cell shows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("show_source", "getsource"):
            yield from (ast.unparse(argument).split(".")[-1] for argument in node.args)


def _sources(path: Path, names: set[str]) -> str:
    """Return the source, to the letter, of those functions and classes of a module that carry one of the names."""
    text = path.read_text(encoding="utf-8")
    nodes = [node for node in _tree(text).body if getattr(node, "name", None) in names]
    return "\n".join(ast.get_source_segment(text, node) for node in nodes)


def _package(path: Path) -> str:
    return ".".join(path.parent.relative_to(ROOT).parts)


def _imported(tree: ast.Module, package: str) -> Iterator[Path]:
    """Yield the files of the modules of ``utils`` that a syntax tree imports, their packages included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield from _files_of(name)


def _files_of(name: str) -> Iterator[Path]:
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return
    for length in range(1, len(parts) + 1):
        place = ROOT.joinpath(*parts[:length])
        yield from filter(Path.is_file, (place / "__init__.py", place.with_suffix(".py")))


def _files(path: Path) -> Iterator[Path]:
    """Yield the data files beside a module, or below it, whose names stand in its code."""
    for text in _strings(_module(path)):
        match = _FILE.fullmatch(text)
        if match:
            yield from sorted(path.parent.rglob(match[1]))


def _is_question_module(path: Path) -> bool:
    """Tell whether a module declares questions; such modules count only for the notebooks that ask one of theirs."""
    return path.parent.name == "quiz" and any(
        isinstance(target, ast.Name) and target.id == "QUESTIONS"
        for node in _module(path).body
        for target in getattr(node, "targets", [getattr(node, "target", None)])
    )


def _asks(path: Path, texts: set[str]) -> bool:
    """Tell whether a question of this module has an id that stands in the notebook's code."""
    keywords = [word for node in ast.walk(_module(path)) if isinstance(node, ast.Call) for word in node.keywords]
    return any(word.arg == "id" and getattr(word.value, "value", None) in texts for word in keywords)
