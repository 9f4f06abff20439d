"""Build the static book: `make book`. Notebooks are read with their stored outputs and never run.

1. stage: copy the pages that ``_toc.yml`` names to ``_build/stage``, the JavaScript of their widgets beside them, once;
2. vendor: lay the browser libraries beside them, so that the built site asks no outside address for anything;
3. build: Jupyter Book with warnings as errors, always from nothing, into ``_build/html``.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from html import escape
from importlib import metadata
from pathlib import Path

import nbformat
import yaml
from filelock import FileLock
from rjsmin import jsmin

from utils import course
from utils.authoring.book_pages import GENERATED
from utils.authoring.launch import repository, with_links, write_colab_copies
from utils.authoring.lighten import lighten
from utils.authoring.notebooks import ROOT, keeps_outputs, shown
from utils.authoring.widget_state import keep_what_views_read, sources
from utils.plotting.style import HIDDEN
from utils.vendor import KATEX, katex

STATIC = Path(__file__).parent / "static"
PICTURES = {".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"}
ASKING = re.compile(r"""\s*(?:quiz\.ask|sheet)\(["'][\w-]+["']\)\s*""")
TOOLS = ("anywidget", "jupyter-book", "myst-nb", "sphinx", "sphinx-book-theme", "pydata-sphinx-theme")
OPTIONS = ("--warningiserror", "--nitpick", "--keep-going", "--quiet")


class BookError(Exception):
    """The book does not build; the message holds every warning of the build."""


def build(root: Path = ROOT) -> Path:
    """Build the book of the course in ``root`` and return its first page, ``_build/html/intro.html``.

    A book whose pages have not changed since it last built without a warning is not built again. Raises BookError
    with the warnings of Jupyter Book, and then leaves no built site behind.
    """
    target = root / "_build"
    target.mkdir(exist_ok=True)
    with FileLock(target / "book.lock"):
        stage_pages(root, target / "stage")
        stamp, digest = target / "book.sha256", _digest(target / "stage")
        site = target / "html"
        if not (site.exists() and stamp.exists() and stamp.read_text() == digest):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(site, ignore_errors=True)
            katex(target / "stage" / "assets" / "vendor")
            _run_jupyter_book(target / "stage")
            lighten(target / "stage" / "_build" / "html")
            _offer_notebooks(root, target / "stage" / "_build" / "html" / "_sources")
            write_colab_copies(root, pages(root), target / "stage" / "_build" / "html" / "colab")
            shutil.move(target / "stage" / "_build" / "html", site)
            stamp.write_text(digest)
    return site / f"{pages(root)[0].stem}.html"


def pages(root: Path) -> list[Path]:
    """Return the sources of the book's pages in the order of ``_toc.yml``, relative to ``root``.

    Raises BookError where an entry has no source, .ipynb or .md, and is not one of those that are made.
    """
    names, entries = [], [yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))]
    while entries:
        entry = entries.pop(0)
        names += [entry[key] for key in ("root", "file") if key in entry]
        entries = [child for key in ("parts", "chapters", "sections") for child in entry.get(key, ())] + entries
    return [_source(root, name) for name in names]


def stage_pages(root: Path, stage: Path) -> None:
    """Copy what the book is made of from ``root`` to a fresh folder ``stage``: settings, pages, pictures, assets."""
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(STATIC, stage / "assets")
    shutil.copy(root / "_toc.yml", stage / "_toc.yml")
    (stage / "_config.yml").write_text(yaml.safe_dump(configuration(root)), encoding="utf-8")
    for page in pages(root):
        folder = (stage / page).parent
        folder.mkdir(parents=True, exist_ok=True)
        if page.as_posix() in GENERATED:
            (stage / page).write_text(GENERATED[page.as_posix()](root), encoding="utf-8")
        elif page.suffix == ".ipynb":
            notebook = _staged(root, page)
            write_sources(sources(notebook), stage / "assets" / "widgets")
            keep_what_views_read(notebook)
            nbformat.write(notebook, stage / page)
        else:
            shutil.copy(root / page, stage / page)
        for picture in (root / page).parent.iterdir():
            if picture.suffix in PICTURES:
                shutil.copy(picture, folder / picture.name)


