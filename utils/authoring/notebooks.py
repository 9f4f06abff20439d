"""Where notebooks lie, how they are read and written: one form on disk, so that a diff shows what changed."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
LECTURES, FORMS = ROOT / "lectures", ROOT / "forms"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def lectures() -> list[Path]:
    """Return the paths of all lectures, in order."""
    return sorted(LECTURES.glob("[0-9][0-9]_*.ipynb"))


def forms() -> list[Path]:
    """Return the paths of the forms of the test before and after the course."""
    return sorted(FORMS.glob("form_*.ipynb"))


def solutions() -> list[Path]:
    """Return the paths of all sources of homeworks."""
    return sorted((ROOT / "solutions").glob("*/*.ipynb"))


def keeps_outputs(path: Path) -> bool:
    """Tell whether a notebook is stored with its outputs: lectures and forms are, other notebooks are not."""
    return Path(path).resolve().parent.name in (LECTURES.name, FORMS.name)


def read(path: Path) -> NotebookNode:
    """Return the notebook at ``path``; raises ValueError in one sentence where there is none."""
    path = Path(path)
    if path.suffix != ".ipynb":
        raise ValueError(f"a notebook must end in .ipynb, got {path.name}")
    if not path.is_file():
        raise ValueError(f"there is no notebook {shown(path)}")
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise ValueError(f"{shown(path)} is no valid notebook: {str(error).splitlines()[0]}") from error


def write(notebook: NotebookNode, path: Path) -> bool:
    """Store a notebook as sorted JSON and tell whether the file changed."""
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    path = Path(path)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def title(path: Path) -> str:
    """Return the first heading of the notebook at ``path``; raises ValueError where it has none."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return cell.source.splitlines()[0].removeprefix("# ").strip()
    raise ValueError(f"{shown(path)} must have a heading, got none")


def shown(path: Path) -> str:
    """Return a path as authors name it: relative to the course where it lies inside."""
    path = Path(path).resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def has_tag(cell: NotebookNode, tag: str) -> bool:
    """Tell whether a cell carries a tag."""
    return tag in cell.metadata.get("tags", [])


def run_command(main: Callable[[list[str]], int], arguments: list[str] | None = None) -> None:
    """Run an author's command and leave with its status; a ValueError becomes one line and status 1."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        status = main(sys.argv[1:] if arguments is None else arguments)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        status = 1
    raise SystemExit(status)
