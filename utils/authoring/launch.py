"""Links from a page of the book to a place where its notebook runs: Binder, and Google Colab by a copy made for it.

The one setting is ``repository`` in course.toml (and ``branch``); while it is empty there are no links.
"""

import copy
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from utils import course

BINDER, COLAB = "https://mybinder.org/v2/gh", "https://colab.research.google.com/github"
SITE_BRANCH = "gh-pages"
_LINE = "Run this page: [on Binder]({binder}) · [on Google Colab]({colab}), where each cell can be changed."
_SETUP = """\
# This copy is for Google Colab: it fetches the course, leaves the torch that is there alone, and turns widgets on.
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

Path("keep.txt").write_text(f"torch=={{version('torch')}}\\n")
subprocess.run(["git", "clone", "--quiet", "--depth=1", "--branch={branch}", "{url}", "course"], check=True)
subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--constraint=keep.txt", "./course"], check=True)
%cd course/{folder}
from google.colab import output

output.enable_custom_widget_manager()"""


class Repository(NamedTuple):
    """Where the course is published: an address such as ``https://github.com/someone/course``, and its branch."""

    url: str
    branch: str


def repository(root: Path) -> Repository | None:
    """Return the repository that course.toml of the course in ``root`` names, None where it names none.

    Raises ValueError where the address is not one of GitHub, which both services read from.
    """
    told = course.read(root)
    url = told.repository.rstrip("/").removesuffix(".git")
    return Repository(url, told.branch) if url else None


def with_links(notebook: NotebookNode, page: Path, place: Repository) -> NotebookNode:
    """Return the notebook of ``page`` (relative to the course), in place, with its links under its first cell."""
    name = "/".join(place.url.split("/")[-2:])
    binder = f"{BINDER}/{name}/{place.branch}?labpath={page.as_posix()}"
    colab = f"{COLAB}/{name}/blob/{SITE_BRANCH}/colab/{page.name}"
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(_LINE.format(binder=binder, colab=colab), id="launch"))
    return notebook


def colab_copy(notebook: NotebookNode, page: Path, place: Repository) -> NotebookNode:
    """Return a copy of the notebook of ``page`` for Colab: no outputs, and a first cell that installs the course."""
    made = copy.deepcopy(notebook)
    made.metadata.pop("widgets", None)
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    setup = _SETUP.format(url=place.url, branch=place.branch, folder=page.parent.as_posix())
    made.cells.insert(0, nbformat.v4.new_code_cell(setup, id="colab-setup"))
    return made


def write_colab_copies(root: Path, pages: list[Path], folder: Path) -> None:
    """Write the Colab copy of each notebook among ``pages`` to ``folder``; nothing where no repository is set."""
    place = repository(root)
    if place is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        if page.suffix == ".ipynb":
            nbformat.write(colab_copy(nbformat.read(root / page, as_version=4), page, place), folder / page.name)