def configuration(root: Path) -> dict:
    """Return the settings of Jupyter Book: those in _config.yml, with what a fork sets in course.toml put in."""
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    told = course.read(root)
    settings |= {"title": told.title, "author": told.author}
    settings["repository"] = {"url": told.repository, "branch": told.branch}
    settings["sphinx"]["config"]["html_theme_options"]["logo"] = {"text": told.title}
    if told.contact:
        address = escape(told.contact)
        settings["html"]["extra_footer"] = f'<p>Questions: <a href="mailto:{address}">{address}</a></p>'
    return settings


def _offer_notebooks(root: Path, downloads: Path) -> None:
    """Let readers download the notebooks as they are in the course, not as they were staged."""
    for page in pages(root):
        if page.suffix == ".ipynb":
            shutil.copy(root / page, downloads / page)


def write_sources(texts: dict[str, str], folder: Path) -> None:
    """Write JavaScript and CSS of widgets to ``folder`` as ``static/widgets.js`` asks for them, once for all pages."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        told = text if name.endswith(".css") else f"courseModule({json.dumps(name)}, {json.dumps(jsmin(text))});\n"
        (folder / name.replace("/", ".")).write_text(told, encoding="utf-8")


def _staged(root: Path, page: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(root / page, as_version=4)
    place = repository(root)
    if place is not None:
        with_links(notebook, page, place)
    return quieten(notebook) if keeps_outputs(page) else notebook


def quieten(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook with code folded away, in place, that tells a reader nothing.

    The first cell, imports and seed, is folded (a click shows it), and the one line that asks a question is left out.
    Where an output waits to be revealed, the code waits with it: what it asserts is the answer. The text that stands
    in for alt text in JupyterLab goes, because the pictures of the book have theirs.
    """
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for place, cell in enumerate(codes):
        cell.outputs = [output for output in cell.outputs if not is_hidden_text(output)]
        if ASKING.fullmatch(cell.source):
            _fold(cell, "remove-input")
        elif place == 0:
            _fold(cell, "hide-input", "imports")
        elif "hide-output" in cell.metadata.get("tags", ()):
            _fold(cell, "hide-cell", "answer")
    return notebook


def _fold(cell: nbformat.NotebookNode, tag: str, name: str = "") -> None:
    kept = [known for known in cell.metadata.get("tags", ()) if known != "hide-output"]
    cell.metadata["tags"] = [*kept, tag]
    if name:
        words = {"code_prompt_show": f"Show the {name}", "code_prompt_hide": f"Hide the {name}"}
        cell.metadata["mystnb"] = cell.metadata.get("mystnb", {}) | words


def is_hidden_text(output: nbformat.NotebookNode) -> bool:
    """Tell whether an output is the text that stands in for alt text in JupyterLab."""
    return output.get("data", {}).get("text/html", "").startswith(HIDDEN)


def _source(root: Path, name: str) -> Path:
    if f"{name}.md" in GENERATED:
        return Path(f"{name}.md")
    for suffix in (".ipynb", ".md"):
        if (root / name).with_name(Path(name).name + suffix).exists():
            return Path(name).with_name(Path(name).name + suffix)
    raise BookError(f"_toc.yml names {name}, and neither {name}.ipynb nor {name}.md exists")


def _digest(stage: Path) -> str:
    tools = [f"{name} {metadata.version(name)}" for name in TOOLS]
    total = hashlib.sha256(repr((OPTIONS, KATEX, tools, sys.version)).encode())
    for name in ("book.py", "launch.py", "lighten.py"):
        total.update((Path(__file__).parent / name).read_bytes())
    for path in sorted(path for path in stage.rglob("*") if path.is_file()):
        total.update(f"\n{path.relative_to(stage).as_posix()}\n".encode() + path.read_bytes())
    return total.hexdigest()


def _run_jupyter_book(stage: Path) -> None:
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", str(stage), *OPTIONS]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if answer.returncode != 0 or "WARNING" in answer.stderr:
        shutil.rmtree(stage / "_build", ignore_errors=True)
        raise BookError(f"the book does not build without a warning:\n{answer.stderr.strip()[-6000:]}")


def main() -> None:
    """Build the book and say how long it took and where it lies; on failure print the warnings and exit with 1."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    start = time.perf_counter()
    try:
        first = build()
    except BookError as error:
        sys.exit(str(error))
    print(f"book built in {time.perf_counter() - start:.0f} s: open {shown(first)}")


if __name__ == "__main__":
    main()
