"""Finds what students must not see: lines of solutions and of hidden tests that stand in the built site."""

import html
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat

SHORTEST = 12
_SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
IDIOMS = frozenset(
    {"model.train()", "model.eval()", "with torch.no_grad():", "loss.backward()", "nn.Flatten(),"}
    | {"optimiser.zero_grad()", "optimiser.step()", "import torch", "torch.manual_seed(0)"}
    | {"from utils.labs.trunks import pretrained_trunk"}
)
"""Lines that every first page on PyTorch has, and the lectures too."""
_NAME = re.compile(r"return \w+")
_TAG = re.compile(r"<[^>]+>")


def secret_lines(notebook: Path, shown: Iterable[str] = ()) -> set[str]:
    """Return the lines between nbgrader's marks in a source notebook, and the written answers that ``shown`` lacks.

    Lines of fewer than 12 characters say nothing, nor do IDIOMS and lines that only return a name;
    they are left out.
    """
    lines: set[str] = set()
    for cell in nbformat.read(notebook, as_version=4).cells:
        about = cell.metadata.get("nbgrader", {})
        written = about.get("solution") and cell.cell_type == "markdown"
        texts = [cell.source] if written else [match[1] for match in _SECRET.findall(cell.source)]
        lines |= {line.strip() for text in texts for line in text.splitlines()}
    known = "\n".join(shown)
    telling = {line for line in lines if len(line) >= SHORTEST and not _NAME.fullmatch(line)}
    return {line for line in telling - IDIOMS if line not in known}


def leaked(site: Path, secrets: set[str]) -> list[str]:
    """Return "page: line" for each secret line that a page or a downloadable source of the site shows."""
    found = []
    for page in sorted([*site.rglob("*.html"), *(site / "_sources").rglob("*"), *site.glob("*.js")]):
        if page.is_file():
            text = readable(page)
            found += [f"{page.relative_to(site)}: {line}" for line in sorted(secrets) if line in text]
    return found


def readable(page: Path) -> str:
    """Return the text of a file of the site: of a page what a reader sees, of a notebook the sources of its cells."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".html":
        return html.unescape(_TAG.sub("", text))
    if page.suffix == ".ipynb":
        return "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    return text
