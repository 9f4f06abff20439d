"""Slides from the lectures: `make slides` writes `_build/slides/`, which opens from disk and asks no outside address.

A section's heading begins a slide, a code cell with the prose above it a slide below that one. Imports are skipped, of
a question only its card is shown, and an output that waits in the lecture for an answer waits here for a key press.
"""

import argparse
import shutil
from html import escape
from pathlib import Path

from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode
from traitlets.config import Config

from utils import vendor
from utils.authoring import notebooks
from utils.authoring.book import STATIC, is_hidden_text, write_sources
from utils.authoring.freshness import ask_ids
from utils.authoring.notebooks import ROOT, has_tag
from utils.authoring.structure import code_cells, images, shows_widget
from utils.authoring.widget_state import sources

TEMPLATES = Path(__file__).parent / "templates"
OWN = ("slides.css", "slides.js")
_LIST = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Slides</title><link rel="stylesheet" href="slides.css"></head>
<body><main class="reveal" style="padding: 2em"><h1>Slides</h1><ul>{items}</ul>
<p>Arrow keys or space go on, Escape shows all slides, <code>?print-pdf</code> after the address prints them.</p>
</main></body></html>
"""


def build(lectures: list[Path], folder: Path = ROOT / "_build" / "slides") -> list[Path]:
    """Write the slides of ``lectures`` and all that they load to a fresh ``folder``; return the pages, the list first.

    Raises RuntimeError where a browser library cannot be had (see ``utils.vendor.fetch``).
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "assets").mkdir(parents=True)
    vendor.reveal(folder / "vendor")
    (folder / "vendor" / "mathjax.js").write_bytes(vendor.mathjax())
    shutil.copy(STATIC / "widgets.js", folder / "assets")
    for name in OWN:
        shutil.copy(TEMPLATES / "slides" / name, folder)
    pages, items = [], []
    for path in lectures:
        notebook = notebooks.read(path)
        write_sources(sources(notebook), folder / "assets" / "widgets")
        pages.append(folder / f"{path.stem}.html")
        pages[-1].write_text(render(notebook, notebooks.title(path)), encoding="utf-8")
        items.append(f'<li><a href="{pages[-1].name}">{escape(notebooks.title(path))}</a></li>')
    (folder / "index.html").write_text(_LIST.format(items="".join(items)), encoding="utf-8")
    return [folder / "index.html", *pages]


def render(notebook: NotebookNode, title: str) -> str:
    """Return the page of one lecture's slides; the notebook is arranged in place."""
    config = Config()
    config.CSSHTMLHeaderPreprocessor.style = "default"
    exporter = SlidesExporter(
        config=config, extra_template_basedirs=[str(TEMPLATES)], template_name="slides", exclude_anchor_links=True
    )
    text, _ = exporter.from_notebook_node(arrange(notebook), resources={"lecture_title": title})
    return text


def arrange(notebook: NotebookNode) -> NotebookNode:
    """Say of each cell, in place, where its slide begins, whether it waits for a key, and how its code is shown."""
    before, imports = None, code_cells(notebook)[0]
    for cell in notebook.cells:
        kind = "skip" if cell is imports else kind_of(cell, before)
        cell.metadata["slideshow"] = {"slide_type": kind}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_hidden_text(output)]
            cell.metadata["slide_code"] = "folded" if images(cell) or shows_widget(cell) else "shown"
            if ask_ids(cell.source):
                cell.metadata["transient"] = {"remove_source": True}
        if cell is not imports:
            before = cell
    return notebook


def kind_of(cell: NotebookNode, before: NotebookNode | None) -> str:
    """Return nbconvert's word for what a cell is on the slides, given the cell ``before`` it that is shown.

    ``slide`` and ``subslide`` begin one, a ``fragment`` waits, ``-`` goes on.
    """
    if before is None or (cell.cell_type == "markdown" and cell.source.startswith("## ")):
        return "slide"
    if cell.cell_type == "markdown" or before.cell_type == "code":
        return "subslide"
    return "fragment" if has_tag(cell, "hide-output") else "-"


def main() -> None:
    """Write the slides of all lectures and say where they lie."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    pages = build(notebooks.lectures())
    print(f"slides of {len(pages) - 1} lectures: open {notebooks.shown(pages[0])}")


if __name__ == "__main__":
    main()
